import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { unmeasuredWhy } from '../../components/list/Unmeasured.tsx'
import { metricsBoard } from '../../stores/metrics.ts'
import { useMay } from '../../stores/session.ts'

/** Asks for the samples of hosts that are on screen, and of no machine; returns why nothing is measured. */
export function useHostSamples(hostIds: readonly HostId[]): string | null {
  const { client, core } = useApi()
  const may = useMay('metrics.read')
  const [error, setError] = useState<AppError | null>(null)
  const text = useMemo(() => hostIds.toSorted().join(' '), [hostIds])
  useEffect(() => {
    if (!text || !may) return
    const ids = text.split(' ').slice(0, 1000) as HostId[]
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys: [], hostIds: ids, history: 1 }, { signal }),
      apply: events => metricsBoard.apply(events),
      status: ({ phase, error }) => {
        if (phase !== 'opening') setError(error)
      },
    })
  }, [client, core, text, may])
  return unmeasuredWhy(error)
}

/** The host's last sample, kept current; somebody else asks for it. */
export const useLatestHostSample = (hostId: HostId): HostSample | undefined =>
  useSyncExternalStore(
    useCallback(listener => metricsBoard.listen(hostId, listener), [hostId]),
    () => metricsBoard.host(hostId),
  )
