import type { Duplex } from 'node:stream'
import { AppError } from '../../../shared/errors.ts'
import { closedTransport } from './closedTransport.ts'
import { withDeadline } from './deadline.ts'
import type { FactsBook } from './facts.ts'
import type { OpenOptions } from './openOptions.ts'
import type { ExecOptions, ExecResult, HostTransport, TransportTarget } from './types.ts'

/**
 * Base of the transports without a session of their own (UNIX socket, TCP, TLS): each libvirt
 * connection is a stream of its own, and only `close()` ends the transport.
 */
export abstract class StreamTransport implements HostTransport {
  readonly facts: FactsBook
  readonly closed: Promise<AppError | null>
  protected readonly options: OpenOptions
  readonly #streams = new Set<Duplex>()
  readonly #ended = Promise.withResolvers<AppError | null>()
  readonly #closing = new AbortController()

  constructor(facts: FactsBook, options: OpenOptions) {
    this.facts = facts
    this.options = options
    this.closed = this.#ended.promise
  }

  get kind(): TransportTarget['kind'] {
    return this.facts.kind
  }

  /** Connects one stream; must honour the signal. */
  protected abstract connect(signal: AbortSignal): Promise<Duplex>

  async openLibvirt(signal: AbortSignal): Promise<Duplex> {
    if (this.#closing.signal.aborted) throw closedTransport()
    const stream = await withDeadline(
      0,
      AbortSignal.any([signal, this.#closing.signal]),
      inner => this.connect(inner),
      closedTransport,
    )
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    return stream
  }

  exec(_command: string, _options: ExecOptions): Promise<ExecResult> {
    return Promise.reject(
      new AppError(
        'transport.noExec',
        'This connection carries libvirt only; no command can be run on the host.',
        {
          next: 'Use an SSH URI (qemu+ssh://…) to see what needs a shell on the host.',
        },
      ),
    )
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const stream of this.#streams) stream.destroy()
    this.#ended.resolve(null)
  }
}
