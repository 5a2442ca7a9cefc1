import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { keyText } from '../../dialogs/keyText.ts'
import type { ShortcutEntry } from '../../dialogs/shortcutList.ts'
import { shortcutAreas, shortcutMeaning } from '../../dialogs/shortcutWords.ts'
import {
  allShortcuts,
  conflicts,
  keysOf,
  resetShortcuts,
  setShortcut,
  useShortcuts,
} from '../../stores/shortcuts.ts'
import { t } from '../../words/index.ts'
import classes from './Settings.module.css'
import { SettingGroup } from './SettingRow.tsx'
import { ShortcutRow } from './ShortcutRow.tsx'

/** Every shortcut with its keys: changed by pressing others, taken away, given back; what clashes says so. */
export function ShortcutSettings() {
  const state = useShortcuts()
  const [text, setText] = useState('')
  const entries = allShortcuts(state)
  const clashes = conflicts(entries, state)
  const wanted = text.trim().toLowerCase()
  const shown = (entry: ShortcutEntry) =>
    `${shortcutMeaning(entry)} ${keyText(keysOf(entry, state) ?? '')}`.toLowerCase().includes(wanted)
  const changed = Object.keys(state.keys).length > 0
  return (
    <>
      <p className={classes.intro}>{t('settings.shortcuts.intro')}</p>
      <div className={classes.bar}>
        <TextInput
          className={classes.filter ?? ''}
          aria-label={t('settings.shortcuts.filter')}
          placeholder={t('settings.shortcuts.filter')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <span className={classes.bad} role="status">
          {clashes.size > 0 && t('settings.shortcuts.clashes', { count: clashes.size })}
        </span>
        <Button variant="default" disabled={!changed} onClick={resetShortcuts}>
          {t('settings.shortcuts.resetAll')}
        </Button>
      </div>
      {shortcutAreas.map(area => {
        const inArea = entries.filter(entry => entry.area === area && shown(entry))
        if (inArea.length === 0) return null
        return (
          <SettingGroup key={area} title={t(`palette.areas.${area}`)}>
            {area === 'machines' && <p className={classes.dim}>{t('settings.shortcuts.single')}</p>}
            {inArea.map(entry => (
              <ShortcutRow
                key={entry.id}
                entry={entry}
                keys={keysOf(entry, state)}
                changed={state.keys[entry.id] !== undefined}
                clashes={clashes.get(entry.id) ?? []}
                onKeys={keys => setShortcut(entry, keys)}
              />
            ))}
          </SettingGroup>
        )
      })}
    </>
  )
}
