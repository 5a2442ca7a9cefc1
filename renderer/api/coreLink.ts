import type { ClientLink, ClientOptions } from '@orpc/client'
import { create } from 'zustand'
import { AppError } from '../../shared/errors.ts'
import { toAppError } from './errors.ts'

/** What a caller may say beside the input: a deadline other than the usual one. */
export interface CallContext {
  /** How long the call (or the opening of its stream) may take, milliseconds. */
  timeoutMs?: number
}

/** One connection to the core, bound to one socket or port for life. */
export interface Connection {
  link: ClientLink<CallContext>
  /** Aborted, with the reason, when this connection has ended. */
  lost: AbortSignal
  close(): void
}

/** Opens a connection to the core; rejects with an `AppError` when there is none to be had. */
export type Dialer = (signal: AbortSignal) => Promise<Connection>

/** Where the way to the core stands, for the status line and the unreachable screen. */
export interface LinkState {
  phase: 'connecting' | 'up' | 'down'
  /** Since when (Unix ms). */
  sinceMs: number
  /** Whether it has ever been up since the page was loaded. */
  everUp: boolean
  attempt: number
  retryAtMs: number | null
  problem: AppError | null
}

const CALL_TIMEOUT_MS = 30_000
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

/**
 * The way to the core for as long as the page lives: dials again after every cut, gives calls a
 * deadline, and turns whatever went wrong into an `AppError`. A call made while it is down waits for
 * the next connection until its deadline.
 */
export class CoreLink implements ClientLink<CallContext> {
  readonly #dial: Dialer
  readonly #closed = new AbortController()
  #connection: Connection | null = null
  #wake: (() => void) | null = null
  readonly state = create<LinkState>()(() => ({
    phase: 'connecting',
    sinceMs: Date.now(),
    everUp: false,
    attempt: 0,
    retryAtMs: null,
    problem: null,
  }))

  constructor(dial: Dialer) {
    this.#dial = dial
    void this.#run()
  }

  /** Dials at once when it is waiting for the next attempt. */
  retryNow(): void {
    this.#wake?.()
  }

  /** Ends the connection and never dials again. Aborts go out before the socket closes. */
  close(): void {
    this.#closed.abort(new AppError('cancelled', 'The window was closed.'))
    const connection = this.#connection
    this.#connection = null
    if (connection) setTimeout(() => connection.close())
  }

  /** Resolves once a connection is up; rejects when `signal` aborts first. */
  async ready(signal: AbortSignal): Promise<Connection> {
    if (this.#connection) return this.#connection
    return await new Promise((resolve, reject) => {
      const stop = this.state.subscribe(() => {
        if (!this.#connection) return
        stop()
        signal.removeEventListener('abort', onAbort)
        resolve(this.#connection)
      })
      const onAbort = () => {
        stop()
        reject(signal.reason)
      }
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<CallContext>): Promise<unknown> {
    const deadline = new AbortController()
    const timeoutMs = options.context.timeoutMs ?? CALL_TIMEOUT_MS
    const timer = setTimeout(() => {
      deadline.abort(
        this.#connection
          ? new AppError('task.timeout', `The core did not answer within ${timeoutMs / 1000} s.`, {
              next: 'Try again; if it persists, restart NovaCron.',
            })
          : (this.state.getState().problem ?? unreachable()),
      )
    }, timeoutMs)
    const given = [deadline.signal, this.#closed.signal, ...(options.signal ? [options.signal] : [])]
    const wanted = AbortSignal.any(given)
    try {
      const connection = await this.ready(wanted)
      const { lost } = connection
      const answer = connection.link.call(path, input, { ...options, signal: whileUp(wanted, lost) })
      const output = await settle(answer, AbortSignal.any([wanted, lost]))
      return isStream(output) ? endedBy(output, lost) : output
    } catch (error) {
      throw toAppError(error)
    } finally {
      clearTimeout(timer)
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted) {
      try {
        const connection = await this.#dial(signal)
        this.#connection = connection
        this.#set({ phase: 'up', everUp: true, attempt: 0, retryAtMs: null, problem: null })
        await ended(connection.lost)
        this.#connection = null
        this.#set({ phase: 'down', problem: toAppError(connection.lost.reason) })
      } catch (error) {
        this.#set({ phase: 'down', problem: toAppError(error) })
      }
      if (!signal.aborted) await this.#wait()
    }
  }

  #set(part: Partial<LinkState>): void {
    this.state.setState({ sinceMs: Date.now(), ...part })
  }

  async #wait(): Promise<void> {
    const { attempt } = this.state.getState()
    const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt)
    const delayMs = ceiling * (0.75 + Math.random() * 0.25)
    this.state.setState({ attempt: attempt + 1, retryAtMs: Date.now() + delayMs })
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, delayMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#closed.signal.addEventListener('abort', () => this.#wake?.(), { once: true })
    })
    this.#wake = null
    this.state.setState({ retryAtMs: null })
  }
}

/** The problem of having no connection, before a better reason is known. */
export const unreachable = (): AppError =>
  new AppError('core.unreachable', 'NovaCron’s core does not answer.', {
    next: 'It reconnects by itself; if it persists, start NovaCron again.',
  })

/** A call on a closed message port never settles by itself: the signal settles it. */
function settle<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** A cancellation that is passed on only while there is a connection to send it over. */
function whileUp(wanted: AbortSignal, lost: AbortSignal): AbortSignal {
  const passed = new AbortController()
  const pass = () => {
    if (!lost.aborted) passed.abort(wanted.reason)
  }
  if (wanted.aborted) pass()
  else wanted.addEventListener('abort', pass, { once: true, signal: lost })
  return passed.signal
}

const isStream = (output: unknown): output is AsyncIterableIterator<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output

/** A stream whose wait for the next event ends with the connection, whatever the transport does. */
async function* endedBy(stream: AsyncIterableIterator<unknown>, lost: AbortSignal): AsyncGenerator<unknown> {
  try {
    for (;;) {
      const step = await settle(stream.next(), lost)
      if (step.done) return
      yield step.value
    }
  } finally {
    // Over a lost connection there is nobody to tell.
    if (!lost.aborted) await stream.return?.()
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
