import type { Duplex } from 'node:stream'
import type { XdrReader } from '../xdr/index.ts'
import { type CallOptions, type Caller, Calls, type NoArgs } from './calls.ts'
import { LibvirtError, LinkError } from './errors.ts'
import { EventRoutes } from './eventRoutes.ts'
import type { EventSource } from './events.ts'
import type { KeepaliveOptions } from './keepalive.ts'
import { FirstCalls } from './firstCalls.ts'
import { Link } from './link.ts'
import { type Header, messageType } from './message.ts'
import { type OpenOptions, openConnection } from './open.ts'
import type { Procedure, StreamProcedure } from './program.ts'
import { remote } from './remote/index.ts'
import type { LibvirtStream } from './stream.ts'
import { Streams } from './streams.ts'

/** How long `close` waits for the server's goodbye. */
const GOODBYE_MS = 500
/** How long it waits before that for what was asked and not yet answered. */
const QUIET_MS = 500

const PROGRAMS: ReadonlySet<number> = new Set([0x2000_8086, 0x2000_8087])

/** How a client behaves; every field has a default. */
export interface LibvirtOptions {
  /** Pings once the server has said that it knows them; null for none. Default: every 5 s, 3 unanswered. */
  keepalive?: KeepaliveOptions | null
  /** Deadline of a call that has none of its own, in milliseconds. Default 30 s. */
  callTimeoutMs?: number
  /** Told of what an event callback threw. Default: a process warning. */
  onCallbackError?: (error: unknown) => void
}

/** An event being listened to; closing it tells the server, unless the link has gone. */
export interface Subscription extends AsyncDisposable {
  close(): Promise<void>
}

/** Figures of a connection so far. */
export interface Traffic {
  calls: number
  bytesIn: number
  bytesOut: number
  /** By `performance.now()`. */
  lastInboundAtMs: number
  /** The way here takes long: messages come in parts, or pings stand behind others. */
  slow: boolean
  /** Newest round trip of a keepalive ping, or of opening before the first; null when not yet known. */
  rttMs: number | null
}

/** One connection to a libvirt daemon. */
export class LibvirtClient implements AsyncDisposable, Caller {
  readonly #link: Link
  readonly #calls: Calls
  readonly #firstCalls: FirstCalls
  readonly #streams: Streams
  readonly #events: EventRoutes
  readonly #options: LibvirtOptions
  readonly #features = new Map<number, Promise<boolean>>()
  #opened = false

