import { Button } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import { type CoreClient, useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { FailedText } from '../components/FailedText.tsx'
import { expectQuestion } from '../stores/dialogs.ts'
import { tell, tellError } from '../stores/toasts.ts'
import { formatDay } from '../words/format.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'

type PinnedKey = Awaited<ReturnType<CoreClient['hosts']['pinnedKeys']>>[number]

interface PinnedKeysProps {
  hostId: HostId
  /** Behind a disclosure, and nothing where there are none. */
  folded?: boolean
}

/** The host keys that a person trusted for this host and its jump hosts; one forgotten is asked about again. */
export function PinnedKeys({ hostId, folded = true }: PinnedKeysProps) {
  const { client } = useApi()
  const [keys, setKeys] = useState<readonly PinnedKey[] | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const load = useCallback(
    () =>
      client.hosts.pinnedKeys({ hostId }).then(
        read => {
          setKeys(read)
          setError(null)
        },
        (thrown: unknown) => setError(toAppError(thrown)),
      ),
    [client, hostId],
  )
  useEffect(() => void load(), [load])
  if (error !== null)
    return (
      <div role="alert">
        <FailedText error={error} titled />
      </div>
    )
  if (keys === null || (folded && keys.length === 0)) return null
  if (keys.length === 0) return <p className={classes.dim}>{t('addHost.keys.none')}</p>
  const forget = async ({ endpoint, sha256 }: PinnedKey, again: boolean) => {
    try {
      await client.hosts.forgetKey({ hostId, endpoint, sha256 })
      if (again) {
        expectQuestion(hostId)
        await client.hosts.disconnect({ hostId })
        await client.hosts.connect({ hostId })
      } else tell(t('addHost.keys.forgotten', { endpoint }))
      await load()
    } catch (error) {
      tellError(error)
    }
  }
  const list = (
    <ul className={classes.steps}>
      {keys.map(key => (
        <li key={`${key.endpoint}${key.sha256}`} className={classes.step}>
          <span>{key.endpoint}</span>
          <span>
            <code>{key.sha256}</code>{' '}
            <span className={classes.dim}>
              {t('addHost.keys.since', { algorithm: key.algorithm, date: formatDay(key.pinnedAtMs) })}
            </span>
          </span>
          <span className={classes.formButtons}>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              title={t('addHost.keys.repinWhat')}
              onClick={() => void forget(key, true)}
            >
              {t('addHost.keys.repin')}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void forget(key, false)}>
              {t('addHost.keys.forget')}
            </Button>
          </span>
        </li>
      ))}
    </ul>
  )
  if (!folded) return list
  return (
    <details className={classes.disclosure}>
      <summary>{t('addHost.keys.title', { count: keys.length })}</summary>
      {list}
    </details>
  )
}
