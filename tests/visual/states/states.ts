import type { Page } from '@playwright/test'
import type { StatePage } from './pages.ts'
import type { Stranger } from './strangers.ts'
import { failCalls, holdCalls } from './wire.ts'

/** How wide and in which theme a page is looked at. */
export interface Look {
  /** Of its pictures; unique over all states. */
  name: string
  width: number
  height?: number
  theme: 'dark' | 'light'
  /** True: held to the rules of accessibility too, which takes as long as everything else together. */
  isChecked: boolean
}

/** One way to come to a page, and the ways it is looked at there. */
export interface State {
  name: string
  looks: readonly Look[]
  scale?: number
  /** Before the page is loaded. */
  prepare?(page: Page, of: StatePage): Promise<unknown>
  who?: 'owner' | 'viewer' | 'nobody' | Stranger
  /** Each page in a tab of its own. */
  isFresh?: boolean
  /** Only after every host has been hung up on. */
  isStale?: boolean
}

const WIDTH = 1280
const one = (name: string, more: Partial<Look> = {}): Pick<State, 'name' | 'looks'> => ({
  name,
  looks: [{ name, width: WIDTH, theme: 'dark', isChecked: true, ...more }],
})
const sized = (theme: Look['theme'], ...widths: number[]): Look[] =>
  widths.map(width => ({ name: `${theme}-${width}`, width, theme, isChecked: false }))

/** Sees that everything is there, and nothing of how it does. */
const inventoryReader: Stranger = {
  name: 'mira',
  displayName: 'Mira Costa',
  permissions: ['host.read', 'domain.read'],
}
/** Sees some machines and nothing of the hosts they are on. */
const machineReader: Stranger = {
  name: 'tomas',
  displayName: 'Tomas Reyes',
  permissions: ['domain.read', 'metrics.read'],
  query: 'name:pay-db-1',
}

/** Every state in which every page is looked at; the last one cannot be undone. */
export const states: readonly State[] = [
  {
    name: 'live',
    looks: [
      { name: 'live', width: WIDTH, theme: 'dark', isChecked: true },
      ...sized('dark', 1600, 1024, 800),
      ...sized('light', 800, 1024, 1600),
      { name: 'light', width: WIDTH, theme: 'light', isChecked: true },
    ],
  },
  { ...one('loading'), isFresh: true, prepare: holdCalls },
  { ...one('error'), isFresh: true, prepare: failCalls },
  { ...one('denied'), who: 'viewer' },
  { ...one('empty'), who: 'nobody' },
  { ...one('zoom', { width: 640, height: 400, isChecked: false }), scale: 2 },
  { ...one('rtl', { isChecked: false }), prepare: page => page.addInitScript(mirror) },
  {
    ...one('german', { width: 1024, isChecked: false }),
    prepare: page => page.addInitScript(() => localStorage.setItem('language', 'de')),
  },
  { ...one('partly'), who: inventoryReader },
  { ...one('machinesOnly'), who: machineReader },
  { ...one('stale'), isStale: true },
]

/** A state in another theme and width than it is looked at by itself: `light-800`. */
export function lookAs(at: string, state: string): Look {
  const [theme, width] = at.split('-')
  if ((theme !== 'dark' && theme !== 'light') || !(Number(width) >= 320))
    throw new Error(`not THEME-WIDTH: ${at}`)
  return { name: `${state}-${at}`, width: Number(width), theme, isChecked: false }
}

/** In the page: everything from right to left, before anything is drawn. */
function mirror(): void {
  const turn = () => document.documentElement?.setAttribute('dir', 'rtl')
  turn()
  document.addEventListener('readystatechange', turn)
}
