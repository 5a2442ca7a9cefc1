import type { Duplex } from 'node:stream'
import { XdrError, type XdrReader } from '../xdr/index.ts'
import { type CallOptions, type Caller, type CallRest, PendingCalls } from './calls.ts'
import { LinkError } from './errors.ts'
import { EventRoutes } from './eventRoutes.ts'
import type { EventSource } from './events.ts'
import type { KeepaliveOptions } from './keepalive.ts'
import { Link } from './link.ts'
import { encodeFrame, type Header, messageStatus, messageType } from './message.ts'
import { type OpenOptions, openConnection } from './open.ts'
import type { Procedure, StreamProcedure } from './program.ts'
import { remote } from './remote/index.ts'
import type { LibvirtStream } from './stream.ts'
import { Streams } from './streams.ts'

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
  /** Newest round trip of a keepalive ping, or of opening before the first; null when not yet known. */
  rttMs: number | null
}

/** One connection to a libvirt daemon. */
export class LibvirtClient implements AsyncDisposable, Caller {
  readonly #link: Link
  readonly #calls = new PendingCalls()
  readonly #streams: Streams
  readonly #events: EventRoutes
  readonly #options: LibvirtOptions
  readonly #features = new Map<number, Promise<boolean>>()
  #serial = 0
  #callCount = 0

  /** Takes ownership of the duplex; nothing is sent yet. */
  constructor(duplex: Duplex, options: LibvirtOptions = {}) {
    this.#options = options
    this.#events = new EventRoutes(options.onCallbackError ?? warn)
    this.#link = new Link(duplex, {
      route: (header, reader, frame) => this.#route(header, reader, frame),
      ended: error => this.#ended(error),
    })
    this.#streams = new Streams(this.#link)
  }

  /** Resolves once and never rejects: why the connection ended, or null when `close` was called without a reason. */
  get closed(): Promise<LinkError | null> {
    return this.#link.closed
  }

  get traffic(): Traffic {
    const { bytesIn, lastInboundAtMs, outbox, keepalive } = this.#link
    return {
      calls: this.#callCount,
      bytesIn,
      bytesOut: outbox.bytesOut,
      lastInboundAtMs,
      rttMs: keepalive.rttMs,
    }
  }

  /**
   * Calls a procedure. Rejects with LibvirtError when the server answers with an error, and with
   * LinkError otherwise. A call given up (deadline, signal) may still be carried out by the server.
   */
  call<Args, Ret>(procedure: Procedure<Args, Ret>, ...[args, options]: CallRest<Args>): Promise<Ret> {
    return new Promise<Ret>((resolve, reject) => {
      const accept = (value: unknown) => resolve(value as Ret)
      this.#send(procedure, args, options ?? {}, { accept, reject, late: null })
    })
  }

  /**
   * Authenticates (none or polkit), opens the URI and starts keepalive where the server knows it.
   * Rejects with LinkError `unsupported` when the server insists on SASL.
   */
  open(options: OpenOptions): Promise<void> {
    const keepalive = this.#options.keepalive
    return openConnection(
      this,
      this.#link.keepalive,
      options,
      keepalive === undefined ? undefined : keepalive,
    )
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
      const accept = (value: unknown) => {
        const id = callbackIdOf(value)
        const remove = registering.done(id)
        const close = () => this.#unsubscribe(source, id, remove)
        resolve({ close, [Symbol.asyncDispose]: close })
      }
      const refuse = (error: Error) => {
        registering.failed()
        reject(error)
      }
      const late = (value: unknown) => {
        void this.#unsubscribe(source, callbackIdOf(value), () => undefined)
      }
      this.#send(procedure, args, { signal: options.signal }, { accept, reject: refuse, late })
    })
  }

  /** Opens a stream; `signal` gives up the opening and, later, the stream. */
  async openStream<Args, Ret>(
    procedure: StreamProcedure<Args, Ret>,
    args: Args,
    options: CallOptions = {},
  ): Promise<LibvirtStream<Ret>> {
    const stream = await new Promise<LibvirtStream<Ret>>((resolve, reject) => {
      const accept = (value: unknown, serial: number) => {
        resolve(this.#streams.add(procedure, serial, value as Ret))
      }
      const late = (_value: unknown, serial: number) => this.#streams.refuse(procedure, serial)
      this.#send(procedure, args, options, { accept, reject, late })
    })
    abortWith(stream, options.signal)
    return stream
  }

  /** Ends the connection; whatever waits on it is rejected. With a reason, `closed` resolves to it. */
  async close(reason?: Error): Promise<void> {
    this.#link.end(reason === undefined ? null : new LinkError('closed', reason.message, reason))
    await this.#link.closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #send(
    procedure: Procedure<unknown, unknown>,
    args: unknown,
    { signal, timeoutMs }: CallOptions,
    waiter: {
      accept(value: unknown, serial: number): void
      reject(error: Error): void
      late: ((value: unknown, serial: number) => void) | null
    },
  ): void {
    const refusal = this.#refusal(procedure, signal)
    if (refusal !== null) {
      waiter.reject(refusal)
      return
    }
    const serial = this.#nextSerial()
    const { program, version, number } = procedure
    const header = {
      program,
      version,
      procedure: number,
      type: messageType.call,
      serial,
      status: messageStatus.ok,
    }
    try {
      this.#link.outbox.send(encodeFrame(header, procedure.args, args))
    } catch (error) {
      waiter.reject(encodeError(procedure.name, error))
      return
    }
    this.#callCount += 1
    const fallback = procedure.unhurried ? null : (this.#options.callTimeoutMs ?? 30_000)
    this.#calls.add(serial, {
      procedure,
      ...waiter,
      signal,
      timeoutMs: timeoutMs === undefined ? fallback : timeoutMs,
    })
  }

  #refusal(procedure: Procedure<unknown, unknown>, signal: AbortSignal | undefined): LinkError | null {
    if (this.#link.ended !== null) return this.#link.ended
    if (signal?.aborted === true) {
      return new LinkError('aborted', `${procedure.name} was cancelled`, signal.reason)
    }
    if (!this.#calls.overwhelmed) return null
    this.#link.end(new LinkError('dead', 'the server has left too many calls unanswered'))
    return this.#link.ended
  }

  #nextSerial(): number {
    do this.#serial = this.#serial >= 0xffff_ffff ? 1 : this.#serial + 1
    while (this.#calls.has(this.#serial) || this.#streams.has(this.#serial))
    return this.#serial
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

function encodeError(name: string, error: unknown): Error {
  if (error instanceof XdrError) return new LinkError('encode', `${name}: ${error.message}`, error)
  return new LinkError('encode', `${name}: the arguments do not have the procedure's shape`, error)
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

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), { type: 'LibvirtEventCallback' })
}
