import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { BackupFile, BackupState } from '../../../shared/contract/index.ts'
import { formatBytes } from '../../../shared/units.ts'
import { useApi } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { ErrorState } from '../../components/Messages.tsx'
import { useMayEverywhere } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { problemInWords } from '../../words/problemWords.ts'
import { MakeBackup, ScheduleBackups } from './BackupMaking.tsx'
import { OpenBackup } from './OpenBackup.tsx'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'
import { useAnswer } from './useAnswer.ts'

type Asked = { kind: 'make' } | { kind: 'schedule' } | { kind: 'open' | 'remove'; name: string }

/** Back-ups of everything that is stored: made, made daily, opened, restored, deleted. */
export function Backups() {
  const may = useMayEverywhere('backup.run')
  return (
    <SettingGroup title={t('upkeep.backup.title')}>
      {may ? (
        <BackupRows />
      ) : (
        <p className={classes.dim}>{t('upkeep.backup.refused', { right: t('rights.backup_run') })}</p>
      )}
    </SettingGroup>
  )
}

function BackupRows() {
  const { client } = useApi()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { value, error, again } = useAnswer(
    useCallback((signal: AbortSignal) => client.backup.list(undefined, { signal }), [client]),
  )
  if (error) return <ErrorState error={error} onRetry={again} />
  if (!value) return <div className={classes.skeleton} role="status" aria-label={t('upkeep.backup.title')} />
  const close = () => setAsked(null)
  return (
    <>
      <Pending pending={value.pending} again={again} />
      <SettingRow label={t('upkeep.backup.make')} what={t('upkeep.backup.makeWhat')}>
        <Button variant="default" onClick={() => setAsked({ kind: 'make' })}>
          {t('upkeep.backup.run')}
        </Button>
      </SettingRow>
      <Daily schedule={value.schedule} ask={() => setAsked({ kind: 'schedule' })} again={again} />
      <SettingRow label={t('upkeep.backup.folder')} what={t('upkeep.backup.folderWhat')}>
        <code className={classes.path}>{value.folder}</code>
        <CopyButton text={value.folder} label={t('settings.data.copyFolder')} />
      </SettingRow>
      <Files files={value.files} ask={setAsked} />
      {asked?.kind === 'make' && <MakeBackup onDone={again} onClose={close} />}
      {asked?.kind === 'schedule' && (
        <ScheduleBackups schedule={value.schedule} onDone={again} onClose={close} />
      )}
      {asked?.kind === 'open' && <OpenBackup name={asked.name} onDone={again} onClose={close} />}
      {asked?.kind === 'remove' && (
        <ConfirmDialog
          title={t('upkeep.backup.removeOf', { name: asked.name })}
          act={t('upkeep.backup.remove')}
          run={async () => {
            await client.backup.remove({ name: asked.name })
            again()
          }}
          onClose={close}
        >
          <p>{t('upkeep.backup.removeAsk')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}

function Pending({ pending, again }: { pending: BackupState['pending']; again(): void }) {
  const { client } = useApi()
  const restores = useMayEverywhere('backup.restore')
  if (!pending) return null
  const cancel = () => {
    client.backup.cancelRestore().then(
      () => {
        tell(t('upkeep.backup.cancelled'))
        again()
      },
      (error: unknown) => tellError(error),
    )
  }
  return (
    <div role="status" className={classes.caution}>
      <span>{t('upkeep.backup.pending', { name: pending.name, keptAs: pending.keptAs })}</span>
      {restores && (
        <Button variant="default" size="compact-sm" onClick={cancel}>
          {t('upkeep.backup.cancel')}
        </Button>
      )}
    </div>
  )
}

function Daily({ schedule, ask, again }: { schedule: BackupState['schedule']; ask(): void; again(): void }) {
  const { client } = useApi()
  const stop = () => {
    client.backup
      .schedule({ passphrase: null, keep: 1 })
      .then(again, (error: unknown) => tellError(error, t('settings.failed')))
  }
  return (
    <SettingRow
      label={t('upkeep.backup.daily')}
      what={schedule ? t('upkeep.backup.dailyOn', { keep: schedule.keep }) : t('upkeep.backup.dailyOff')}
      note={
        schedule?.problem && (
          <span className={classes.bad} role="alert">
            {t('upkeep.backup.dailyFailed', { why: problemInWords(schedule.problem).message })}
          </span>
        )
      }
    >
      <Button variant="default" onClick={ask}>
        {t(schedule ? 'upkeep.backup.change' : 'upkeep.backup.turnOn')}
      </Button>
      {schedule && (
        <Button variant="subtle" color="gray" onClick={stop}>
          {t('upkeep.backup.turnOff')}
        </Button>
      )}
    </SettingRow>
  )
}

function Files({ files, ask }: { files: readonly BackupFile[]; ask(asked: Asked): void }) {
  const restores = useMayEverywhere('backup.restore')
  if (files.length === 0) return <p className={classes.dim}>{t('upkeep.backup.none')}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.tableBox} tabIndex={0} aria-label={t('upkeep.backup.list')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('upkeep.backup.when')}</th>
            <th scope="col">{t('upkeep.backup.kind')}</th>
            <th scope="col">{t('upkeep.backup.size')}</th>
            <th scope="col">{t('upkeep.backup.version')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {files.map(({ name, madeAtMs, automatic, bytes, version, problem }) => (
            <tr key={name}>
              <th scope="row" title={name}>
                {formatMoment(madeAtMs)}
              </th>
              <td>
                {problem ? (
                  <span className={classes.bad}>{problemInWords(problem).message}</span>
                ) : (
                  t(automatic ? 'upkeep.backup.automatic' : 'upkeep.backup.byHand')
                )}
              </td>
              <td>{formatBytes(bytes)}</td>
              <td>{version ?? '–'}</td>
              <td>
                {restores && problem === null && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t('upkeep.backup.openOf', { name })}
                    onClick={() => ask({ kind: 'open', name })}
                  >
                    {t('upkeep.backup.open')}
                  </Button>
                )}
                {restores && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="danger"
                    aria-label={t('upkeep.backup.removeOf', { name })}
                    onClick={() => ask({ kind: 'remove', name })}
                  >
                    {t('upkeep.backup.remove')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
