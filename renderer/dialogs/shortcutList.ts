/** Where a shortcut holds: in the whole window, in a list, on machines of a list, in the tree of sites. */
export type ShortcutArea = 'anywhere' | 'pages' | 'list' | 'machines' | 'tree'

/**
 * One shortcut. Keys are written `Mod+K` (Ctrl, or Cmd on a Mac), `Shift+F10`, `?`, or two strokes after
 * each other (`G M`); letters are capitals. Several ways are several entries of `keys`.
 */
export interface ShortcutEntry {
  id: string
  area: ShortcutArea
  keys: string
  /** Part of a control's own pattern: shown, not changed. */
  fixed?: boolean
  /** Holds while somebody types into a field too. */
  typing?: boolean
  /** Words of its own; else those of the catalogue by its id. */
  label?: string
}

/** Every shortcut of the window but those of the pages, which the pages' registry adds. */
export const shortcutList = [
  { id: 'palette', area: 'anywhere', keys: 'Mod+K', typing: true },
  { id: 'search', area: 'anywhere', keys: 'Mod+Shift+F', typing: true },
  { id: 'filter', area: 'anywhere', keys: '/' },
  { id: 'addHost', area: 'anywhere', keys: 'A' },
  { id: 'saveView', area: 'anywhere', keys: 'V' },
  { id: 'rail', area: 'anywhere', keys: 'Mod+B', typing: true },
  { id: 'dock', area: 'anywhere', keys: 'Mod+J', typing: true },
  { id: 'part', area: 'anywhere', keys: 'F6', typing: true },
  { id: 'partBack', area: 'anywhere', keys: 'Shift+F6', typing: true },
  { id: 'lock', area: 'anywhere', keys: 'Mod+Shift+L', typing: true },
  { id: 'help', area: 'anywhere', keys: '?' },
  { id: 'back', area: 'anywhere', keys: 'Alt+ArrowLeft', fixed: true },
  { id: 'forward', area: 'anywhere', keys: 'Alt+ArrowRight', fixed: true },
  { id: 'listMove', area: 'list', keys: 'ArrowUp ArrowDown', fixed: true },
  { id: 'listCell', area: 'list', keys: 'ArrowLeft ArrowRight', fixed: true },
  { id: 'listEnds', area: 'list', keys: 'Home End', fixed: true },
  { id: 'listChoose', area: 'list', keys: 'Space', fixed: true },
  { id: 'listAll', area: 'list', keys: 'Mod+A', fixed: true },
  { id: 'listOpen', area: 'list', keys: 'Enter', fixed: true },
  { id: 'listClear', area: 'list', keys: 'Escape', fixed: true },
  { id: 'listMenu', area: 'list', keys: 'M', fixed: true },
  { id: 'listCopy', area: 'list', keys: 'Mod+C', fixed: true },
  { id: 'machinePage', area: 'machines', keys: 'O' },
  { id: 'machineStart', area: 'machines', keys: 'S' },
  { id: 'machineShutdown', area: 'machines', keys: 'D' },
  { id: 'machineReboot', area: 'machines', keys: 'R' },
  { id: 'machinePause', area: 'machines', keys: 'P' },
  { id: 'machineResume', area: 'machines', keys: 'U' },
  { id: 'treeMove', area: 'tree', keys: 'ArrowUp ArrowDown', fixed: true },
  { id: 'treeFold', area: 'tree', keys: 'ArrowLeft ArrowRight', fixed: true },
  { id: 'treeUnfold', area: 'tree', keys: '*', fixed: true },
  { id: 'treeOpen', area: 'tree', keys: 'Enter', fixed: true },
  { id: 'treeRename', area: 'tree', keys: 'F2', fixed: true },
  { id: 'treeMenu', area: 'tree', keys: 'Shift+F10', fixed: true },
] as const satisfies readonly ShortcutEntry[]

export type ShortcutId = (typeof shortcutList)[number]['id']
