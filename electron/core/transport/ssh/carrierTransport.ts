import type { Duplex } from 'node:stream'
import type { AppError } from '../../../../shared/errors.ts'
import { type FactsBook, printable } from '../facts.ts'
import type { OpenOptions } from '../openOptions.ts'
import type { ExecOptions, ExecResult, HostTransport, OpenChannel, SshTarget } from '../types.ts'
import { type Carrier, LibvirtDoor } from './libvirtSocket.ts'
import { ChannelRefused } from './link.ts'
import type { Hop } from './route.ts'
import type { HopConnection, HopLease } from './sharedHops.ts'
import { unseen } from './socketProblems.ts'

/** Of a command's text only the beginning is shown. */
const DETAIL_MAX = 120

/** The one SSH connection of a host, whoever speaks it, with its share in the jump host before it. */
export class CarrierTransport implements HostTransport {
  readonly kind: 'ssh' | 'openssh'
  readonly facts: FactsBook
  readonly closed: Promise<AppError | null>
  readonly #carrier: Carrier & HopConnection
  readonly #door: LibvirtDoor
  readonly #jump: HopLease<HopConnection> | undefined
  readonly #channels = new Set<OpenChannel>()

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

  get channels(): readonly OpenChannel[] {
    return [...this.#channels]
  }

  async openLibvirt(signal: AbortSignal, as?: Pick<SshTarget, 'sockets' | 'readOnly'>): Promise<Duplex> {
    const stream = await this.#door.open(signal, as)
    const done = this.#opened('libvirt', this.facts.libvirtBy?.path ?? '')
    if (stream.destroyed) done()
    else stream.once('close', done)
    return stream
  }

  async exec(command: string, options: ExecOptions): Promise<ExecResult> {
    const done = this.#opened('command', command)
    try {
      return await this.#carrier.exec(command, options)
    } catch (error) {
      if (error instanceof ChannelRefused) throw unseen(this.#carrier.endpoint, error)
      throw error
    } finally {
      done()
    }
  }

  async close(): Promise<void> {
    await this.#carrier.close()
    this.#jump?.release()
  }

  #opened(purpose: OpenChannel['purpose'], detail: string): () => void {
    const channel = { purpose, detail: printable(detail, DETAIL_MAX), openedAtMs: Date.now() }
    this.#channels.add(channel)
    return () => this.#channels.delete(channel)
  }
}

/** A broken jump host ends the connections behind it without a word; its own end says why. */
async function jumpReason(reason: AppError, jump: HopLease<HopConnection>): Promise<AppError> {
  const { promise, resolve } = Promise.withResolvers<null>()
  setImmediate(() => resolve(null))
  return (await Promise.race([jump.connection.closed, promise])) ?? reason
}
