import { Modal } from '@mantine/core'
import { IconLock, IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useRefusals } from '../actions/useRefusals.ts'
import { useReturnFocus } from '../components/returnFocus.ts'
import { visible } from '../components/visible.ts'
import { go } from '../stores/address.ts'
import { takeEarly } from '../stores/dialogs.ts'
import { amountOf, countUse, useUse } from '../stores/use.ts'
import { t } from '../words/index.ts'
import classes from './CommandPalette.module.css'
import { Keys } from './Keys.tsx'
import { PlanHint } from './PlanHint.tsx'
import { folded, type PaletteEntry, search } from './palette.ts'
import { useNamedVerbs, usePaletteEntries } from './usePaletteEntries.ts'

/** Always there once something is typed: what nobody is called may still stand in a definition. */
const searchEntry = (typed: string): PaletteEntry => {
  const label = t('palette.noneNext', { text: typed.trim() })
  return {
    key: 'search',
    kind: 'action',
    label,
    folded: folded(label),
    icon: IconSearch,
    run: () => go({ page: 'search', params: { q: typed.trim() } }),
  }
}

const installation = { kind: 'installation' } as const

/** Why the person may not do what is picked: known already, or asked of the core about the one object that it is for. */
function useRefused(entry: PaletteEntry | undefined): string | undefined {
  const needs = entry?.refused === undefined ? entry?.needs : undefined
  const refusals = useRefusals(needs ? [needs.permission] : [], needs?.subject ?? installation)
  return entry?.refused ?? (needs ? refusals.get(needs.permission) : undefined)
}

/** Any machine, host, site, page, setting, view or action in a few letters; entries stay true while it is open. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  useReturnFocus()
  const entries = usePaletteEntries()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<string | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const named = useNamedVerbs(entries, typed)
  const [openedAtMs] = useState(() => Date.now())
  const found = useMemo(() => {
    const counts = useUse.getState()
    const plain = search(entries, typed, key => amountOf(counts, key, openedAtMs))
    return typed.trim() === '' ? plain : [...named, ...plain, searchEntry(typed)]
  }, [entries, named, typed, openedAtMs])
  const at = Math.max(
    0,
    found.findIndex(entry => entry.key === picked),
  )
  const current = found[at]
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const refused = useRefused(current)
  const run = (entry: PaletteEntry | undefined) => {
    if (!entry || entry.refused !== undefined || (entry === current && refused !== undefined)) return
    onClose()
    countUse(entry.key)
    entry.run()
  }
  const pick = (index: number) =>
    setPicked(found[Math.max(0, Math.min(found.length - 1, index))]?.key ?? null)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') pick(at + 1)
    else if (event.key === 'ArrowUp') pick(at - 1)
    else if (event.key === 'PageDown') pick(at + 8)
    else if (event.key === 'PageUp') pick(at - 8)
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(current)
    else return
    event.preventDefault()
  }
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={660}
      yOffset="12vh"
      classNames={{ content: classes.content ?? '' }}
    >
      <Modal.Overlay color="var(--scrim)" backgroundOpacity={1} />
      <Modal.Content aria-label={t('palette.label')}>
        <div className={classes.field}>
          <IconSearch size={16} aria-hidden="true" />
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={current ? `palette-${at}` : undefined}
            aria-label={t('palette.label')}
            placeholder={t('palette.hint')}
            data-autofocus=""
            spellCheck={false}
            autoComplete="off"
            maxLength={300}
            dir="auto"
            value={typed}
            onChange={event => {
              setTyped(event.currentTarget.value)
              setPicked(null)
            }}
            onFocus={() => setTyped(before => before + takeEarly())}
            onKeyDown={onKeyDown}
          />
        </div>
        <div
          ref={list}
          id="palette-list"
          role="listbox"
          aria-label={t('palette.results')}
          className={classes.list}
        >
          {found.map((entry, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the input has the keyboard
            <div
              key={entry.key}
              id={`palette-${index}`}
              role="option"
              aria-selected={index === at}
              aria-disabled={entry.refused !== undefined || (index === at && refused !== undefined)}
              {...(index === at && refused !== undefined ? { 'aria-describedby': 'palette-refused' } : {})}
              data-danger={entry.plan?.danger || undefined}
              className={classes.entry}
              onClick={() => run(entry)}
              onMouseMove={() => setPicked(entry.key)}
            >
              <entry.icon size={14} aria-hidden="true" className={classes.icon} />
              <bdi className={classes.label}>{visible(entry.label)}</bdi>
              <span className={classes.detail}>{entry.detail?.()}</span>
              <span className={classes.kind}>{t(`palette.kinds.${entry.kind}`)}</span>
              <span className={classes.keys}>{entry.shortcut && <Keys keys={entry.shortcut} />}</span>
            </div>
          ))}
        </div>
        {found.length === 0 && <p className={classes.none}>{t('palette.none')}</p>}
        {refused !== undefined && (
          <section className={classes.plan} aria-label={t('palette.refused')}>
            <IconLock size={15} aria-hidden="true" className={classes.lock} />
            <p id="palette-refused" role="status">
              {refused}
            </p>
          </section>
        )}
        {current?.plan && refused === undefined && <PlanHint plan={current.plan} />}
      </Modal.Content>
    </Modal.Root>
  )
}
