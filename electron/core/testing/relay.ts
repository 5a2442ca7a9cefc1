import { createServer, type Server, Socket, type SocketConnectOpts } from 'node:net'
import { once } from 'node:events'

/** `up`: from the client to the server; `down`: from the server to the client. */
export type Direction = 'up' | 'down'

/** A lane may hold this much before its source is paused, so that a stalled reader can't take all memory. */
const LANE_BYTES_MAX = 64 << 20

interface Weather {
  delayMs: number
  /** Bytes a second; null is as fast as it goes. */
  rate: number | null
  paused: boolean
  /** Bytes are read and thrown away, as behind a firewall that went silent. */
  dropped: boolean
  /** Bytes that may still pass before both sides are closed; null is no bound. */
  passBytes: number | null
  /** Flip a bit in the next chunk. */
  corruptNext: boolean
}

/** A TCP relay on loopback between a client and a server whose weather is made on command. */
export interface Relay {
  readonly port: number
  /** One-way delay: a delay line, so that what is in flight is never held up by what follows. */
  delay(ms: number, direction?: Direction): void
  /** Bytes a second, or null for no bound. */
  throttle(bytesPerSecond: number | null, direction?: Direction): void
  /** Holds everything back until `resume`; nothing is lost. */
  pause(direction?: Direction): void
  /** Silently throws everything away until `resume`; nobody is told. */
  blackhole(direction?: Direction): void
  resume(direction?: Direction): void
  /** Lets this many more bytes pass, then closes both sides. */
  truncateAfter(bytes: number, direction?: Direction): void
  /** Flips one bit of the next chunk. */
  corruptNext(direction?: Direction): void
  /** Resets every open connection. */
  cut(): void
  /** Refuses new connections while true; open ones live on. */
  refuse(on: boolean): Promise<void>
  readonly counts: { accepted: number; open: number; up: number; down: number }
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Where a relay leads: a TCP port (of this computer unless a host is given) or a UNIX socket. */
export type RelayTarget = { host?: string; port: number } | { path: string }

export interface RelayOptions {
  /** Time that each direction takes, from the start. */
  delayMs?: number
  /** A new connection costs its round trip, as a handshake over that distance does. */
  handshake?: boolean
}

/** Starts a relay on loopback. */
export async function startRelay(target: RelayTarget, options: RelayOptions = {}): Promise<Relay> {
  const weather: Record<Direction, Weather> = { up: clear(), down: clear() }
  const counts = { accepted: 0, open: 0, up: 0, down: 0 }
  const pairs = new Set<Pair>()
  const where: SocketConnectOpts = 'path' in target ? target : { host: '127.0.0.1', ...target }
  for (const one of [weather.up, weather.down]) one.delayMs = options.delayMs ?? 0
  const accept = (client: Socket) => {
    counts.accepted++
    counts.open++
    const handshakeMs = options.handshake === true ? weather.up.delayMs + weather.down.delayMs : 0
    const pair = new Pair(client, where, weather, counts, handshakeMs)
    pairs.add(pair)
    pair.onClosed = () => {
      pairs.delete(pair)
      counts.open--
    }
  }
  const listen = async (port: number) => {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, accept)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server: Server | null = await listen(0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay has no port')
  const { port } = address
  const change = (direction: Direction | undefined, edit: (one: Weather) => void) => {
    for (const one of direction === undefined ? (['up', 'down'] as const) : [direction]) edit(weather[one])
    for (const pair of pairs) pair.weatherChanged()
  }
  const cut = () => {
    for (const pair of [...pairs]) pair.destroy()
  }
  const close = async () => {
    if (server === null) return
    const closing = server
    server = null
    const closed = once(closing, 'close')
    closing.close()
    if (pairs.size === 0) await closed
  }
  const stop = async () => {
    cut()
    await close()
  }
  return {
    port,
    counts,
    delay: (ms, direction) =>
      change(direction, one => {
        one.delayMs = ms
      }),
    throttle: (rate, direction) =>
      change(direction, one => {
        one.rate = rate
      }),
    pause: direction =>
      change(direction, one => {
        one.paused = true
      }),
    blackhole: direction =>
      change(direction, one => {
        one.dropped = true
      }),
    resume: direction =>
      change(direction, one => {
        one.paused = false
        one.dropped = false
      }),
    truncateAfter: (bytes, direction) =>
      change(direction, one => {
        one.passBytes = bytes
      }),
    corruptNext: direction =>
      change(direction, one => {
        one.corruptNext = true
      }),
    cut,
    refuse: async on => {
      if (on) await close()
      else server ??= await listen(port)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const clear = (): Weather => ({
  delayMs: 0,
  rate: null,
  paused: false,
  dropped: false,
  passBytes: null,
  corruptNext: false,
})

/** One client's connection and its way on. */
class Pair {
  onClosed = () => {}
  readonly #lanes: Lane[]
  readonly #sockets: Socket[]
  #dial: NodeJS.Timeout | undefined
  #open = 2

  constructor(
    client: Socket,
    where: SocketConnectOpts,
    weather: Record<Direction, Weather>,
    counts: Record<Direction, number>,
    handshakeMs: number,
  ) {
    const server = new Socket({ allowHalfOpen: true })
    this.#sockets = [client, server]
    const count = (direction: Direction) => (bytes: number) => {
      counts[direction] += bytes
    }
    const destroy = () => this.destroy()
    this.#lanes = [
      new Lane(client, server, weather.up, count('up'), destroy, performance.now() + handshakeMs),
      new Lane(server, client, weather.down, count('down'), destroy, 0),
    ]
    for (const socket of this.#sockets) {
      // A reset on either side is passed on; the relay itself has no opinion on it.
      socket.on('error', destroy)
      socket.on('close', hadError => {
        if (hadError) this.destroy()
        if (--this.#open === 0) this.onClosed()
      })
    }
    server.setNoDelay(true)
    // A socket takes what is written from when it begins to connect; the lane holds it back until after that.
    if (handshakeMs === 0) server.connect(where)
    else this.#dial = setTimeout(() => server.connect(where), handshakeMs)
  }

  weatherChanged(): void {
    for (const lane of this.#lanes) lane.pump()
  }

  destroy(): void {
    clearTimeout(this.#dial)
    for (const lane of this.#lanes) lane.stop()
    for (const socket of this.#sockets) {
      // Only TCP knows a reset: what has no address is a UNIX socket, or not connected.
      if (socket.destroyed || socket.remoteAddress === undefined) socket.destroy()
      else socket.resetAndDestroy()
    }
  }
}

/** One direction of one connection: a queue of chunks, each with the time it is due. */
class Lane {
  readonly #to: Socket
  readonly #from: Socket
  readonly #weather: Weather
  readonly #count: (bytes: number) => void
  readonly #destroy: () => void
  /** Nothing counts as sent before: until then the sender would have waited for the handshake. */
  readonly #sentFromMs: number
  readonly #queue: { chunk: Buffer | null; dueMs: number }[] = []
  #queuedBytes = 0
  #lastDueMs = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(
    from: Socket,
    to: Socket,
    weather: Weather,
    count: (bytes: number) => void,
    destroy: () => void,
    sentFromMs: number,
  ) {
    this.#sentFromMs = sentFromMs
    this.#to = to
    this.#from = from
    this.#weather = weather
    this.#count = count
    this.#destroy = destroy
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('end', () => this.#enqueue(null, 0))
    to.on('drain', () => this.pump())
  }

  #take(chunk: Buffer): void {
    const { rate } = this.#weather
    // A throttled lane passes on small pieces, so that the rate is smooth.
    const piece = rate === null ? chunk.length : Math.max(512, Math.floor(rate / 50))
    for (let at = 0; at < chunk.length; at += piece) {
      const part = chunk.subarray(at, at + piece)
      this.#enqueue(part, rate === null ? 0 : (part.length / rate) * 1_000)
    }
  }

  #enqueue(chunk: Buffer | null, costMs: number): void {
    const sentMs = Math.max(performance.now(), this.#sentFromMs)
    const dueMs = Math.max(sentMs + this.#weather.delayMs, this.#lastDueMs + costMs)
    this.#lastDueMs = dueMs
    this.#queue.push({ chunk, dueMs })
    this.#queuedBytes += chunk?.length ?? 0
    if (this.#queuedBytes > LANE_BYTES_MAX) this.#from.pause()
    this.pump()
  }

  pump(): void {
    if (this.#stopped) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#queue.length > 0) {
      if (this.#weather.paused || this.#to.writableNeedDrain) return
      const head = this.#queue[0]
      if (head === undefined) return
      const waitMs = head.dueMs - performance.now()
      if (waitMs > 0.2) {
        this.#timer = setTimeout(() => this.pump(), waitMs)
        return
      }
      this.#queue.shift()
      this.#queuedBytes -= head.chunk?.length ?? 0
      this.#pass(head.chunk)
      if (this.#stopped) return
    }
    if (this.#from.isPaused() && this.#queuedBytes < LANE_BYTES_MAX / 2) this.#from.resume()
  }

  #pass(chunk: Buffer | null): void {
    const weather = this.#weather
    if (weather.dropped) return
    if (chunk === null) {
      this.#to.end()
      return
    }
    let bytes = chunk
    if (weather.corruptNext) {
      weather.corruptNext = false
      bytes = Buffer.from(chunk)
      const at = Math.floor(bytes.length / 2)
      bytes[at] = (bytes[at] ?? 0) ^ 1
    }
    if (weather.passBytes !== null) {
      bytes = bytes.subarray(0, weather.passBytes)
      weather.passBytes -= bytes.length
    }
    this.#count(bytes.length)
    this.#to.write(bytes)
    if (weather.passBytes === 0) {
      weather.passBytes = null
      // What passed must arrive, so the write side ends in order before both are closed.
      this.stop()
      this.#to.end(this.#destroy)
    }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#queue.length = 0
  }
}
