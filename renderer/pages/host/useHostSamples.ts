import { startTransition, useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { applyHostSamples, type HostSamples, MINUTES_TICKS, noSamples } from './hostSamples.ts'

/** Kept in all, behind hours of means. */
const HOURS_KEPT = 1500

/** The host's and its machines' last minutes, live, whether anything came yet, and why none comes where asking failed; with `hours`, everything that is still kept of the host before them. */
export function useHostSamples(
  hostId: HostId,
  hours: boolean,
): { samples: HostSamples; heard: boolean; error: AppError | null } {
  const { client, core } = useApi()
  const [samples, setSamples] = useState(noSamples)
  const [heard, setHeard] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    setSamples(noSamples)
    setHeard(false)
    setError(null)
    return subscribe(core, {
      open: async signal => {
        if (hours) {
          const host = await client.metrics.hostHistory({ hostId }, { signal })
          setSamples({ ...noSamples, host })
        }
        return client.metrics.watch({ keys: null, hostIds: [hostId], history: MINUTES_TICKS }, { signal })
      },
      status: feed => setError(feed.error),
      // Charts are drawn in the pauses of what the person does.
      apply: events =>
        startTransition(() => {
          setSamples(before => applyHostSamples(before, hostId, events, hours ? HOURS_KEPT : MINUTES_TICKS))
          setHeard(true)
        }),
    })
  }, [client, core, hostId, hours])
  return { samples, heard, error }
}
