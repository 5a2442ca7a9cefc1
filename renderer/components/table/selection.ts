import { isGroupKey } from './arrange.ts'

/** What is chosen in a list. `active` is where the keyboard stands, a row or a group's heading; `anchor` is where a range began. */
export interface Selection {
  chosen: ReadonlySet<string>
  active: string | null
  anchor: string | null
}

export const noSelection: Selection = { chosen: new Set(), active: null, anchor: null }

export type SelectionAction =
  | { type: 'activate'; key: string }
  | { type: 'toggle'; key: string }
  | { type: 'range'; key: string }
  | { type: 'move'; by: number; extend: boolean }
  | { type: 'end'; which: 'first' | 'last'; extend: boolean }
  | { type: 'all' }
  | { type: 'clear' }
  | { type: 'keep' }

/**
 * The selection after an action on the rows shown, in the order shown. `lines` are the rows and the headings between
 * them: arrow keys walk those too, and nothing chooses them.
 */
export function select(
  state: Selection,
  action: SelectionAction,
  keys: readonly string[],
  lines: readonly string[] = keys,
): Selection {
  switch (action.type) {
    case 'activate':
      return { ...state, active: action.key, anchor: action.key }
    case 'toggle': {
      const chosen = new Set(state.chosen)
      if (!chosen.delete(action.key)) chosen.add(action.key)
      return { chosen, active: action.key, anchor: action.key }
    }
    case 'range':
      return range(state, action.key, keys, lines)
    case 'move': {
      const at = state.active === null ? -1 : lines.indexOf(state.active)
      const from = at < 0 && action.by < 0 ? lines.length : at
      const key = lines[Math.max(0, Math.min(lines.length - 1, from + action.by))]
      return goTo(state, key, action.extend, keys, lines)
    }
    case 'end':
      return goTo(state, action.which === 'first' ? lines[0] : lines.at(-1), action.extend, keys, lines)
    case 'all':
      return { ...state, chosen: state.chosen.size === keys.length ? new Set() : new Set(keys) }
    case 'clear':
      return { ...state, chosen: new Set(), anchor: state.active }
    case 'keep': {
      // What is filtered away is no longer chosen: nothing may be acted on that cannot be seen.
      const here = new Set(keys)
      const chosen = new Set([...state.chosen].filter(key => here.has(key)))
      const active = state.active !== null && lines.includes(state.active) ? state.active : null
      if (chosen.size === state.chosen.size && active === state.active) return state
      return { chosen, active, anchor: active }
    }
  }
}

function goTo(
  state: Selection,
  key: string | undefined,
  extend: boolean,
  keys: readonly string[],
  lines: readonly string[],
): Selection {
  if (key === undefined) return state
  return extend ? range(state, key, keys, lines) : { ...state, active: key, anchor: key }
}

/** Everything from the anchor to the key joins; the anchor stays, so that the range can be redrawn. */
function range(state: Selection, key: string, keys: readonly string[], lines: readonly string[]): Selection {
  const anchor = state.anchor ?? state.active ?? key
  const from = lines.indexOf(anchor)
  const to = lines.indexOf(key)
  if (from < 0 || to < 0) return { chosen: new Set([...state.chosen, key]), active: key, anchor: key }
  const between = lines.slice(Math.min(from, to), Math.max(from, to) + 1)
  const rows = lines === keys ? between : between.filter(line => !isGroupKey(line))
  return { chosen: new Set(rows), active: key, anchor }
}
