import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'
import { type Direction, Lane } from './relayLane.ts'

export interface RelayOptions {
  readonly host: string
  readonly port: number
  /** Time each direction takes, in ms; a round trip takes twice that. */
  readonly delayMs?: number
  /** Bandwidth of each direction; unlimited by default. */
  readonly bytesPerSecond?: number
}

/**
 * A bad network in one process: a relay on loopback that delays, throttles, pauses, truncates, corrupts or
 * cuts what passes through. A new connection costs its round trip, as a handshake over that distance would.
 */
export class Relay implements AsyncDisposable {
  readonly address = '127.0.0.1'
  delayMs: number
  bytesPerSecond: number
  readonly #server: Server
  readonly #target: RelayOptions
  readonly #pairs = new Set<Pair>()
  #accepted = 0
  #paused: ReadonlySet<Direction> = new Set()

  private constructor(options: RelayOptions) {
    this.#target = options
    this.delayMs = options.delayMs ?? 0
    this.bytesPerSecond = options.bytesPerSecond ?? Number.POSITIVE_INFINITY
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, client => this.#accept(client))
  }

  static async start(options: RelayOptions): Promise<Relay> {
    const relay = new Relay(options)
    relay.#server.listen(0, relay.address)
    await once(relay.#server, 'listening')
    return relay
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Connections taken since it began. */
  get accepted(): number {
    return this.#accepted
  }

  /** Connections open now. */
  get open(): number {
    return this.#pairs.size
  }

  /** Nothing passes any more, nothing is refused: a black hole, for old and new connections. */
  pause(...directions: Direction[]): void {
    this.#paused = new Set(directions.length > 0 ? directions : ['up', 'down'])
    this.#pump()
  }

  resume(): void {
    this.#paused = new Set()
    this.#pump()
  }

  /** Resets every open connection; new ones are taken. */
  cut(): void {
    for (const pair of this.#pairs) pair.destroy()
  }

  /** Inverts the bits of the next `bytes` that pass on each open connection. */
  corrupt(direction: Direction, bytes = 1): void {
    for (const pair of this.#pairs) pair.lane(direction).corrupt += bytes
  }

  /** Lets `bytes` more pass on each open connection, then cuts it. */
  truncate(direction: Direction, bytes: number): void {
    for (const pair of this.#pairs) pair.lane(direction).remaining = bytes
  }

  isPaused(direction: Direction): boolean {
    return this.#paused.has(direction)
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.cut()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #accept(client: Socket): void {
    this.#accepted += 1
    const pair = new Pair(this, client, this.#target)
    this.#pairs.add(pair)
    pair.onEnd = () => this.#pairs.delete(pair)
  }

  #pump(): void {
    for (const pair of this.#pairs)
      for (const direction of ['up', 'down'] as const) pair.lane(direction).pump()
  }
}

/** One client's connection and the one made for it. */
class Pair {
  onEnd: (() => void) | null = null
  readonly #client: Socket
  readonly #server = new Socket()
  readonly #lanes: Record<Direction, Lane>
  readonly #dial: NodeJS.Timeout

  constructor(relay: Relay, client: Socket, target: RelayOptions) {
    this.#client = client
    const end = () => this.destroy()
    const connectedMs = performance.now() + 2 * relay.delayMs
    this.#lanes = {
      up: new Lane(relay, 'up', client, this.#server, connectedMs, end),
      down: new Lane(relay, 'down', this.#server, client, 0, end),
    }
    for (const socket of [client, this.#server]) {
      // Whatever breaks one side breaks the other: that is how the far end learns of it.
      socket.on('error', end)
      socket.on('close', broken =>
        broken || (client.destroyed && this.#server.destroyed) ? end() : undefined,
      )
    }
    this.#server.setNoDelay(true)
    this.#server.on('connect', () => {
      for (const lane of Object.values(this.#lanes)) lane.open()
    })
    this.#dial = setTimeout(() => this.#server.connect(target.port, target.host), 2 * relay.delayMs)
  }

  lane(direction: Direction): Lane {
    return this.#lanes[direction]
  }

  destroy(): void {
    clearTimeout(this.#dial)
    for (const lane of Object.values(this.#lanes)) lane.stop()
    for (const socket of [this.#client, this.#server]) if (!socket.destroyed) socket.resetAndDestroy()
    this.onEnd?.()
  }
}
