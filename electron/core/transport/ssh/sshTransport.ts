import type { Duplex } from 'node:stream'
import type { AppError } from '../../../../shared/errors.ts'
import { FactsBook } from '../facts.ts'
import type { JumpLease } from '../jumpPool.ts'
import type { ExecOptions, ExecResult, HostTransport, OpenOptions, Questions, SshTarget } from '../types.ts'
import type { Connected } from './connect.ts'
import { connectHop } from './dialHop.ts'
import { LibvirtDoor } from './libvirtSocket.ts'
import { ChannelRefused, type SshLink } from './link.ts'
import { type Hop, planRoute } from './route.ts'
import { unseen } from './socketProblems.ts'

/** The one SSH connection of a host, spoken by ssh2. */
export class SshTransport implements HostTransport {
  readonly kind = 'ssh'
  readonly facts: FactsBook
  readonly closed: Promise<AppError | null>
  readonly #link: SshLink
  readonly #door: LibvirtDoor
  readonly #jump: JumpLease | undefined

  constructor(link: SshLink, jump: JumpLease | undefined, facts: FactsBook, door: LibvirtDoor) {
    this.#link = link
    this.#jump = jump
    this.#door = door
    this.facts = facts
    this.closed = link.closed.then(async reason => {
      jump?.release()
      return jump === undefined || reason === null ? reason : jumpReason(reason, jump)
    })
  }

  openLibvirt(signal: AbortSignal): Promise<Duplex> {
    return this.#door.open(signal)
  }

  async exec(command: string, options: ExecOptions): Promise<ExecResult> {
    try {
      return await this.#link.exec(command, options)
    } catch (error) {
      if (error instanceof ChannelRefused) throw unseen(this.#link.endpoint, error)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#link.close()
    this.#jump?.release()
  }
}

/** Plans the way, connects jump hosts (shared) and the host, and logs in once on each. */
export async function openSsh(
  target: SshTarget,
  ask: Questions,
  options: OpenOptions,
): Promise<SshTransport> {
  const facts = new FactsBook('ssh')
  const hops = await planRoute(target, facts)
  const last = hops.at(-1)
  if (last === undefined) throw new Error('a route without a hop')
  const jump = await acquireJump(hops.slice(0, -1), ask, options)
  try {
    const connected = await connectHop({
      hop: last,
      through: jump?.connected.link ?? null,
      ask,
      ring: options.pool.keys,
      signal: options.signal,
      onStage: (stage, detail) => options.onStage(stage, detail, null),
    })
    note(facts, connected)
    const door = new LibvirtDoor(connected.link, target, facts, last.deadlines.channelMs, (stage, detail) =>
      options.onStage(stage, detail, null),
    )
    return new SshTransport(connected.link, jump, facts, door)
  } catch (error) {
    jump?.release()
    throw error
  }
}

async function acquireJump(
  jumps: readonly Hop[],
  ask: Questions,
  options: OpenOptions,
): Promise<JumpLease | undefined> {
  if (jumps.length === 0) return undefined
  const onStage: Parameters<OpenOptions['pool']['acquire']>[1]['onStage'] = (stage, detail, endpoint) =>
    options.onStage(stage, detail, endpoint)
  return options.pool.acquire(jumps, { ask, signal: options.signal, onStage })
}

function note(facts: FactsBook, { serverVersion, hostKey, authenticatedBy }: Connected): void {
  const { algorithm, sha256, randomart, endpoint } = hostKey
  facts.serverVersion = serverVersion
  facts.hostKey = { algorithm, sha256, randomart, endpoint }
  facts.authenticatedBy = authenticatedBy
  facts.decide('Server', serverVersion)
  facts.decide('Host key', `${algorithm} ${sha256}`)
  facts.decide('Logged in by', authenticatedBy)
}

/** A broken jump host ends the connections behind it without a word; its own end says why. */
async function jumpReason(reason: AppError, jump: JumpLease): Promise<AppError> {
  const { promise, resolve } = Promise.withResolvers<null>()
  setImmediate(() => resolve(null))
  return (await Promise.race([jump.connected.link.closed, promise])) ?? reason
}
