import { useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { unmeasuredWhy } from '../../components/list/Unmeasured.tsx'
import { metricsBoard, SPARK_SAMPLES } from '../../stores/metrics.ts'
import { useMay } from '../../stores/session.ts'

/**
 * Asks for the samples of what is on screen, and of every machine while the list is sorted by a sample.
 * `onView` is what the list tells its view to; `unmeasured` says why nothing is measured.
 */
export function useListMetrics(all: boolean): { onView(keys: string[]): void; unmeasured: string | null } {
  const { client, core } = useApi()
  const may = useMay('metrics.read')
  const [error, setError] = useState<AppError | null>(null)
  const [view, setView] = useState('')
  useEffect(() => {
    // What is refused is not asked for at each step through the list.
    if (!view || !may) return
    const keys = view.split(' ') as MachineKey[]
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys, hostIds: null, history: SPARK_SAMPLES }, { signal }),
      apply: events => metricsBoard.apply(events),
      status: ({ phase, error }) => {
        if (phase !== 'opening') setError(error)
      },
    })
  }, [client, core, view, may])
  useEffect(() => {
    if (!all || !may) return
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys: null, hostIds: null, history: 0 }, { signal }),
      apply: events => metricsBoard.apply(events),
    })
  }, [client, core, all, may])
  const [onView] = useState(() => (keys: string[]) => setView(keys.toSorted().join(' ')))
  return { onView, unmeasured: unmeasuredWhy(error) }
}
