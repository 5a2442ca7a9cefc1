import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { metricsBoard } from '../../stores/metrics.ts'

/** What is measured of a host now, or what is known of why nothing is. */
export interface HostNow {
  sample: HostSample | undefined
  /** The host was asked at least once, whatever it told. */
  measured: boolean
  /** Why asking the core failed. */
  error: AppError | null
}

/** The host's last sample while it is live, looked at and told by the core; asks for no machine's. */
export function useHostSample(hostId: HostId, live: boolean): HostNow {
  const { client, core } = useApi()
  const [heard, setHeard] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    setHeard(false)
    setError(null)
    if (!live) return
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys: [], hostIds: [hostId], history: 1 }, { signal }),
      // What an earlier subscription told is not what is measured now.
      restart: () => metricsBoard.forgetHost(hostId),
      apply: events => {
        metricsBoard.apply(events)
        setHeard(true)
      },
      status: feed => setError(feed.error),
    })
  }, [client, core, hostId, live])
  const listen = useCallback((listener: () => void) => metricsBoard.listen(hostId, listener), [hostId])
  const latest = useSyncExternalStore(listen, () => metricsBoard.host(hostId))
  const measured = useSyncExternalStore(listen, () => metricsBoard.sampler(hostId)?.lastTickMs != null)
  const told = live && heard && error === null
  return { sample: told ? latest : undefined, measured: told && measured, error }
}
