import type { Duplex } from 'node:stream'
import { XdrError, XdrReader } from '../xdr/index.ts'
import { LinkError } from './errors.ts'
import { FrameSplitter } from './frames.ts'
import { KEEPALIVE_PROGRAM, Keepalive } from './keepalive.ts'
import { type Header, messageType, readHeader } from './message.ts'
import { Outbox } from './outbox.ts'

/** Who gets the frames of a link, in the order they came, and hears once that it ended. */
export interface FrameRouter {
  /** Throws XdrError or LinkError where the frame breaks the protocol; that ends the link. */
  route(header: Header, reader: XdrReader, frame: Buffer): void
  ended(error: LinkError): void
}

/** A message of which nothing came for this long is no longer on its way. */
const ARRIVING_MS = 5_000
/** A ping that takes longer stands behind other messages: a daemon answers it at once, however busy it is. */
const SLOW_PING_MS = 1_000

/** Owns the duplex: frames in, frames out, keepalive, and one end that everyone hears of. */
export class Link {
  readonly #duplex: Duplex
  readonly #router: FrameRouter
  readonly #splitter = new FrameSplitter()
  readonly #holders = new Set<object>()
  readonly #closed = Promise.withResolvers<LinkError | null>()
  readonly outbox: Outbox
  readonly keepalive: Keepalive
  #ended: LinkError | null = null
  /** Set once we mean to close: the reason that an end from now on has. */
  #wanted: { reason: LinkError | null } | null = null
  #peerEnded = false
  #repliedThisTurn = false
  #waitingEvent: Buffer | null = null
  bytesIn = 0
  lastInboundAtMs = performance.now()

  constructor(duplex: Duplex, router: FrameRouter) {
    this.#duplex = duplex
    this.#router = router
    this.outbox = new Outbox(duplex)
    this.keepalive = new Keepalive({
      send: frame => this.outbox.send(frame),
      whenClear: callback => this.outbox.whenClear(callback),
      held: () => this.#holders.size > 0,
      dead: error => this.end(error),
    })
    duplex.on('drain', () => this.keepalive.signOfLife())
    duplex.on('data', (chunk: Buffer) => this.#receive(chunk))
    duplex.on('end', () => this.#peerEnd())
    duplex.on('close', () => this.#duplexClosed())
    duplex.on('error', error => this.end(new LinkError('transport', error.message, error)))
    // One that had ended before we listened will not tell again.
    if (duplex.destroyed) queueMicrotask(() => this.#wasEnded(duplex.errored))
  }

  #wasEnded(error: Error | null): void {
    if (error) this.end(new LinkError('transport', error.message, error))
    else this.#duplexClosed()
  }

  /** Resolves once: with why the link ended, or null when we closed it without a reason. */
  get closed(): Promise<LinkError | null> {
    return this.#closed.promise
  }

  /** Why the link ended, or null while it lives. */
  get ended(): LinkError | null {
    return this.#ended
  }

  /** The way here takes long: a part of a message has come just now, or pings stand behind other messages. */
  get slow(): boolean {
    if (this.keepalive.waitMs > SLOW_PING_MS) return true
    return this.#splitter.insideFrame && performance.now() - this.lastInboundAtMs < ARRIVING_MS
  }

  /** Stops reading until every holder has let go: how a slow reader of a stream slows its sender. */
  hold(holder: object): void {
    this.#holders.add(holder)
    this.#duplex.pause()
  }

  letGo(holder: object): void {
    if (!this.#holders.delete(holder) || this.#holders.size > 0 || this.#ended !== null) return
    this.#duplex.resume()
    setImmediate(() => this.#drain())
  }

  /** We mean to close: however the link ends from now on, this is why. */
  closing(reason: LinkError | null): void {
    this.#wanted ??= { reason }
  }

  /** Ends the link; null means that we wanted it so. Everything waiting on it is rejected. */
  end(found: LinkError | null): void {
    if (this.#ended !== null) return
    const reason = this.#wanted === null ? found : this.#wanted.reason
    this.#ended = reason ?? new LinkError('closed', 'the connection was closed by this side')
    this.keepalive.stop()
    this.#waitingEvent = null
    this.#holders.clear()
    this.outbox.end()
    this.#router.ended(this.#ended)
    this.#duplex.destroy()
    this.#closed.resolve(reason)
  }

  #receive(chunk: Buffer): void {
    if (this.#ended !== null) return
    this.bytesIn += chunk.length
    this.lastInboundAtMs = performance.now()
    this.keepalive.signOfLife()
    this.#splitter.push(chunk)
    this.#drain()
  }

  #peerEnd(): void {
    this.#peerEnded = true
    this.#drain()
  }

  /** After a proper end, what has arrived is still handled, be it held back for a slow reader. */
  #duplexClosed(): void {
    if (!this.#peerEnded) this.end(new LinkError('closed', 'the connection was closed'))
  }

  #drain(): void {
    try {
      while (this.#ended === null && this.#holders.size === 0) {
        const frame = this.#waitingEvent ?? this.#splitter.next()
        this.#waitingEvent = null
        if (frame === null) {
          this.#idle()
          return
        }
        const reader = new XdrReader(frame)
        const header = readHeader(reader)
        if (this.#mustWait(header)) {
          this.#waitingEvent = frame
          return
        }
        if (header.program === KEEPALIVE_PROGRAM) this.keepalive.receive(header)
        else this.#router.route(header, reader, frame)
      }
    } catch (error) {
      this.end(protocolError(error))
    }
  }

  /**
   * An event that came after a reply is delivered after whoever awaited that reply has run, so that
   * nobody applies an old list over a newer event. Awaiting code runs within this turn of the loop.
   */
  #mustWait(header: Header): boolean {
    if (header.type === messageType.message)
      return this.#repliedThisTurn && header.program !== KEEPALIVE_PROGRAM
    if (!this.#repliedThisTurn) {
      this.#repliedThisTurn = true
      setImmediate(() => this.#nextTurn())
    }
    return false
  }

  #nextTurn(): void {
    this.#repliedThisTurn = false
    if (this.#waitingEvent !== null) this.#drain()
  }

  #idle(): void {
    if (!this.#peerEnded) return
    const inside = this.#splitter.insideFrame
    this.end(
      inside
        ? new LinkError('protocol', 'the connection ended inside a message')
        : new LinkError('closed', 'the peer closed the connection'),
    )
  }
}

function protocolError(error: unknown): LinkError {
  if (error instanceof LinkError) return error
  if (error instanceof XdrError)
    return new LinkError('protocol', `the peer broke the protocol: ${error.message}`, error)
  return new LinkError('protocol', 'a message of the peer could not be handled', error)
}
