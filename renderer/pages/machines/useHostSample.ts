import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { metricsBoard } from '../../stores/metrics.ts'

/** The host's last sample while it is live and looked at; asks for no machine's. */
export function useHostSample(hostId: HostId, live: boolean): HostSample | undefined {
  const { client, core } = useApi()
  useEffect(() => {
    if (!live) return
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys: [], hostIds: [hostId], history: 1 }, { signal }),
      apply: events => metricsBoard.apply(events),
    })
  }, [client, core, hostId, live])
  return useSyncExternalStore(
    useCallback(listener => metricsBoard.listen(hostId, listener), [hostId]),
    () => metricsBoard.host(hostId),
  )
}
