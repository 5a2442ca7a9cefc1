import { FactsBook } from '../facts.ts'
import { CarrierTransport } from '../ssh/carrierTransport.ts'
import { planRoute } from '../ssh/route.ts'
import type { HopRequest } from '../ssh/sharedHops.ts'
import type { OpenOptions } from '../openOptions.ts'
import type { HostTransport, Questions, SshTarget } from '../types.ts'
import type { OpenSshMaster } from './master.ts'
import { startMaster } from './startMaster.ts'

/** Reaches a host with the system's own ssh: one control master a hop, jump hosts shared. */
export async function openOpenSsh(
  target: SshTarget,
  ask: Questions,
  options: OpenOptions,
): Promise<HostTransport> {
  const facts = new FactsBook('openssh')
  const hops = await planRoute(target, facts)
  const hop = hops.at(-1)
  if (hop === undefined) throw new Error('a route without a hop')
  const { pool, signal, onStage } = options
  const connect = async (request: HopRequest<OpenSshMaster>) => (await startMaster(request, target)).master
  const jumps = hops.slice(0, -1)
  const jump =
    jumps.length === 0 ? undefined : await pool.openssh.acquire(jumps, { ask, signal, onStage }, connect)
  try {
    const { master, hostKey } = await startMaster(
      {
        hop,
        through: jump?.connection ?? null,
        ask,
        signal,
        onStage: (stage, detail) => onStage(stage, detail, null),
      },
      target,
    )
    const { serverVersion, authenticatedBy } = master.heard
    facts.serverVersion = serverVersion
    facts.authenticatedBy = authenticatedBy
    if (hostKey !== null) {
      const { algorithm, sha256, randomart, endpoint } = hostKey
      facts.hostKey = { algorithm, sha256, randomart, endpoint }
      facts.decide('hostKey', `${algorithm} ${sha256}`)
    }
    facts.decide('program', target.command ?? 'ssh')
    if (serverVersion !== null) facts.decide('server', serverVersion)
    if (authenticatedBy !== null) facts.decide('loggedInBy', authenticatedBy)
    return new CarrierTransport(target, master, hop, facts, jump, options)
  } catch (error) {
    jump?.release()
    throw error
  }
}
