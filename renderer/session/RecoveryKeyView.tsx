import { Button, TextInput } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { CopyButton } from '../components/CopyButton.tsx'
import { t } from '../words/index.ts'
import { formatDay } from '../words/format.ts'
import { installationPlace } from './place.ts'
import { askedGroups, groupsOf, isGroup } from './recoveryProof.ts'
import classes from './Session.module.css'

/** The key in its groups with the ways to keep it; `onProved` once two of them were typed back. */
export function RecoveryKeyView({
  recoveryKey,
  name,
  onProved,
}: {
  recoveryKey: string
  name: string
  onProved(proved: boolean): void
}) {
  const groups = groupsOf(recoveryKey)
  const [asked] = useState(() => askedGroups(groups.length))
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({})
  const type = (index: number, text: string) => {
    const next = { ...typed, [index]: text }
    setTyped(next)
    onProved(asked.every(each => isGroup(groups, each, next[each] ?? '')))
  }
  return (
    <>
      <p>{t('session.key.lead')}</p>
      <ol className={classes.key} aria-label={t('session.key.title')}>
        {groups.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups keep their places
          <li key={index}>
            <small>{index + 1}</small>
            {group}
          </li>
        ))}
      </ol>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconPrinter size={14} aria-hidden="true" />}
          data-autofocus
          onClick={() => window.print()}
        >
          {t('session.key.print')}
        </Button>
        <CopyButton text={recoveryKey} label={t('session.key.copy')} />
      </div>
      <p className={classes.dim}>
        {t('session.key.owner', { name })} {t('session.key.without')}
      </p>
      <fieldset className={classes.choices}>
        <legend>{t('session.key.proof')}</legend>
        <div className={classes.pair}>
          {asked.map(index => (
            <TextInput
              key={index}
              label={t('session.key.group', { number: index + 1 })}
              value={typed[index] ?? ''}
              maxLength={20}
              autoComplete="off"
              spellCheck={false}
              onChange={event => type(index, event.currentTarget.value)}
              error={
                (typed[index] ?? '').length >= (groups[index]?.length ?? 0) &&
                !isGroup(groups, index, typed[index] ?? '') &&
                t('session.key.wrong', { number: index + 1 })
              }
            />
          ))}
        </div>
      </fieldset>
      <PrintedPage title={t('session.key.printTitle')} name={name} lines={groups} columns={4}>
        <p>{t('session.key.printUse')}</p>
        <p>
          {t('session.key.owner', { name })} {t('session.key.without')}
        </p>
      </PrintedPage>
    </>
  )
}

/** What alone is printed while it is there; never seen on the screen. */
export function PrintedPage({
  title,
  name,
  lines,
  columns,
  children,
}: {
  title: string
  name: string
  /** Numbered, as the screen numbers them. */
  lines: readonly string[]
  columns: number
  children?: React.ReactNode
}) {
  const place = installationPlace() ?? t('session.signIn.here')
  return createPortal(
    <div data-print="" aria-hidden="true">
      <h1>{title}</h1>
      <p>{t('session.key.printOf', { name, place, day: formatDay(Date.now()) })}</p>
      <ol style={{ gridTemplateColumns: `repeat(${columns}, max-content)` }}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they keep their places
          <li key={index}>
            <small>{index + 1}</small>
            {line}
          </li>
        ))}
      </ol>
      {children}
    </div>,
    document.body,
  )
}
