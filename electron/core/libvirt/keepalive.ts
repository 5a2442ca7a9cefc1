import { nothing } from '../xdr/index.ts'
import { LinkError } from './errors.ts'
import { encodeFrame, type Header, messageStatus, messageType } from './message.ts'

/** The keepalive program's number (virkeepaliveprotocol.x). */
export const KEEPALIVE_PROGRAM = 0x6b65_6570
const PING = 1
const PONG = 2

/** How often to ask and how many silent intervals in a row mean that the peer is dead. */
export interface KeepaliveOptions {
  intervalMs: number
  count: number
}

interface KeepaliveLink {
  send(frame: Buffer): void
  /** Calls back once, when the link takes bytes again; at once where it does. */
  whenClear(callback: () => void): void
  /** Whether we have stopped reading on purpose: then silence says nothing about the peer. */
  held(): boolean
  dead(error: LinkError): void
}

/**
 * Answers the peer's pings always and sends its own once started. A peer that sends nothing at all,
 * pongs included, is found dead at most `intervalMs × (count + 1)` after its last sign of life.
 */
export class Keepalive {
  readonly #link: KeepaliveLink
  #options: KeepaliveOptions | null = null
  #timer: NodeJS.Timeout | null = null
  #silent = 0
  #pingedAtMs: number | null = null
  #owesAnswer = false
  /** The newest round trip of a ping (or the estimate noted before the first), in milliseconds. */
  rttMs: number | null = null

  constructor(link: KeepaliveLink) {
    this.#link = link
  }

  /** Starts pinging; call it only when the server has said that it knows keepalive. */
  start(options: KeepaliveOptions): void {
    this.stop()
    this.#options = options
    this.#ping()
    this.#schedule(options)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#options = null
  }

  /** What a sign of life takes now: the newest round trip, or how long the one under way is away already. */
  get waitMs(): number {
    const underWayMs = this.#pingedAtMs === null ? 0 : performance.now() - this.#pingedAtMs
    return Math.max(this.rttMs ?? 0, underWayMs)
  }

  /** Pings once now, where the peer knows pings: even a busy daemon answers. */
  ask(): void {
    if (this.#options !== null) this.#ping()
  }

  /** Bytes came in, or a full link took bytes again: the peer lives. */
  signOfLife(): void {
    this.#silent = 0
  }

  /** Takes a message of the keepalive program; throws LinkError `protocol` for anything but ping and pong. */
  receive(header: Header): void {
    const known = header.procedure === PING || header.procedure === PONG
    if (!known || header.version !== 1 || header.type !== messageType.message) {
      throw new LinkError('protocol', 'the peer sent a keepalive message that is neither ping nor pong')
    }
    if (header.procedure === PING) this.#answer()
    else if (this.#pingedAtMs !== null) {
      this.rttMs = performance.now() - this.#pingedAtMs
      this.#pingedAtMs = null
    }
  }

  /** One answer for all pings that came while the link took nothing: who asks without listening costs no memory. */
  #answer(): void {
    if (this.#owesAnswer) return
    this.#owesAnswer = true
    this.#link.whenClear(() => {
      this.#owesAnswer = false
      this.#link.send(frameOf(PONG))
    })
  }

  #schedule(options: KeepaliveOptions): void {
    this.#timer = setTimeout(() => this.#tick(options), options.intervalMs)
  }

  #tick(options: KeepaliveOptions): void {
    if (this.#options !== options) return
    if (this.#link.held()) this.#silent = 0
    else if (this.#silent >= options.count) {
      const seconds = (options.intervalMs * (options.count + 1)) / 1000
      this.#link.dead(new LinkError('dead', `the peer has sent nothing, not even a pong, for ${seconds} s`))
      return
    }
    this.#silent += 1
    this.#ping()
    this.#schedule(options)
  }

  #ping(): void {
    this.#pingedAtMs ??= performance.now()
    this.#link.send(frameOf(PING))
  }
}

function frameOf(procedure: number): Buffer {
  const { message } = messageType
  const header = { program: KEEPALIVE_PROGRAM, version: 1, procedure, type: message, serial: 0 }
  return encodeFrame({ ...header, status: messageStatus.ok }, nothing, undefined)
}
