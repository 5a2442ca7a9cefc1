/** How long failed attempts are spaced. */
export interface BackoffRule {
  firstMs: number
  maxMs: number
  /** Part of the delay that chance may take away or add, 0 to 1: keeps 100 hosts from knocking together. */
  jitter: number
}

/** One second, doubling to a minute, a quarter either way. */
export const defaultBackoff: BackoffRule = { firstMs: 1_000, maxMs: 60_000, jitter: 0.25 }

/** Milliseconds before the next attempt after `failures` in a row (1 or more); `chance` is in [0, 1). */
export function backoffMs(failures: number, chance: number, rule: BackoffRule = defaultBackoff): number {
  const doublings = Math.min(Math.max(0, failures - 1), 30)
  const plain = Math.min(rule.maxMs, rule.firstMs * 2 ** doublings)
  return Math.round(plain * (1 - rule.jitter + 2 * rule.jitter * chance))
}
