import { keyText } from '../dialogs/keyText.ts'
import type { ShortcutId } from '../dialogs/shortcutList.ts'
import { shortcutKeys, useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../words/index.ts'

/** The keys of a shortcut as the person has them, as text for a tip. */
export function useKeyText(id: ShortcutId): string {
  const keys = useShortcuts(state => shortcutKeys(id, state))
  return keys === null ? t('palette.keys.none') : keyText(keys)
}
