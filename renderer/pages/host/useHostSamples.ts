import { startTransition, useEffect, useState } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { applyHostSamples, type HostSamples, MINUTES_TICKS, noSamples } from './hostSamples.ts'

/** Kept in all, behind hours of means. */
const HOURS_KEPT = 1500

/** The host's and its machines' last minutes, live; with `hours`, everything that is still kept of the host before them. */
export function useHostSamples(hostId: HostId, hours: boolean): HostSamples {
  const { client, core } = useApi()
  const [samples, setSamples] = useState(noSamples)
  useEffect(() => {
    setSamples(noSamples)
    return subscribe(core, {
      open: async signal => {
        if (hours) {
          const host = await client.metrics.hostHistory({ hostId }, { signal })
          setSamples({ ...noSamples, host })
        }
        return client.metrics.watch({ keys: null, hostIds: [hostId], history: MINUTES_TICKS }, { signal })
      },
      // Charts are drawn in the pauses of what the person does.
      apply: events =>
        startTransition(() =>
          setSamples(before => applyHostSamples(before, hostId, events, hours ? HOURS_KEPT : MINUTES_TICKS)),
        ),
    })
  }, [client, core, hostId, hours])
  return samples
}
