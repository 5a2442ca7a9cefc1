import { connect, type Socket } from 'node:net'
import { sessionBusSockets } from './address.ts'
import { MalformedError } from './codec.ts'
import { type Call, decodeMessage, encodeCall, type Incoming, messageLength } from './message.ts'

const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const
const LINE_MAX = 16_384

/** What a call was answered with instead of a reply; `code` is D-Bus's name of the error. */
export class BusError extends Error {
  override name = 'BusError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** There is no session to speak to, or it can't be reached. */
export class NoBusError extends Error {
  override name = 'NoBusError'
}

/**
 * One connection to the user's D-Bus session, for a few calls. Nothing here waits by itself: when `signal` aborts, the
 * connection is cut and everything that was asked fails with the signal's reason.
 */
export class SessionBus implements Disposable {
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #pending = new Map<number, PromiseWithResolvers<unknown[]>>()
  readonly #listeners = new Set<(message: Incoming) => void>()
  readonly #ended = Promise.withResolvers<never>()
  #received = Buffer.alloc(0)
  #serial = 0

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    // Whoever waits for something hears of it there.
    this.#ended.promise.catch(() => undefined)
    signal.addEventListener('abort', this.#abort, { once: true })
    socket.on('error', error => this.#end(error))
    socket.on('close', () => this.#end(new NoBusError('The D-Bus session ended the connection.')))
  }

  /** Throws `NoBusError`, `BusError`, or the signal's reason. */
  static async open(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<SessionBus> {
    signal.throwIfAborted()
    const sockets = sessionBusSockets(env)
    if (sockets.length === 0) throw new NoBusError('There is no D-Bus session here.')
    let failure: unknown
    for (const path of sockets)
      try {
        return await SessionBus.#at(path, signal)
      } catch (error) {
        signal.throwIfAborted()
        failure = error
      }
    throw failure
  }

  static async #at(path: string, signal: AbortSignal): Promise<SessionBus> {
    const bus = new SessionBus(connect({ path }), signal)
    try {
      await bus.#greet()
      return bus
    } catch (error) {
      bus[Symbol.dispose]()
      throw error
    }
  }

  /** What the method answers. Throws `BusError`, `NoBusError`, `MalformedError`, or the signal's reason. */
  async call(call: Call): Promise<unknown[]> {
    const serial = ++this.#serial
    const answer = Promise.withResolvers<unknown[]>()
    this.#pending.set(serial, answer)
    const message = encodeCall(serial, call)
    this.#socket.write(message.bytes, () => message.wipe())
    try {
      return await Promise.race([answer.promise, this.#ended.promise])
    } finally {
      this.#pending.delete(serial)
    }
  }

  /** Asks for the signals of a rule, told to `listener` until the connection ends. */
  async listen(rule: string, listener: (message: Incoming) => void): Promise<void> {
    this.#listeners.add(listener)
    await this.call({ ...BUS, member: 'AddMatch', signature: 's', body: [rule] })
  }

  /** Rejects when the connection ends. */
  get ended(): Promise<never> {
    return this.#ended.promise
  }

  [Symbol.dispose](): void {
    this.#end(new NoBusError('The connection was closed.'))
  }

  readonly #abort = () => this.#end(this.#signal.reason)

  /** Proves who asks by the socket's own credentials, then takes a name. */
  async #greet(): Promise<void> {
    const socket = this.#socket
    const line = Promise.withResolvers<string>()
    let text = ''
    const read = (bytes: Buffer) => {
      text += bytes.toString('latin1')
      if (text.includes('\r\n') || text.length > LINE_MAX) line.resolve(text)
    }
    socket.on('data', read)
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
    const answer = await Promise.race([line.promise, this.#ended.promise])
    socket.off('data', read)
    if (!answer.startsWith('OK ')) throw new NoBusError('The D-Bus session refused the connection.')
    socket.on('data', this.#data)
    socket.write('BEGIN\r\n')
    await this.call({ ...BUS, member: 'Hello' })
  }

  readonly #data = (bytes: Buffer) => {
    const former = this.#received
    this.#received = Buffer.concat([former, bytes])
    former.fill(0)
    bytes.fill(0)
    try {
      for (;;) {
        const length = messageLength(this.#received)
        if (length === null || this.#received.length < length) return
        const message = this.#received.subarray(0, length)
        this.#received = this.#received.subarray(length)
        const incoming = decodeMessage(message)
        message.fill(0)
        this.#take(incoming)
      }
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      this.#end(error)
    }
  }

  #take(message: Incoming): void {
    if (message.type === 'signal') for (const listener of this.#listeners) listener(message)
    if (message.replyTo === null) return
    const asked = this.#pending.get(message.replyTo)
    if (message.type === 'reply') asked?.resolve(message.body)
    else if (message.type === 'error') {
      const [words] = message.body
      asked?.reject(new BusError(message.errorName, typeof words === 'string' ? words : ''))
    }
  }

  #end(reason: unknown): void {
    this.#signal.removeEventListener('abort', this.#abort)
    this.#socket.destroy()
    this.#received.fill(0)
    this.#ended.reject(reason instanceof Error && 'syscall' in reason ? unreachable(reason) : reason)
  }
}

const unreachable = (error: Error): NoBusError =>
  new NoBusError(`The D-Bus session can’t be reached: ${error.message}.`, { cause: error })
