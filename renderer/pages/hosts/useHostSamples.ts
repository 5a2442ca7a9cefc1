import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { metricsBoard } from '../../stores/metrics.ts'

/** Asks for the samples of hosts that are on screen, and of no machine. */
export function useHostSamples(hostIds: readonly HostId[]): void {
  const { client, core } = useApi()
  const text = useMemo(() => hostIds.toSorted().join(' '), [hostIds])
  useEffect(() => {
    if (!text) return
    const ids = text.split(' ').slice(0, 1000) as HostId[]
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys: [], hostIds: ids, history: 1 }, { signal }),
      apply: events => metricsBoard.apply(events),
    })
  }, [client, core, text])
}

/** The host's last sample, kept current; somebody else asks for it. */
export const useLatestHostSample = (hostId: HostId): HostSample | undefined =>
  useSyncExternalStore(
    useCallback(listener => metricsBoard.listen(hostId, listener), [hostId]),
    () => metricsBoard.host(hostId),
  )
