import type { Duplex } from 'node:stream'
import type { AppError } from '../../../../shared/errors.ts'
import type { FactsBook } from '../facts.ts'
import type { OpenOptions } from '../openOptions.ts'
import type { ExecOptions, ExecResult, HostTransport, SshTarget } from '../types.ts'
import { type Carrier, LibvirtDoor } from './libvirtSocket.ts'
import { ChannelRefused } from './link.ts'
import type { Hop } from './route.ts'
import type { HopConnection, HopLease } from './sharedHops.ts'
import { unseen } from './socketProblems.ts'

/** The one SSH connection of a host, whoever speaks it, with its share in the jump host before it. */
export class CarrierTransport implements HostTransport {
  readonly kind: 'ssh' | 'openssh'
  readonly facts: FactsBook
  readonly closed: Promise<AppError | null>
  readonly #carrier: Carrier & HopConnection
  readonly #door: LibvirtDoor
  readonly #jump: HopLease<HopConnection> | undefined

  constructor(
    target: SshTarget,
    carrier: Carrier & HopConnection,
    hop: Hop,
    facts: FactsBook,
    jump: HopLease<HopConnection> | undefined,
    options: Pick<OpenOptions, 'onStage'>,
  ) {
    this.kind = target.kind
    this.facts = facts
    this.#carrier = carrier
    this.#jump = jump
    this.#door = new LibvirtDoor(carrier, target, facts, hop.deadlines.channelMs, (stage, detail) =>
      options.onStage(stage, detail, null),
    )
    this.closed = carrier.closed.then(async reason => {
      jump?.release()
      return jump === undefined || reason === null ? reason : jumpReason(reason, jump)
    })
  }

  openLibvirt(signal: AbortSignal): Promise<Duplex> {
    return this.#door.open(signal)
  }

  async exec(command: string, options: ExecOptions): Promise<ExecResult> {
    try {
      return await this.#carrier.exec(command, options)
    } catch (error) {
      if (error instanceof ChannelRefused) throw unseen(this.#carrier.endpoint, error)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#carrier.close()
    this.#jump?.release()
  }
}

/** A broken jump host ends the connections behind it without a word; its own end says why. */
async function jumpReason(reason: AppError, jump: HopLease<HopConnection>): Promise<AppError> {
  const { promise, resolve } = Promise.withResolvers<null>()
  setImmediate(() => resolve(null))
  return (await Promise.race([jump.connection.closed, promise])) ?? reason
}
