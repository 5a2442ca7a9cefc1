/** A beat up to this is an ordinary one, also after a slower one (ms). */
const SLOWEST_MS = 60_000

/**
 * The last `most` samples, without what was measured before a long pause: a computer that slept for days
 * has no minutes to show of the time before. `intervalMs` is the present beat, null where none is known.
 */
export function recent<Sample extends { atMs: number }>(
  samples: readonly Sample[],
  most: number,
  intervalMs: number | null,
): readonly Sample[] {
  const last = samples.at(-1)
  if (!last || intervalMs === null) return samples.slice(-most)
  const sinceMs = last.atMs - most * Math.max(intervalMs, SLOWEST_MS)
  return samples.slice(-most).filter(({ atMs }) => atMs >= sinceMs)
}
