import { Button, TextInput } from '@mantine/core'
import { useCallback, useRef, useState } from 'react'
import { useApi } from '../../api/client.ts'
import { CopyButton } from '../../components/CopyButton.tsx'
import { saveText } from '../../components/list/exportList.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { useMay } from '../../stores/session.ts'
import { tellError } from '../../stores/toasts.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import licences from './licences.json'
import classes from './Settings.module.css'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import { useAnswer } from './useAnswer.ts'

/** Which version this is, what to send when something is wrong, and whose work is inside. */
export function About() {
  const { client } = useApi()
  const { value, error, again } = useAnswer(
    useCallback((signal: AbortSignal) => client.app.info(undefined, { signal }), [client]),
  )
  if (error) return <ErrorState error={error} onRetry={again} />
  return (
    <>
      <SettingGroup title="NovaCron">
        <SettingRow label={t('settings.about.version')}>
          <b>{value?.version ?? '–'}</b>
        </SettingRow>
        <SettingRow label={t('settings.about.shell')}>
          {value ? t(`settings.about.shells.${value.shell}`) : '–'}
        </SettingRow>
        <SettingRow label={t('settings.about.platform')}>{value?.platform ?? '–'}</SettingRow>
        <SettingRow label={t('settings.about.started')}>
          {value ? formatMoment(value.startedAtMs) : '–'}
        </SettingRow>
      </SettingGroup>
      <Diagnostics />
      <Licences />
    </>
  )
}

/** The report goes out of the installation, and the audit says so each time: it is asked for when somebody wants it. */
function Diagnostics() {
  const { client } = useApi()
  const may = useMay('app.diagnostics')
  const [text, setText] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const refused = may ? undefined : t('session.can.nowhere', { right: t('rights.app_diagnostics') })
  const asked = useRef<Promise<string> | null>(null)
  /** Once for all that is done with it; again after a failure. */
  const report = (): Promise<string> => {
    asked.current ??= client.settings.diagnostics().then(
      answer => {
        setText(answer.text)
        return answer.text
      },
      (error: unknown) => {
        asked.current = null
        throw error
      },
    )
    return asked.current
  }
  const show = () => {
    if (open) setOpen(false)
    else
      report().then(
        () => setOpen(true),
        (error: unknown) => tellError(error),
      )
  }
  const save = () => {
    report().then(
      text => saveText({ text, mediaType: 'text/plain', fileName: 'novacron-diagnostics.txt' }),
      (error: unknown) => tellError(error),
    )
  }
  return (
    <SettingGroup title={t('settings.about.diagnostics')}>
      <SettingRow
        label={t('settings.about.report')}
        what={t('settings.about.diagnosticsWhat')}
        note={refused}
      >
        <span className={classes.buttons}>
          <Button variant="default" disabled={!may} aria-expanded={open} onClick={show}>
            {t(open ? 'settings.about.hide' : 'settings.about.show')}
          </Button>
          {may && <CopyButton text={report} label={t('settings.about.copy')} />}
          <Button variant="default" disabled={!may} onClick={save}>
            {t('upkeep.about.save')}
          </Button>
        </span>
      </SettingRow>
      {open && <pre className={classes.report}>{text}</pre>}
    </SettingGroup>
  )
}

function Licences() {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = licences.filter(each => `${each.name} ${each.licence}`.toLowerCase().includes(wanted))
  return (
    <SettingGroup title={t('settings.about.licence')}>
      <p className={classes.intro}>
        {t('settings.about.licenceWhat')} {t('settings.about.othersWhat', { count: licences.length })}
      </p>
      <TextInput
        className={classes.filter ?? ''}
        aria-label={t('settings.about.filter')}
        placeholder={t('settings.about.filter')}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      {shown.length === 0 ? (
        <p className={classes.dim}>{t('settings.about.noMatch')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.tableBox} tabIndex={0} aria-label={t('settings.about.licence')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('settings.about.package')}</th>
                <th scope="col">{t('settings.about.packageVersion')}</th>
                <th scope="col">{t('settings.about.packageLicence')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ name, version, licence }) => (
                <tr key={`${name}@${version}`}>
                  <th scope="row">{name}</th>
                  <td>{version}</td>
                  <td>{licence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </SettingGroup>
  )
}
