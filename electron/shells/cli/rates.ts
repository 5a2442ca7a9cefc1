import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { HostSample, MachineSample } from '../../../shared/models/metrics.ts'

/** Rates need two ticks; a host that has not given them by then stays without. */
const RATES_WAIT_MS = 6000

/** What was measured, by machine and host. */
export interface Measured {
  machines: Map<MachineKey, MachineSample>
  hosts: Map<HostId, HostSample>
}

/**
 * Watches until each host has delivered a tick with rates, bounded in time: some drivers have none.
 * `keys` null measures every machine cheaply; named machines are measured in full.
 */
export async function measureOnce(
  client: ContractClient,
  interest: { hostIds: readonly HostId[]; keys: readonly MachineKey[] | null },
  signal: AbortSignal,
): Promise<Measured> {
  const measured: Measured = { machines: new Map(), hosts: new Map() }
  const missing = new Set(interest.hostIds)
  if (missing.size === 0) return measured
  const ticks = new Map<HostId, number>()
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(RATES_WAIT_MS)])
  const input = { keys: interest.keys && [...interest.keys], hostIds: [...interest.hostIds], history: 1 }
  try {
    for await (const event of await client.metrics.watch(input, { signal: bounded })) {
      for (const sample of event.machines) measured.machines.set(sample.key, sample)
      if (event.type === 'snapshot') {
        for (const sample of event.hosts) measured.hosts.set(sample.hostId, sample)
        continue
      }
      if (event.host) measured.hosts.set(event.hostId, event.host)
      const seen = (ticks.get(event.hostId) ?? 0) + 1
      ticks.set(event.hostId, seen)
      if (seen >= 2) missing.delete(event.hostId)
      if (missing.size === 0) break
    }
  } catch (error) {
    // Running into our own bound is an answer: those hosts have no rates yet.
    if (!bounded.aborted) throw error
  }
  signal.throwIfAborted()
  return measured
}
