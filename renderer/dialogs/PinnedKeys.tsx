import { Button } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import type { HostId } from '../../shared/ids.ts'
import { type CoreClient, useApi } from '../api/client.ts'
import { tell, tellError } from '../stores/toasts.ts'
import classes from './Dialog.module.css'

type PinnedKey = Awaited<ReturnType<CoreClient['hosts']['pinnedKeys']>>[number]

/** The host keys that a person trusted for this host and its jump hosts; one forgotten is asked about again. */
export function PinnedKeys({ hostId }: { hostId: HostId }) {
  const { client } = useApi()
  const [keys, setKeys] = useState<readonly PinnedKey[]>([])
  const load = useCallback(
    () => client.hosts.pinnedKeys({ hostId }).then(setKeys, (error: unknown) => tellError(error)),
    [client, hostId],
  )
  useEffect(() => void load(), [load])
  if (keys.length === 0) return null
  const forget = async ({ endpoint, sha256 }: PinnedKey) => {
    try {
      await client.hosts.forgetKey({ hostId, endpoint, sha256 })
      tell(`The key of ${endpoint} was forgotten`)
      await load()
    } catch (error) {
      tellError(error)
    }
  }
  return (
    <details className={classes.disclosure}>
      <summary>Trusted host keys ({keys.length})</summary>
      <ul className={classes.steps}>
        {keys.map(key => (
          <li key={`${key.endpoint}${key.sha256}`} className={classes.step}>
            <span>{key.endpoint}</span>
            <span>
              <code>{key.sha256}</code>{' '}
              <span className={classes.dim}>
                {key.algorithm}, since {new Date(key.pinnedAtMs).toLocaleDateString()}
              </span>
            </span>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void forget(key)}>
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}