  /** Takes ownership of the duplex; nothing is sent yet. */
  constructor(duplex: Duplex, options: LibvirtOptions = {}) {
    this.#options = options
    this.#events = new EventRoutes(options.onCallbackError ?? warn)
    this.#link = new Link(duplex, {
      route: (header, reader, frame) => this.#route(header, reader, frame),
      ended: error => this.#ended(error),
    })
    this.#streams = new Streams(this.#link)
    const { callTimeoutMs = 30_000 } = options
    this.#calls = new Calls(this.#link, callTimeoutMs, serial => this.#streams.has(serial))
    this.#firstCalls = new FirstCalls(this.#calls, this.#link, callTimeoutMs)
  }

  /** Resolves once and never rejects: why the connection ended, or null when `close` was called without a reason. */
  get closed(): Promise<LinkError | null> {
    return this.#link.closed
  }

  get traffic(): Traffic {
    const { bytesIn, lastInboundAtMs, slow, outbox, keepalive } = this.#link
    return {
      calls: this.#calls.made,
      bytesIn,
      bytesOut: outbox.bytesOut,
      lastInboundAtMs,
      slow,
      rttMs: keepalive.rttMs,
    }
  }

  /** Asks the server for a sign of life now, where it knows keepalive; `traffic.lastInboundAtMs` tells of the answer. */
  ping(): void {
    this.#link.keepalive.ask()
  }

  /**
   * Calls a procedure. Rejects with LibvirtError when the server answers with an error, and with
   * LinkError otherwise. A call given up (deadline, signal) may still be carried out by the server.
   */
  call<Ret>(procedure: Procedure<undefined, Ret>, args?: NoArgs, options?: CallOptions): Promise<Ret>
  call<Args, Ret>(procedure: Procedure<Args, Ret>, args: Args, options?: CallOptions): Promise<Ret>
  call<Ret>(procedure: Procedure<unknown, Ret>, args: unknown, options: CallOptions = {}): Promise<Ret> {
    return new Promise<Ret>((resolve, reject) => {
      this.#firstCalls.make(procedure, args, options, { accept: value => resolve(value as Ret), reject })
    })
  }

  /**
   * Authenticates (none or polkit), opens the URI and starts keepalive where the server knows it.
   * Rejects with LinkError `unsupported` when the server insists on SASL.
   */
  async open(options: OpenOptions): Promise<void> {
    await openConnection(this, this.#link.keepalive, options, this.#options.keepalive)
    this.#opened = true
  }

  /** Whether the server has a feature (numbers in `feature`); asked once a connection. */
  supports(number: number): Promise<boolean> {
    const asked = this.#features.get(number)
    if (asked !== undefined) return asked
    const answer = this.call(remote.connectSupportsFeature, { feature: number }).then(
      ({ supported }) => supported !== 0,
    )
    this.#features.set(number, answer)
    answer.catch(() => this.#features.delete(number)) // the asker hears the error; the next one asks again
    return answer
  }

  /**
   * Listens to an event; resolves when the server has agreed. Events come in the order the server sent
   * them, also between replies: code awaiting an earlier reply has run before a later event's callback.
   */
  on<Payload, Filter>(
    source: EventSource<Payload, Filter>,
    options: Filter & { signal?: AbortSignal | undefined },
    callback: (event: Payload) => void,
  ): Promise<Subscription> {
    const { procedure, args } = source.register(options)
    const registering = this.#events.begin(source, callback)
    return new Promise<Subscription>((resolve, reject) => {
      this.#firstCalls.make(
        procedure,
        args,
        { signal: options.signal },
        {
          accept: value => {
            const id = callbackIdOf(value)
            const remove = registering.done(id)
            let closing: Promise<void> | null = null
            const close = () => {
              closing ??= this.#unsubscribe(source, id, remove)
              return closing
            }
            resolve({ close, [Symbol.asyncDispose]: close })
          },
          reject: error => {
            registering.failed()
            reject(error)
          },
          late: reply => {
            if (reply !== null) this.#forsake(source, callbackIdOf(reply.value))
          },
        },
      )
    })
  }

  /** Opens a stream; `signal` gives up the opening and, later, the stream. */
  async openStream<Args, Ret>(
    procedure: StreamProcedure<Args, Ret>,
    args: Args,
    options: CallOptions = {},
  ): Promise<LibvirtStream<Ret>> {
    const stream = await new Promise<LibvirtStream<Ret>>((resolve, reject) => {
      this.#firstCalls.make(procedure, args, options, {
        sent: serial => this.#streams.expect(serial),
        accept: (value, serial) => resolve(this.#streams.add(procedure, serial, value as Ret)),
        reject: (error, serial) => {
          if (serial !== null) this.#streams.unexpect(serial, error instanceof LibvirtError)
          reject(error)
        },
        late: (reply, serial) => {
          if (reply === null) this.#streams.unexpect(serial, true)
          else this.#streams.refuse(procedure, serial)
        },
      })
    })
    abortWith(stream, options.signal)
    return stream
  }

  /**
   * Ends the connection; whatever waits on it is rejected. With a reason, `closed` resolves to it. The
   * server is told first, briefly, because it logs an error for each client that just goes; and what it is still
   * at is awaited before that, because libvirt 9.0 crashes when a client goes in the middle of registering for events.
   */
  async close(reason?: Error): Promise<void> {
    const end = reason === undefined ? null : new LinkError('closed', reason.message, reason)
    this.#link.closing(end)
    if (this.#opened && this.#link.ended === null) {
      this.#opened = false
      if (await this.#calls.quiet(QUIET_MS))
        await this.call(remote.connectClose, {}, { timeoutMs: GOODBYE_MS }).catch(ignoreGoodbye)
    }
    this.#link.end(end)
    await this.#link.closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #unsubscribe<Payload, Filter>(
    source: EventSource<Payload, Filter>,
    callbackID: number,
    remove: () => void,
  ): Promise<void> {
    remove()
    if (this.#link.ended !== null) return
    try {
      await this.call(source.deregister, { callbackID })
    } catch (error) {
      // A link that ends takes its registrations with it; any other failure is the caller's to hear.
      if (this.#link.ended === null) throw error
    }
  }

  /** Takes back a registration whose caller has gone; there is nobody to hear of a failure. */
  #forsake<Payload, Filter>(source: EventSource<Payload, Filter>, callbackID: number): void {
    this.#firstCalls.make(
      source.deregister,
      { callbackID },
      {},
      { accept: () => undefined, reject: () => undefined },
    )
  }

  #route(header: Header, reader: XdrReader, frame: Buffer): void {
    if (!PROGRAMS.has(header.program) || header.version !== 1) {
      throw new LinkError('protocol', `the peer sent a message of another program (${header.program})`)
    }
    const { type } = header
    if (type === messageType.reply) this.#calls.reply(header, reader)
    else if (type === messageType.message) this.#events.route(header.program, header.procedure, reader, frame)
    else if (type === messageType.stream || type === messageType.streamHole) {
      this.#streams.route(header, reader, frame)
    } else throw new LinkError('protocol', `the peer sent a message of type ${type}`)
  }

  #ended(error: LinkError): void {
    this.#calls.end(error)
    this.#firstCalls.end(error)
    this.#streams.end(error)
    this.#events.end()
  }
}

/** A client on an open byte stream, of which it takes ownership; nothing is sent yet. */
export function connectLibvirt(duplex: Duplex, options: LibvirtOptions = {}): LibvirtClient {
  return new LibvirtClient(duplex, options)
}

function callbackIdOf(value: unknown): number {
  const id = typeof value === 'object' && value !== null && 'callbackID' in value ? value.callbackID : 0
  return typeof id === 'number' ? id : 0
}

function abortWith(stream: LibvirtStream, signal: AbortSignal | undefined): void {
  if (signal === undefined) return
  const abort = () => {
    stream.destroy(new LinkError('aborted', 'the stream was cancelled', signal.reason))
  }
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  stream.once('close', () => signal.removeEventListener('abort', abort))
}

/** A server that does not answer its goodbye is left all the same. */
function ignoreGoodbye(): void {
  // The connection ends right after, whatever came.
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), { type: 'LibvirtEventCallback' })
}
