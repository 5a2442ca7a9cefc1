import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { errorText } from '../components/Messages.tsx'
import { go, useAddress } from '../stores/address.ts'
import { useFleet } from '../stores/fleet.ts'
import { tell } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'
import { visible } from '../components/visible.ts'

interface RemoveHostProps {
  hostId: HostId
  /** More hosts to remove along with it. */
  others?: readonly HostId[]
  onClose(): void
}

/** Forgets hosts and everything stored of them; nothing on the hosts changes. */
export function RemoveHost({ hostId, others = [], onClose }: RemoveHostProps) {
  const { client } = useApi()
  const known = useFleet(fleet => fleet.hosts)
  const sites = useFleet(fleet => fleet.sites)
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const hosts = [hostId, ...others].flatMap(id => known.get(id) ?? [])
  const [first] = hosts
  if (!first) return null
  const machines = hosts.reduce((sum, host) => sum + host.machineCount, 0)
  const production = hosts.some(
    ({ record }) => sites.find(site => site.id === record.siteId)?.production ?? false,
  )
  const remove = async () => {
    setBusy(true)
    try {
      for (const { record } of hosts) await client.hosts.remove({ hostId: record.id })
      leave(new Set(hosts.map(({ record }) => record.id)))
      tell(t('hosts.removed', { count: hosts.length, name: first.record.name }))
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  return (
    <DialogFrame
      title={
        hosts.length === 1
          ? t('hosts.removeTitle', { name: first.record.name })
          : t('hosts.removeSeveral', { count: hosts.length })
      }
      production={production}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button color="danger" autoContrast={false} loading={busy} onClick={() => void remove()}>
            {t('hosts.removeDo', { count: hosts.length })}
          </Button>
        </>
      }
    >
      <p>
        {hosts.length === 1
          ? t('hosts.removeWords', { count: machines })
          : t('hosts.removeManyWords', { count: machines })}
      </p>
      <ul className={classes.plain}>
        {hosts.map(({ record }) => (
          <li key={record.id}>
            <bdi>{visible(record.name)}</bdi> <code>{record.uri}</code>
          </li>
        ))}
      </ul>
      {error && (
        <p role="alert" className={classes.warning}>
          {errorText(error)}
        </p>
      )}
    </DialogFrame>
  )
}

/** Nobody stays on the page of a host that is gone. */
function leave(gone: ReadonlySet<string>): void {
  const { page, id, scope } = useAddress.getState()
  if (page === 'host' && id !== null && gone.has(id)) go({ page: 'hosts' }, 'replace')
  else if (scope.kind === 'host' && gone.has(scope.id)) go({ scope: { kind: 'fleet' } }, 'replace')
}
