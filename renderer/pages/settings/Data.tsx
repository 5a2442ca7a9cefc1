import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import { hostListFormats, type StoredData } from '../../../shared/contract/settings.ts'
import type { AppError } from '../../../shared/errors.ts'
import { formatBytes } from '../../../shared/units.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { CopyButton } from '../../components/CopyButton.tsx'
import { saveText } from '../../components/list/exportList.ts'
import { errorText, ErrorState } from '../../components/Messages.tsx'
import { go } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMay, useMayEverywhere } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { Backups } from './Backups.tsx'
import { HostData } from './HostData.tsx'
import classes from './Settings.module.css'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import { SettingsFile } from './SettingsFile.tsx'
import { SignedIn } from './SignedIn.tsx'
import { useAnswer } from './useAnswer.ts'

const counted = ['sites', 'hosts', 'machines', 'versions', 'resources', 'events'] as const
const formatWords = { json: 'asJson', csv: 'asCsv', uris: 'asUris' } as const

/** Where everything is kept, how much it is, whether it is sound, and the way to take it along. */
export function Data() {
  const { client } = useApi()
  const hosts = useFleet(fleet => fleet.hosts.size)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a host that is forgotten changes what is stored
  const ask = useCallback(
    (signal: AbortSignal) => client.settings.data(undefined, { signal }),
    [client, hosts],
  )
  const { value, error, again } = useAnswer(ask)
  if (error) return <ErrorState error={error} onRetry={again} />
  if (!value)
    return <div className={classes.skeleton} role="status" aria-label={t('settings.sections.data')} />
  return (
    <>
      <Folder data={value} again={again} />
      <Backups />
      <Integrity notices={value.notices} />
      <HostData hosts={value.hosts} />
      <HostList />
      <SettingsFile />
      <SignedIn />
    </>
  )
}

function Folder({ data, again }: { data: StoredData; again(): void }) {
  const { client } = useApi()
  const manages = useMayEverywhere('settings.manage')
  const [busy, setBusy] = useState(false)
  const compact = () => {
    setBusy(true)
    client.settings
      .compact()
      .then(
        ({ before, after }) => {
          tell(t('upkeep.compact.done', { before: formatBytes(before), after: formatBytes(after) }))
          again()
        },
        (error: unknown) => tellError(error),
      )
      .finally(() => setBusy(false))
  }
  return (
    <SettingGroup title={t('settings.data.stored')}>
      <SettingRow label={t('settings.data.folder')} what={t('settings.data.folderWhat')}>
        <code className={classes.path}>{data.folder}</code>
        <CopyButton text={data.folder} label={t('settings.data.copyFolder')} />
      </SettingRow>
      <SettingRow label={t('settings.data.size')}>
        <b>{formatBytes(data.databaseBytes)}</b>
      </SettingRow>
      {manages && (
        <SettingRow label={t('upkeep.compact.label')} what={t('upkeep.compact.what')}>
          <Button variant="default" loading={busy} onClick={compact}>
            {t('upkeep.compact.run')}
          </Button>
        </SettingRow>
      )}
      <SettingRow label={t('settings.data.holds')}>
        <ul className={classes.counts}>
          {counted.map(what => (
            <li key={what}>{t(`settings.data.${what}`, { count: data.counts[what] })}</li>
          ))}
        </ul>
      </SettingRow>
    </SettingGroup>
  )
}

type Verdict = 'busy' | { problems: string[] } | { error: AppError } | null

function Integrity({ notices }: { notices: readonly string[] }) {
  const { client } = useApi()
  const [verdict, setVerdict] = useState<Verdict>(null)
  const may = useMayEverywhere('app.diagnostics')
  const look = () => {
    setVerdict('busy')
    client.settings.verify().then(setVerdict, (thrown: unknown) => setVerdict({ error: toAppError(thrown) }))
  }
  return (
    <SettingGroup title={t('settings.data.integrity')}>
      <SettingRow label={t('settings.data.notices')}>
        {notices.length === 0 ? (
          <span className={classes.dim}>{t('settings.data.noNotices')}</span>
        ) : (
          <ul className={classes.notices}>
            {notices.map(notice => (
              <li key={notice}>{notice}</li>
            ))}
          </ul>
        )}
      </SettingRow>
      <SettingRow
        label={t('settings.data.checkRow')}
        note={
          <span role="status">
            {may
              ? verdictWords(verdict)
              : t('people.why.notEverywhere', { right: t('rights.app_diagnostics') })}
          </span>
        }
      >
        <Button variant="default" disabled={!may} loading={verdict === 'busy'} onClick={look}>
          {t('settings.data.check')}
        </Button>
      </SettingRow>
    </SettingGroup>
  )
}

function verdictWords(verdict: Verdict): string {
  if (verdict === null) return ''
  if (verdict === 'busy') return t('settings.data.checking')
  if ('error' in verdict) return errorText(verdict.error)
  return verdict.problems.length === 0
    ? t('settings.data.sound')
    : `${t('settings.data.unsound')} ${verdict.problems.join('; ')}`
}

function HostList() {
  const { client } = useApi()
  const adds = useMay('host.manage')
  const writes = useMay('export.run')
  const write = (format: (typeof hostListFormats)[number]) => {
    client.settings.exportHosts({ format }).then(
      file => {
        saveText(file)
        tell(t('settings.data.exported', { count: file.count, file: file.fileName }))
      },
      (error: unknown) => tellError(error, t('settings.data.exportFailed')),
    )
  }
  return (
    <SettingGroup title={t('settings.data.export')}>
      <SettingRow
        label={t('settings.data.write')}
        what={t('settings.data.exportWhat')}
        note={writes ? undefined : t('session.can.nowhere', { right: t('rights.export_run') })}
      >
        <span className={classes.buttons}>
          {hostListFormats.map(format => (
            <Button key={format} variant="default" disabled={!writes} onClick={() => write(format)}>
              {t(`settings.data.${formatWords[format]}`)}
            </Button>
          ))}
        </span>
      </SettingRow>
      <SettingRow label={t('settings.data.read')} what={t('settings.data.readWhat')}>
        <Button variant="default" disabled={!adds} onClick={() => go({ page: 'welcome' })}>
          {t('settings.data.readDo')}
        </Button>
      </SettingRow>
    </SettingGroup>
  )
}
