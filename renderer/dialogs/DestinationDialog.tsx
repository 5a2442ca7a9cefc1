import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import { Refused } from '../actions/Refused.tsx'
import { useRefusals } from '../actions/useRefusals.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { errorText } from '../components/Messages.tsx'
import { useFleet } from '../stores/fleet.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'
import { withheldOf } from '../../shared/models/withheld.ts'
import { visible } from '../components/visible.ts'

/** Shows what was changed outside of how a host is reached, and lets its credential be sent there again. */
export function DestinationDialog({ hostId, onClose }: { hostId: HostId; onClose(): void }) {
  const { client } = useApi()
  const host = useFleet(({ hosts }) => hosts.get(hostId))
  const refused = useRefusals(['host.manage'], { kind: 'host', hostId }).get('host.manage')
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const withheld = host ? withheldOf(host.state) : null
  // What was looked at is accepted: a later change is another question.
  const [seen] = useState(withheld)
  if (!host || seen === null) return null
  const accept = async () => {
    setBusy(true)
    try {
      await client.hosts.acceptDestination({ hostId, digest: seen.digest })
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  return (
    <DialogFrame
      title={t('dialogs.destination.title', { name: host.record.name })}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button loading={busy} disabled={refused !== undefined} onClick={() => void accept()}>
            {t('dialogs.destination.accept')}
          </Button>
        </>
      }
    >
      <p>{t(`dialogs.destination.${seen.why}`, { credential: seen.credential })}</p>
      {seen.changes.length > 0 ? (
        <div className={classes.plan}>
          <table className={classes.planTable}>
            <thead>
              <tr>
                <th scope="col">{t('dialogs.destination.what')}</th>
                <th scope="col">{t('dialogs.destination.accepted')}</th>
                <th scope="col">{t('dialogs.destination.found')}</th>
              </tr>
            </thead>
            <tbody>
              {seen.changes.map(({ what, accepted, found }) => (
                <tr key={what}>
                  <th scope="row">{t(`dialogs.destination.whats.${what}`)}</th>
                  <td>
                    <bdi>{visible(accepted) || t('dialogs.destination.none')}</bdi>
                  </td>
                  <td>
                    <bdi>{visible(found) || t('dialogs.destination.none')}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p>
          <code>{host.record.uri}</code>
        </p>
      )}
      {refused !== undefined && <Refused reason={refused} />}
      {error && (
        <p role="alert" className={classes.warning}>
          {errorText(error)}
        </p>
      )}
    </DialogFrame>
  )
}
