/** When a counter was read: by the host's own uptime where it is known, and by this computer's monotonic clock. */
export interface Instant {
  /** Seconds since the host booted; null where the host could not be asked. */
  hostSeconds: number | null
  localMs: number
}

/** A gap is called when this many intervals have passed since the last reading. */
export const MISSED_AFTER_INTERVALS = 2.5

/**
 * Seconds between two readings, by the host's time where both have it; null where they do not bound
 * an interval: out of order, the host restarted, or more than `MISSED_AFTER_INTERVALS` of `intervalMs` apart.
 */
export function elapsedSeconds(before: Instant, after: Instant, intervalMs: number): number | null {
  const byHost = before.hostSeconds !== null && after.hostSeconds !== null
  const seconds = byHost
    ? (after.hostSeconds as number) - (before.hostSeconds as number)
    : (after.localMs - before.localMs) / 1000
  if (!(seconds > 0)) return null
  return seconds > (MISSED_AFTER_INTERVALS * intervalMs) / 1000 ? null : seconds
}

/** Average growth a second of a counter; null where either reading is missing or the counter went back (a reset). */
export function perSecond(before: number | null, after: number | null, seconds: number): number | null {
  if (before === null || after === null || !(seconds > 0)) return null
  const rate = (after - before) / seconds
  return rate >= 0 && Number.isFinite(rate) ? rate : null
}

/** Counters of one disk or NIC by name; each list of counters has the same order and length. */
export interface DeviceCounters {
  name: string
  counters: readonly (number | null)[]
}

/**
 * Sums the growth a second of each counter over the devices present in both readings. A device that
 * came in between counts from the next interval on; one reset makes that counter's sum a gap.
 */
export function devicesPerSecond(
  before: readonly DeviceCounters[] | null,
  after: readonly DeviceCounters[] | null,
  seconds: number,
  width: number,
): (number | null)[] {
  const sums = new Array<number | null>(width).fill(null)
  if (before === null || after === null || !(seconds > 0)) return sums
  if (after.length === 0) return sums.fill(0)
  const resets = new Array<boolean>(width).fill(false)
  for (let index = 0; index < after.length; index++) {
    const now = after[index] as DeviceCounters
    const then = before[index]?.name === now.name ? before[index] : before.find(one => one.name === now.name)
    if (then === undefined) continue
    for (let at = 0; at < width; at++) {
      const old = then.counters[at] ?? null
      const rate = perSecond(old, now.counters[at] ?? null, seconds)
      if (rate !== null) sums[at] = (sums[at] ?? 0) + rate
      else if (old !== null) resets[at] = true
    }
  }
  return sums.map((sum, at) => (resets[at] ? null : sum))
}

/**
 * Percent of a machine's own vCPUs from host cores in use. Emulator threads can carry a machine a
 * little beyond its vCPUs, which is shown as 100; null where the number of vCPUs is unknown.
 */
export function percentOfVcpus(cores: number | null, vcpus: number | null): number | null {
  if (cores === null || vcpus === null || vcpus <= 0) return null
  return Math.min(100, (cores / vcpus) * 100)
}
