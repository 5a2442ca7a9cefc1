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
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'

/** Forgets a host and everything stored of it; nothing on the host changes. */
export function RemoveHost({ hostId, onClose }: { hostId: HostId; onClose(): void }) {
  const { client } = useApi()
  const host = useFleet(fleet => fleet.hosts.get(hostId))
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  if (!host) return null
  const { name, uri } = host.record
  const remove = async () => {
    setBusy(true)
    try {
      await client.hosts.remove({ hostId })
      const { scope } = useAddress.getState()
      if (scope.kind === 'host' && scope.id === hostId) go({ scope: { kind: 'fleet' } }, 'replace')
      tell(`${name} was removed`)
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  return (
    <DialogFrame
      title={
        <>
          Remove <bdi>{name}</bdi>?
        </>
      }
      onClose={onClose}
      footer={
        <>
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button color="danger" autoContrast={false} loading={busy} onClick={() => void remove()}>
            Remove host
          </Button>
        </>
      }
    >
      <p>
        NovaCron disconnects from <code>{uri}</code> and forgets it: its {host.machineCount} stored machines,
        the history of their definitions and its pinned keys. The host and its machines stay as they are.
      </p>
      {error && (
        <p role="alert" className={classes.warning}>
          {errorText(error)}
        </p>
      )}
    </DialogFrame>
  )
}
