import { useEffect, useState } from 'react'
import type { MachineKey } from '../../../shared/ids.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { metricsBoard, SPARK_SAMPLES } from '../../stores/metrics.ts'

/**
 * Asks for the samples of what is on screen, and of every machine while the list is sorted by a sample.
 * Returns what the list tells its view to.
 */
export function useListMetrics(all: boolean): (keys: string[]) => void {
  const { client, core } = useApi()
  const [view, setView] = useState('')
  useEffect(() => {
    if (!view) return
    const keys = view.split(' ') as MachineKey[]
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys, hostIds: null, history: SPARK_SAMPLES }, { signal }),
      apply: events => metricsBoard.apply(events),
    })
  }, [client, core, view])
  useEffect(() => {
    if (!all) return
    return subscribe(core, {
      open: signal => client.metrics.watch({ keys: null, hostIds: null, history: 0 }, { signal }),
      apply: events => metricsBoard.apply(events),
    })
  }, [client, core, all])
  return useState(() => (keys: string[]) => setView(keys.toSorted().join(' ')))[0]
}
