import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostId } from '../../../shared/ids.ts'

/** Rates need two ticks; a host that has not given them by then stays without. */
const RATES_WAIT_MS = 6000

/** Waits until each host has delivered a tick with rates (or has no running machine), bounded in time. */
export async function waitForRates(
  client: ContractClient,
  hostIds: readonly HostId[],
  signal: AbortSignal,
): Promise<void> {
  const missing = new Set(hostIds)
  if (missing.size === 0) return
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(RATES_WAIT_MS)])
  try {
    const stream = await client.metrics.watch(
      { keys: null, hostIds: [...hostIds], history: 0 },
      { signal: bounded },
    )
    const ticks = new Map<HostId, number>()
    for await (const event of stream) {
      if (event.type !== 'tick') continue
      const seen = (ticks.get(event.hostId) ?? 0) + 1
      ticks.set(event.hostId, seen)
      if (seen >= 2 || event.machines.some(sample => sample.cpuPercent !== null)) missing.delete(event.hostId)
      if (missing.size === 0) break
    }
  } catch (error) {
    // Running into our own bound is an answer: those hosts have no rates yet.
    if (!bounded.aborted) throw error
  }
  signal.throwIfAborted()
}
