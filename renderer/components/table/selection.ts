/** What is chosen in a list. `active` is where the keyboard stands; `anchor` is where a range began. */
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

/** The selection after an action on the rows shown, in the order shown. */
export function select(state: Selection, action: SelectionAction, keys: readonly string[]): Selection {
  switch (action.type) {
    case 'activate':
      return { ...state, active: action.key, anchor: action.key }
    case 'toggle': {
      const chosen = new Set(state.chosen)
      if (!chosen.delete(action.key)) chosen.add(action.key)
      return { chosen, active: action.key, anchor: action.key }
    }
    case 'range':
      return range(state, action.key, keys)
    case 'move': {
      const at = state.active === null ? -1 : keys.indexOf(state.active)
      const from = at < 0 && action.by < 0 ? keys.length : at
      const key = keys[Math.max(0, Math.min(keys.length - 1, from + action.by))]
      return goTo(state, key, action.extend, keys)
    }
    case 'end':
      return goTo(state, action.which === 'first' ? keys[0] : keys.at(-1), action.extend, keys)
    case 'all':
      return { ...state, chosen: state.chosen.size === keys.length ? new Set() : new Set(keys) }
    case 'clear':
      return { ...state, chosen: new Set(), anchor: state.active }
    case 'keep': {
      // What is filtered away is no longer chosen: nothing may be acted on that cannot be seen.
      const here = new Set(keys)
      const chosen = new Set([...state.chosen].filter(key => here.has(key)))
      const active = state.active !== null && here.has(state.active) ? state.active : null
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
): Selection {
  if (key === undefined) return state
  return extend ? range(state, key, keys) : { ...state, active: key, anchor: key }
}

/** Everything from the anchor to the key joins; the anchor stays, so that the range can be redrawn. */
function range(state: Selection, key: string, keys: readonly string[]): Selection {
  const anchor = state.anchor ?? state.active ?? key
  const from = keys.indexOf(anchor)
  const to = keys.indexOf(key)
  if (from < 0 || to < 0) return { chosen: new Set([...state.chosen, key]), active: key, anchor: key }
  const between = keys.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { chosen: new Set(between), active: key, anchor }
}
