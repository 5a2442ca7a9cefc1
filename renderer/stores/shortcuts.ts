import { create } from 'zustand'
import type { CoreClient } from '../api/client.ts'
import {
  type ShortcutArea,
  type ShortcutEntry,
  type ShortcutId,
  shortcutList,
} from '../dialogs/shortcutList.ts'
import { keep } from './kept.ts'
import { fields, recordOf, text } from './stored.ts'

const readChosen = fields<{ keys: Record<string, string> }>({ keys: [recordOf(text(64)), {}] })

interface ShortcutsState {
  /** What the person chose instead of the keys of the table; an empty text is no key at all. */
  keys: Readonly<Record<string, string>>
  /** The pages' own letters, told by the registry when the window starts. */
  pages: readonly ShortcutEntry[]
}

/** The window's shortcuts as the person has them. */
export const useShortcuts = create<ShortcutsState>()(() => ({ keys: {}, pages: [] }))

/** Loads the person's own keys and saves every change of them. */
export const keepShortcuts = (client: CoreClient, failed: (error: unknown) => void): (() => void) =>
  keep(
    client,
    {
      key: 'shortcuts',
      store: useShortcuts,
      parse: value => ({ ...useShortcuts.getState(), ...readChosen(value) }),
      stored: ({ keys }) => ({ keys }),
    },
    failed,
  )

/** Every shortcut: the table's and the pages'. */
export const allShortcuts = ({ pages }: Pick<ShortcutsState, 'pages'>): readonly ShortcutEntry[] => [
  ...shortcutList,
  ...pages,
]

/** The keys of a shortcut as the person has it; null where it has none. */
export function keysOf(entry: ShortcutEntry, { keys }: Pick<ShortcutsState, 'keys'>): string | null {
  const chosen = entry.fixed ? undefined : keys[entry.id]
  return (chosen ?? entry.keys) || null
}

/** The keys of a shortcut of the table by its id. */
export function shortcutKeys(id: ShortcutId, state: Pick<ShortcutsState, 'keys'> = useShortcuts.getState()) {
  const entry = shortcutList.find(each => each.id === id)
  return entry ? keysOf(entry, state) : null
}

/** Gives a shortcut other keys; the table's own where it is what the table says; none where empty. */
export function setShortcut(entry: ShortcutEntry, keys: string): void {
  const { [entry.id]: _before, ...others } = useShortcuts.getState().keys
  useShortcuts.setState({ keys: keys === entry.keys ? others : { ...others, [entry.id]: keys } })
}

export const resetShortcuts = (): void => useShortcuts.setState({ keys: {} })

const bare = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Unidentified', 'Process'])

/** A pressed key as the table writes it; null for a modifier alone. Shift is part of what a sign already is. */
export function strokeOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string | null {
  if (bare.has(event.key)) return null
  const letter = /^\p{L}$/u.test(event.key)
  const sign = event.key.length === 1 && !letter
  const name = event.key === ' ' ? 'Space' : letter ? event.key.toUpperCase() : event.key
  const mod = event.ctrlKey || event.metaKey
  const parts = [
    mod ? 'Mod' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && !sign && (!letter || mod || event.altKey) ? 'Shift' : '',
    name,
  ]
  return parts.filter(Boolean).join('+')
}

/** Areas that are reached by the same key press. */
const together: Record<ShortcutArea, readonly ShortcutArea[]> = {
  anywhere: ['anywhere', 'pages', 'list', 'machines', 'tree'],
  pages: ['anywhere', 'pages', 'list', 'machines'],
  list: ['anywhere', 'pages', 'list', 'machines'],
  machines: ['anywhere', 'pages', 'list', 'machines'],
  tree: ['anywhere', 'tree'],
}

/** Fixed entries list alternatives; what can be changed is one stroke or a sequence. */
const ways = (entry: ShortcutEntry, keys: string): string[] => (entry.fixed ? keys.split(' ') : [keys])

const clash = (a: string, b: string): boolean => a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `)

/** Shortcuts that the same press would mean, by id; a stroke that begins another's sequence counts. */
export function conflicts(
  entries: readonly ShortcutEntry[],
  state: Pick<ShortcutsState, 'keys'>,
): Map<string, ShortcutEntry[]> {
  const bound = entries.map(entry => {
    const keys = keysOf(entry, state)
    return { entry, ways: keys === null ? [] : ways(entry, keys) }
  })
  const found = new Map<string, ShortcutEntry[]>()
  for (const one of bound)
    for (const other of bound) {
      if (one === other || !together[one.entry.area].includes(other.entry.area)) continue
      // Two patterns of their own controls are never both open to change.
      if (one.entry.fixed && other.entry.fixed) continue
      if (one.ways.some(a => other.ways.some(b => clash(a, b))))
        found.set(one.entry.id, [...(found.get(one.entry.id) ?? []), other.entry])
    }
  return found
}

/** What strokes mean where the window itself listens: a shortcut, the beginning of a sequence, or nothing. */
export function meaningOf(
  strokes: string,
  typing: boolean,
  state: ShortcutsState,
): { entry: ShortcutEntry } | 'begins' | null {
  const own = allShortcuts(state).filter(
    entry =>
      !entry.fixed && (entry.area === 'anywhere' || entry.area === 'pages') && (!typing || entry.typing),
  )
  const entry = own.find(each => keysOf(each, state) === strokes)
  if (entry) return { entry }
  return own.some(each => keysOf(each, state)?.startsWith(`${strokes} `)) ? 'begins' : null
}
