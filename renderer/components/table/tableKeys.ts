import type { SelectionAction } from './selection.ts'

/** What a key means in a list: a change of the selection, opening, or nothing of the list's own. */
export function tableKey(
  event: Pick<React.KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  page: number,
): SelectionAction | 'open' | 'toggle' | null {
  const extend = event.shiftKey
  const control = event.ctrlKey || event.metaKey
  if (event.altKey) return null
  if (control) return event.key.toLowerCase() === 'a' ? { type: 'all' } : null
  switch (event.key) {
    case 'ArrowDown':
      return { type: 'move', by: 1, extend }
    case 'ArrowUp':
      return { type: 'move', by: -1, extend }
    case 'PageDown':
      return { type: 'move', by: page, extend }
    case 'PageUp':
      return { type: 'move', by: -page, extend }
    case 'Home':
      return { type: 'end', which: 'first', extend }
    case 'End':
      return { type: 'end', which: 'last', extend }
    case 'Enter':
      return 'open'
    case ' ':
      return 'toggle'
    default:
      return null
  }
}
