import type { RouteText } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { cancelled, throwIfAborted } from '../deadline.ts'
import type { DiagnosisStage, Questions } from '../types.ts'
import type { Hop } from './route.ts'

/** One host that goes through a jump host. */
export interface JumpUser {
  ask: Questions
  signal: AbortSignal
  onStage(stage: DiagnosisStage, detail: RouteText | undefined, hop: string): void
}

/** A connection to one hop, whatever speaks it. */
export interface HopConnection {
  /** Resolves once, with the reason or null after `close()`. */
  readonly closed: Promise<AppError | null>
  close(): Promise<void>
}

/** What connecting one hop is given. */
export interface HopRequest<T> {
  hop: Hop
  /** The connection to the jump host before it, if there is one. */
  through: T | null
  ask: Questions
  signal: AbortSignal
  onStage(stage: DiagnosisStage, detail?: RouteText): void
}

export type ConnectHop<T> = (request: HopRequest<T>) => Promise<T>

/** A share in a jump host's connection. */
export interface HopLease<T> {
  readonly connection: T
  /** Gives the share back; the last one closes the connection. */
  release(): void
}

/**
 * Shares each hop's connection among those who go through it. A connection ends when its last user
 * leaves; one that breaks is made anew for whoever asks next.
 */
export class SharedHops<T extends HopConnection> {
  readonly #entries = new Map<string, HopEntry<T>>()

  /** Hops that are connected or connecting. */
  get size(): number {
    return this.#entries.size
  }

  /** Connects through `hops`, the last of which is the wanted jump host, or joins who is there already. */
  async acquire(hops: readonly Hop[], user: JumpUser, connect: ConnectHop<T>): Promise<HopLease<T>> {
    throwIfAborted(user.signal)
    const key = wayOf(hops)
    const joined = this.#entries.get(key)
    if (joined === undefined) return this.#start(key, hops, user, connect).join(user)
    try {
      return await joined.join(user)
    } catch (error) {
      // Somebody else's keys were refused; ours may do.
      const keysRefused = error instanceof AppError && /^(auth|key|agent)\./.test(error.code)
      if (!keysRefused || joined.credentials === credentialsOf(hops)) throw error
      return this.#start(key, hops, user, connect).join(user)
    }
  }

  /** Ends every shared connection, used or not. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(entry => entry.close()))
  }

  #start(key: string, hops: readonly Hop[], user: JumpUser, connect: ConnectHop<T>): HopEntry<T> {
    const current = this.#entries.get(key)
    if (current !== undefined) return current
    const entry = new HopEntry(this, hops, connect, () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    this.#entries.set(key, entry)
    entry.start(user)
    return entry
  }
}

/** What makes two ways the same: one name may mean another machine through another proxy command or under an alias. */
function wayOf(hops: readonly Hop[]): string {
  return JSON.stringify(
    hops.map(({ user, endpoint, host, port, proxyCommand }) => [user, endpoint, host, port, proxyCommand]),
  )
}

function credentialsOf(hops: readonly Hop[]): string {
  const hop = hops.at(-1)
  return JSON.stringify([hop?.identityFiles, hop?.agents, hop?.credential])
}

interface Seat extends JumpUser {
  left: Promise<'left'>
  leave(): void
}

class HopEntry<T extends HopConnection> {
  readonly credentials: string
  readonly #pool: SharedHops<T>
  readonly #hops: readonly Hop[]
  readonly #onGone: () => void
  readonly #seats = new Set<Seat>()
  readonly #controller = new AbortController()
  readonly #connect: ConnectHop<T>
  #connecting: Promise<T> | undefined
  #connected: T | undefined
  #through: HopLease<T> | undefined

  constructor(pool: SharedHops<T>, hops: readonly Hop[], connect: ConnectHop<T>, onGone: () => void) {
    this.#pool = pool
    this.#connect = connect
    this.#hops = hops
    this.#onGone = onGone
    this.credentials = credentialsOf(hops)
  }

  /** Begins connecting on behalf of its first user, who must join right after. */
  start(first: JumpUser): void {
    // In a turn of its own, so that the first user sits down before the first stage is told.
    const connecting = Promise.resolve().then(() => this.#open(first))
    this.#connecting = connecting
    connecting.then(
      connected => {
        this.#connected = connected
        connected.closed.then(() => this.#gone())
        if (this.#seats.size === 0) this.#end()
      },
      () => this.#gone(),
    )
  }

  /** Waits for the connection with everybody else; the caller's signal only ends the caller's waiting. */
  async join(user: JumpUser): Promise<HopLease<T>> {
    if (this.#connecting === undefined) throw new Error('joined before it was started')
    const seat = this.#sit(user)
    const onAbort = () => seat.leave()
    user.signal.addEventListener('abort', onAbort, { once: true })
    try {
      const connected = await Promise.race([this.#connecting, seat.left])
      if (connected === 'left') throw cancelled()
      return { connection: connected, release: () => seat.leave() }
    } catch (error) {
      seat.leave()
      throw error
    } finally {
      user.signal.removeEventListener('abort', onAbort)
    }
  }

  async close(): Promise<void> {
    this.#end()
    await this.#connected?.close()
  }

  #sit(user: JumpUser): Seat {
    const { promise, resolve } = Promise.withResolvers<'left'>()
    const seat: Seat = {
      ...user,
      left: promise,
      leave: () => {
        if (!this.#seats.delete(seat)) return
        resolve('left')
        if (this.#seats.size === 0) this.#end()
      },
    }
    this.#seats.add(seat)
    return seat
  }

  async #open(first: JumpUser): Promise<T> {
    const hop = this.#hops.at(-1)
    if (hop === undefined) throw new Error('a jump host without a hop')
    const { signal } = this.#controller
    const ask: Questions = {
      hostKey: (presented, known) => this.#ask(first, one => one.ask.hostKey(presented, known)),
      secret: request => this.#ask(first, one => one.ask.secret(request)),
      keys: () => ([...this.#seats][0] ?? first).ask.keys?.() ?? [],
    }
    const before = this.#hops.slice(0, -1)
    if (before.length > 0) {
      this.#through = await this.#pool.acquire(
        before,
        {
          ask,
          signal,
          onStage: (stage, detail, endpoint) => this.#tell(stage, detail, endpoint),
        },
        this.#connect,
      )
    }
    return this.#connect({
      hop,
      through: this.#through?.connection ?? null,
      ask,
      signal,
      onStage: (stage, detail) => this.#tell(stage, detail, hop.endpoint),
    })
  }

  /** Asks the user who has waited longest; when that one leaves, the next. */
  async #ask<T>(first: JumpUser, question: (user: JumpUser) => Promise<T>): Promise<T> {
    for (;;) {
      const [seat] = this.#seats
      if (seat === undefined) {
        // The first user joins in the same turn; after that nobody is left to ask.
        if (this.#controller.signal.aborted) throw cancelled()
        return question(first)
      }
      const answer = await Promise.race([question(seat), seat.left])
      if (answer !== 'left') return answer as T
    }
  }

  #tell(stage: DiagnosisStage, detail: RouteText | undefined, endpoint: string): void {
    for (const seat of this.#seats) seat.onStage(stage, detail, endpoint)
  }

  #end(): void {
    this.#onGone()
    this.#controller.abort()
    if (this.#connected === undefined) return
    void this.#connected.close()
  }

  #gone(): void {
    this.#onGone()
    this.#through?.release()
    this.#through = undefined
  }
}
