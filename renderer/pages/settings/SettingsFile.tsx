import { Button, FileButton } from '@mantine/core'
import { useState } from 'react'
import type { ConfigImport } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors.ts'
import { useApi } from '../../api/client.ts'
import { saveText } from '../../components/list/exportList.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'

/** Largest file that is read, bytes. */
const FILE_MAX = 900_000

/** All settings written to a file, or taken over from one after a look at what would change. */
export function SettingsFile() {
  const { client } = useApi()
  const manages = useMayEverywhere('settings.manage')
  const [read, setRead] = useState<{ text: string; plan: ConfigImport } | null>(null)
  if (!manages) return null
  const write = () => {
    client.config.export().then(
      ({ text, fileName }) => {
        saveText({ text, fileName, mediaType: 'application/json' })
        tell(t('upkeep.file.exported', { file: fileName }))
      },
      (error: unknown) => tellError(error, t('upkeep.file.failed')),
    )
  }
  const look = async (file: File | null) => {
    if (!file) return
    // What an earlier file would change is not to be taken for this one's.
    setRead(null)
    try {
      if (file.size > FILE_MAX) throw new AppError('input.invalid', t('upkeep.file.tooLarge'))
      const text = await file.text()
      setRead({ text, plan: await client.config.import({ text, apply: false }) })
    } catch (error) {
      tellError(error)
    }
  }
  const apply = () => {
    if (!read) return
    client.config.import({ text: read.text, apply: true }).then(
      ({ changes }) => {
        tell(t('upkeep.file.applied', { count: changes.length }))
        setRead(null)
      },
      (error: unknown) => tellError(error),
    )
  }
  return (
    <SettingGroup title={t('upkeep.file.title')}>
      <SettingRow label={t('upkeep.file.export')} what={t('upkeep.file.exportWhat')}>
        <Button variant="default" onClick={write}>
          {t('upkeep.file.exportRun')}
        </Button>
      </SettingRow>
      <SettingRow label={t('upkeep.file.import')} what={t('upkeep.file.importWhat')}>
        <FileButton accept="application/json,.json" onChange={file => void look(file)}>
          {props => (
            <Button {...props} variant="default">
              {t('upkeep.file.choose')}
            </Button>
          )}
        </FileButton>
      </SettingRow>
      {read && <Plan plan={read.plan} apply={apply} discard={() => setRead(null)} />}
    </SettingGroup>
  )
}

const valueText = (value: unknown): string => (value === null ? '–' : JSON.stringify(value))

function Plan({ plan, apply, discard }: { plan: ConfigImport; apply(): void; discard(): void }) {
  return (
    <div className={classes.block} role="status">
      <p className={classes.rowLabel}>
        {plan.changes.length === 0
          ? t('upkeep.file.none')
          : t('upkeep.file.changes', { count: plan.changes.length })}
      </p>
      {plan.changes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.tableBox} tabIndex={0} aria-label={t('upkeep.file.import')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('upkeep.file.key')}</th>
                <th scope="col">{t('upkeep.file.place')}</th>
                <th scope="col">{t('upkeep.file.from')}</th>
                <th scope="col">{t('upkeep.file.to')}</th>
              </tr>
            </thead>
            <tbody>
              {plan.changes.map(({ key, place, from, to }) => (
                <tr key={`${place} ${key}`}>
                  <th scope="row">{key}</th>
                  <td>{place}</td>
                  <td>{valueText(from)}</td>
                  <td>{valueText(to)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {plan.problems.length > 0 && (
        <section aria-label={t('upkeep.file.problems')}>
          <p className={classes.dim}>{t('upkeep.file.problems')}</p>
          <ul className={classes.notices}>
            {plan.problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </section>
      )}
      <span className={classes.buttons}>
        <Button disabled={plan.changes.length === 0} onClick={apply}>
          {t('upkeep.file.apply')}
        </Button>
        <Button variant="default" onClick={discard}>
          {t('upkeep.file.discard')}
        </Button>
      </span>
    </div>
  )
}
