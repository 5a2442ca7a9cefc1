import { FactsBook } from '../facts.ts'
import type { OpenOptions } from '../openOptions.ts'
import type { HostTransport, Questions, SshTarget } from '../types.ts'
import { CarrierTransport } from './carrierTransport.ts'
import type { Connected } from './connect.ts'
import { connectHop } from './dialHop.ts'
import { planRoute } from './route.ts'
import type { ConnectHop } from './sharedHops.ts'

/** Plans the way, connects jump hosts (shared) and the host with ssh2, and logs in once on each. */
export async function openSsh(
  target: SshTarget,
  ask: Questions,
  options: OpenOptions,
): Promise<HostTransport> {
  const facts = new FactsBook('ssh')
  const hops = await planRoute(target, facts)
  const hop = hops.at(-1)
  if (hop === undefined) throw new Error('a route without a hop')
  const { pool, signal, onStage } = options
  const connect: ConnectHop<Connected> = request => connectHop(request, pool.keys)
  const jumps = hops.slice(0, -1)
  const jump =
    jumps.length === 0 ? undefined : await pool.builtin.acquire(jumps, { ask, signal, onStage }, connect)
  try {
    const connected = await connect({
      hop,
      through: jump?.connection ?? null,
      ask,
      signal,
      onStage: (stage, detail) => onStage(stage, detail, null),
    })
    note(facts, connected)
    return new CarrierTransport(target, connected.link, hop, facts, jump, options)
  } catch (error) {
    jump?.release()
    throw error
  }
}

function note(facts: FactsBook, { serverVersion, hostKey, authenticatedBy }: Connected): void {
  const { algorithm, sha256, randomart, endpoint } = hostKey
  facts.serverVersion = serverVersion
  facts.hostKey = { algorithm, sha256, randomart, endpoint }
  facts.authenticatedBy = authenticatedBy
  facts.decide('server', serverVersion)
  facts.decide('hostKey', `${algorithm} ${sha256}`)
  facts.decide('loggedInBy', authenticatedBy)
}
