import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Keys } from '../../dialogs/Keys.tsx'
import { keyText } from '../../dialogs/keyText.ts'
import type { ShortcutEntry } from '../../dialogs/shortcutList.ts'
import { shortcutMeaning } from '../../dialogs/shortcutWords.ts'
import { strokeOf } from '../../stores/shortcuts.ts'
import { t } from '../../words/index.ts'
import { SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'

interface ShortcutRowProps {
  entry: ShortcutEntry
  keys: string | null
  changed: boolean
  /** Others that the same press means. */
  clashes: readonly ShortcutEntry[]
  onKeys(keys: string): void
}

/** One shortcut with its keys. */
export function ShortcutRow({ entry, keys, changed, clashes, onKeys }: ShortcutRowProps) {
  const [listening, setListening] = useState(false)
  const what = shortcutMeaning(entry)
  return (
    <SettingRow
      label={what}
      note={
        clashes.length > 0 && (
          <span className={classes.bad}>
            {t('settings.shortcuts.clash', { others: clashes.map(shortcutMeaning).join(', ') })}
          </span>
        )
      }
    >
      {listening ? (
        <Listen
          what={what}
          // In a list a verb answers to one key alone.
          sequences={entry.area !== 'machines'}
          onDone={next => {
            setListening(false)
            if (next !== null) onKeys(next)
          }}
        />
      ) : (
        <span className={entry.fixed ? classes.keysFixed : classes.keys}>
          {keys === null ? (
            <span className={classes.dim}>{t('palette.keys.none')}</span>
          ) : (
            <Keys keys={keys} />
          )}
        </span>
      )}
      {!entry.fixed && !listening && (
        <span className={classes.buttons}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('settings.shortcuts.changeOf', { what })}
            onClick={() => setListening(true)}
          >
            {t('settings.shortcuts.change')}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={keys === null}
            aria-label={t('settings.shortcuts.clearOf', { what })}
            onClick={() => onKeys('')}
          >
            {t('settings.shortcuts.clear')}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={!changed}
            aria-label={t('settings.shortcuts.resetOf', { what })}
            onClick={() => onKeys(entry.keys)}
          >
            {t('settings.shortcuts.reset')}
          </Button>
        </span>
      )}
    </SettingRow>
  )
}

const SECOND_WITHIN_MS = 1_500

interface ListenProps {
  what: string
  sequences: boolean
  /** The keys pressed, or null where they stay. */
  onDone(keys: string | null): void
}

/** Takes the next stroke, and another within a moment, as the new keys. */
function Listen({ what, sequences, onDone }: ListenProps) {
  const [first, setFirst] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    if (first === null) return
    const timer = setTimeout(() => onDone(first), SECOND_WITHIN_MS)
    return () => clearTimeout(timer)
  }, [first, onDone])
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const stroke = strokeOf(event.nativeEvent)
    if (stroke === null) return
    if (stroke === 'Escape') onDone(null)
    else if (first !== null) onDone(stroke === 'Enter' ? first : `${first} ${stroke}`)
    else if (!sequences || stroke.includes('+')) onDone(stroke)
    else setFirst(stroke)
  }
  return (
    <input
      ref={field}
      readOnly
      className={classes.listen}
      aria-label={t('settings.shortcuts.changeOf', { what })}
      value={
        first === null
          ? t('settings.shortcuts.press')
          : t('settings.shortcuts.second', { keys: keyText(first) })
      }
      onKeyDown={onKeyDown}
      onBlur={() => onDone(first)}
    />
  )
}
