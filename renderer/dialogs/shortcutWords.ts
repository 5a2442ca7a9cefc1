import { t } from '../words/index.ts'
import { type ShortcutArea, type ShortcutEntry, type ShortcutId, shortcutList } from './shortcutList.ts'

const known = (id: string): id is ShortcutId => shortcutList.some(entry => entry.id === id)

/** What a shortcut does, in words. */
export const shortcutMeaning = ({ id, label }: ShortcutEntry): string =>
  label ?? (known(id) ? t(`palette.does.${id}`) : id)

/** Areas in the order that help and settings show them. */
export const shortcutAreas: readonly ShortcutArea[] = ['anywhere', 'pages', 'list', 'machines', 'tree']
