import { beforeEach, expect, test } from 'vitest'
import { type ShortcutEntry, shortcutList } from '../dialogs/shortcutList.ts'
import {
  allShortcuts,
  conflicts,
  keysOf,
  meaningOf,
  resetShortcuts,
  setShortcut,
  shortcutKeys,
  strokeOf,
  useShortcuts,
} from './shortcuts.ts'
import { amountOf, countUse, useUse } from './use.ts'

const pages: ShortcutEntry[] = [
  { id: 'page.machines', area: 'pages', keys: 'G M', label: 'Machines' },
  { id: 'page.storage', area: 'pages', keys: 'G S', label: 'Storage' },
]
beforeEach(() => useShortcuts.setState({ keys: {}, pages }))
const entry = (id: string): ShortcutEntry => {
  const found = allShortcuts(useShortcuts.getState()).find(each => each.id === id)
  if (!found) throw new Error(id)
  return found
}
const press = (key: string, more: object = {}) =>
  strokeOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

test('the table as shipped clashes nowhere and names everything once', () => {
  const state = useShortcuts.getState()
  expect([...conflicts(allShortcuts(state), state).keys()]).toEqual([])
  expect(new Set(shortcutList.map(each => each.id)).size).toBe(shortcutList.length)
})

test('a pressed key as the table writes it', () => {
  expect(press('k', { ctrlKey: true })).toBe('Mod+K')
  expect(press('F', { metaKey: true, shiftKey: true })).toBe('Mod+Shift+F')
  expect(press('?', { shiftKey: true })).toBe('?')
  expect(press('A', { shiftKey: true })).toBe('A')
  expect(press('F6', { shiftKey: true })).toBe('Shift+F6')
  expect(press(' ')).toBe('Space')
  expect(press('ArrowLeft', { altKey: true })).toBe('Alt+ArrowLeft')
  expect(press('Control', { ctrlKey: true })).toBeNull()
})

test('other keys hold, clash visibly, and can be given back', () => {
  setShortcut(entry('help'), 'A')
  const state = useShortcuts.getState()
  const found = conflicts(allShortcuts(state), state)
  expect(found.get('help')?.map(each => each.id)).toEqual(['addHost'])
  expect(found.get('addHost')?.map(each => each.id)).toEqual(['help'])
  setShortcut(entry('help'), '?')
  expect(useShortcuts.getState().keys).toEqual({})
})

test('a stroke that begins a sequence clashes with it, one in another place does not', () => {
  setShortcut(entry('filter'), 'G')
  const state = useShortcuts.getState()
  expect(
    conflicts(allShortcuts(state), state)
      .get('filter')
      ?.map(each => each.id),
  ).toEqual(['page.machines', 'page.storage'])
  setShortcut(entry('filter'), '*')
  const again = useShortcuts.getState()
  expect(
    conflicts(allShortcuts(again), again)
      .get('filter')
      ?.map(each => each.id),
  ).toEqual(['treeUnfold'])
  setShortcut(entry('filter'), '/')
  setShortcut(entry('machineStart'), '*')
  expect(conflicts(allShortcuts(again), useShortcuts.getState()).has('machineStart')).toBe(false)
})

test('a shortcut without keys means nothing; fixed ones cannot be changed', () => {
  setShortcut(entry('help'), '')
  expect(shortcutKeys('help')).toBeNull()
  expect(meaningOf('?', false, useShortcuts.getState())).toBeNull()
  useShortcuts.setState({ keys: { back: 'X' } })
  expect(keysOf(entry('back'), useShortcuts.getState())).toBe('Alt+ArrowLeft')
  resetShortcuts()
  expect(meaningOf('?', false, useShortcuts.getState())).toMatchObject({ entry: { id: 'help' } })
  expect(meaningOf('G', false, useShortcuts.getState())).toBe('begins')
  expect(meaningOf('G', true, useShortcuts.getState())).toBeNull()
})

test('use fades, and only so much of it is remembered', () => {
  useUse.setState({ counts: {} })
  const day = 24 * 60 * 60 * 1000
  countUse('a', 0)
  countUse('a', 0)
  countUse('b', 14 * day)
  const state = useUse.getState()
  expect(amountOf(state, 'a', 14 * day)).toBeCloseTo(1)
  expect(amountOf(state, 'b', 14 * day)).toBeCloseTo(1)
  expect(amountOf(state, 'c', 0)).toBe(0)
  for (let n = 0; n < 400; n++) countUse(`k${n}`, 20 * day)
  expect(Object.keys(useUse.getState().counts)).toHaveLength(300)
  expect(useUse.getState().counts.k399).toBeDefined()
})
