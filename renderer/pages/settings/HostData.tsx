import { Button } from '@mantine/core'
import type { StoredData } from '../../../shared/contract/settings.ts'
import { nowhere } from '../../actions/nowhere.ts'
import { useClockText } from '../../stores/clock.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { agoText } from '../../words/ago.ts'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Settings.module.css'
import { SettingGroup } from './SettingRow.tsx'
import { visible } from '../../components/visible.ts'

/** What is stored of each host, and the way to forget it. */
export function HostData({ hosts }: { hosts: StoredData['hosts'] }) {
  // A button that is not to be used is drawn without the colour of danger.
  const refused = nowhere('host.manage')
  return (
    <SettingGroup title={t('settings.data.perHost')}>
      {hosts.length === 0 ? (
        <p className={classes.dim}>{t('settings.data.noHosts')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.tableBox} tabIndex={0} aria-label={t('settings.data.host')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('settings.data.host')}</th>
                <th scope="col">{t('settings.data.machinesHead')}</th>
                <th scope="col">{t('settings.data.versionsHead')}</th>
                <th scope="col">{t('settings.data.resourcesHead')}</th>
                <th scope="col">{t('settings.data.confirmed')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {hosts.map(host => (
                <tr key={host.hostId}>
                  <th scope="row">
                    <bdi title={host.name}>{visible(host.name)}</bdi>
                  </th>
                  <td>{formatCount(host.machines)}</td>
                  <td>{formatCount(host.versions)}</td>
                  <td>{formatCount(host.resources)}</td>
                  <td>
                    <Ago ms={host.asOfMs} />
                  </td>
                  <td>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color={refused === null ? 'danger' : 'gray'}
                      disabled={refused !== null}
                      {...(refused === null ? {} : { title: refused })}
                      aria-label={t('settings.data.forgetOf', { name: host.name })}
                      onClick={() => openDialog({ kind: 'removeHost', hostId: host.hostId })}
                    >
                      {t('settings.data.forget')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </SettingGroup>
  )
}

function Ago({ ms }: { ms: number | null }) {
  const text = useClockText(now => (ms === null ? t('settings.data.never') : agoText(now - ms)))
  return <span>{text}</span>
}
