/** What is known of one host that a person wants connected over a network. */
export interface Reach {
  /** `untried`: nothing has been heard yet; `reached`: live, or the attempt under way got through; `failing`: nothing gets through. */
  status: 'untried' | 'reached' | 'failing'
  /** Monotonic ms of the first failure since it was last reached; null unless failing. */
  failingSince: number | null
}

/** Hosts whose outage began within this of the latest one count as "at once". */
export const suspicionWindowMs = 45_000

/** That many hosts failing together are enough, however many others haven't been tried. */
const ENOUGH = 8

/**
 * True when the local network is the likelier culprit than the hosts: none is reached, and at least two
 * (all of them, or eight) began to fail within one window. A host that has been off for days neither
 * counts nor hinders.
 */
export function networkSuspected(hosts: Iterable<Reach>, windowMs = suspicionWindowMs): boolean {
  const begun: number[] = []
  let untried = 0
  for (const host of hosts) {
    if (host.status === 'reached') return false
    if (host.status === 'untried') untried += 1
    else if (host.failingSince !== null) begun.push(host.failingSince)
  }
  const latest = Math.max(...begun)
  const together = begun.filter(since => latest - since <= windowMs).length
  return together >= 2 && (untried === 0 || together >= ENOUGH)
}

/**
 * Milliseconds between two probes: about a thirtieth of how long the outage has lasted, so that the
 * network's return is noticed soon after a short one and a long one costs little.
 */
export function probeIntervalMs(outageMs: number): number {
  return Math.min(15_000, Math.max(1_000, outageMs / 30))
}
