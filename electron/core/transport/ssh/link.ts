import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { AppError } from '../../../../shared/errors.ts'
import { cancelled, withDeadline } from '../deadline.ts'
import { printable } from '../facts.ts'
import { OutputBuffer, timedOut } from '../output.ts'
import { closedTransport } from '../closedTransport.ts'
import type { ExecOptions, ExecResult } from '../types.ts'
import { JoinedStream } from './joinedStream.ts'
import { Slots } from './slots.ts'

/** sshd allows ten sessions on a connection unless told (MaxSessions); forwarded channels don't count. */
const SESSIONS_MAX = 8

/** How long a peer gets to take the goodbye. */
const GOODBYE_MS = 300

/** Why a server refused to open a channel (RFC 4254 §5.1). */
export type RefusalReason = 'prohibited' | 'connectFailed' | 'unknownType' | 'shortage' | 'other'

/** A channel that the server would not open. */
export class ChannelRefused extends Error {
  readonly reason: RefusalReason
  constructor(reason: RefusalReason, words: string) {
    super(printable(words))
    this.reason = reason
  }
}

/** One authenticated SSH connection; everything on it ends when it ends. */
export class SshLink {
  readonly endpoint: string
  readonly looksFirst = false
  /** Resolves once: the reason, or null after `close()`. */
  readonly closed: Promise<AppError | null>
  readonly #client: Client
  readonly #carrier: Duplex
  readonly #channelMs: number
  readonly #streams = new Set<JoinedStream>()
  readonly #sessions = new Slots(SESSIONS_MAX)
  readonly #ended = Promise.withResolvers<AppError | null>()
  readonly #gone = new AbortController()
  #reason: AppError | null | undefined

  constructor(client: Client, carrier: Duplex, endpoint: string, channelMs: number) {
    this.#client = client
    this.#carrier = carrier
    this.endpoint = endpoint
    this.#channelMs = channelMs
    this.closed = this.#ended.promise
  }

  /** Called once by whoever watches the connection. */
  end(reason: AppError | null): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#gone.abort()
    for (const stream of this.#streams) stream.destroy(reason ?? undefined)
    this.#ended.resolve(reason)
  }

  /** A channel to a UNIX socket over there. Rejects `ChannelRefused`. */
  openPath(path: string, signal: AbortSignal): Promise<JoinedStream> {
    return this.#open(signal, tell => this.#client.openssh_forwardOutStreamLocal(path, tell))
  }

  /** A channel to a TCP port as seen from over there, for as long as that takes. Rejects `ChannelRefused`. */
  openTcp(host: string, port: number, signal: AbortSignal): Promise<JoinedStream> {
    return this.#open(signal, tell => this.#client.forwardOut('127.0.0.1', 0, host, port, tell), 0)
  }

  /**
   * Starts a command whose input and output are one stream. One that ends before it said anything
   * destroys the stream with what `explain` makes of its exit code and standard error (bounded).
   * The stream holds one of the session slots while it lives.
   */
  async openCommand(command: string, signal: AbortSignal, explain: ExplainExit): Promise<JoinedStream> {
    const free = await this.#slot(signal)
    try {
      const stderr = new OutputBuffer(4_096)
      let code: number | null = null
      const stream = await this.#open(
        signal,
        tell => this.#client.exec(command, tell),
        this.#channelMs,
        channel => {
          channel.stderr.on('data', (chunk: Buffer) => stderr.add(chunk))
          channel.on('exit', (status: number | null) => {
            code = status
          })
        },
        // In a later turn, so that whoever opened it listens by then.
        silent => setImmediate(() => silent.destroy(explain(code, printable(stderr.text(), 1_000)))),
      )
      stream.once('close', free)
      return stream
    } catch (error) {
      free()
      throw error
    }
  }

  /** Runs a command to its end. */
  async exec(command: string, options: ExecOptions): Promise<ExecResult> {
    const { signal, maxBytes = 1 << 20, timeoutMs = 30_000 } = options
    return withDeadline(
      timeoutMs,
      signal,
      async inner => {
        const free = await this.#slot(inner)
        try {
          return await this.#run(command, options.stdin, maxBytes, inner)
        } finally {
          free()
        }
      },
      () => timedOut(timeoutMs),
    )
  }

  /** Says goodbye and closes; resolves when the connection is gone. */
  async close(): Promise<void> {
    this.end(null)
    if (this.#carrier.destroyed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#carrier.once('close', resolve)
    this.#client.end()
    // A peer that doesn't answer any more must not hold the connection open.
    const timer = setTimeout(() => this.#carrier.destroy(), GOODBYE_MS)
    await promise
    clearTimeout(timer)
  }

  /** Waits for a session slot as long as there is a connection. */
  async #slot(signal: AbortSignal): Promise<() => void> {
    try {
      return await this.#sessions.take(AbortSignal.any([signal, this.#gone.signal]))
    } catch (error) {
      throw this.#reason === undefined ? error : this.#closedReason()
    }
  }

  async #run(
    command: string,
    stdin: string | undefined,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<ExecResult> {
    const stdout = new OutputBuffer(maxBytes)
    const stderr = new OutputBuffer(maxBytes)
    let code: number | null = null
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const channel = await this.#channel(
      signal,
      tell => this.#client.exec(command, tell),
      opened => {
        opened.on('data', (chunk: Buffer) => stdout.add(chunk))
        opened.stderr.on('data', (chunk: Buffer) => stderr.add(chunk))
        opened.on('exit', (status: number | null) => {
          code = status
        })
        opened.on('close', () => resolve())
        return opened
      },
    )
    const stop = () => {
      reject(signal.aborted ? cancelled() : this.#closedReason())
      if (this.#reason !== undefined) return
      channel.signal('KILL')
      channel.close()
    }
    signal.addEventListener('abort', stop, { once: true })
    this.#gone.signal.addEventListener('abort', stop, { once: true })
    channel.end(stdin ?? '')
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', stop)
      this.#gone.signal.removeEventListener('abort', stop)
    }
    // A connection that ends takes its channels along; that is no result.
    if (this.#reason !== undefined && code === null) throw this.#closedReason()
    return {
      stdout: stdout.text(),
      stderr: stderr.text(),
      code,
      truncated: stdout.truncated || stderr.truncated,
    }
  }

  #open(
    signal: AbortSignal,
    start: OpenChannel,
    ms = this.#channelMs,
    prepare: (channel: ClientChannel) => void = drainStderr,
    onSilentEnd: ((stream: JoinedStream) => void) | null = null,
  ): Promise<JoinedStream> {
    return withDeadline(
      ms,
      signal,
      inner =>
        this.#channel(inner, start, channel => {
          prepare(channel)
          return this.#stream(channel, onSilentEnd)
        }),
      () =>
        new AppError('libvirt.unresponsive', `${this.endpoint} did not open a channel in time.`, {
          next: 'The host is overloaded, or its libvirt daemon no longer accepts connections.',
          data: { stage: 'channel', endpoint: this.endpoint },
        }),
    )
  }

  #stream(channel: ClientChannel, onSilentEnd: ((stream: JoinedStream) => void) | null): JoinedStream {
    const release = () => {
      if (this.#reason === undefined) channel.close()
    }
    // A command's output ends before its exit code is known; only the channel's close tells how it ended.
    const stream = new JoinedStream(channel, channel, release, onSilentEnd === null)
    channel.on('close', () => {
      if (stream.answered || onSilentEnd === null) stream.peerClosed()
      else onSilentEnd(stream)
    })
    // ssh2 reports trouble of a channel through its end; a late error must not end the program.
    channel.on('error', (error: Error) => stream.destroy(error))
    // Between opening and the reader's own listener, or after the reader has gone, its failure is kept
    // in `errored` for whoever looks next; unheard it would end the program.
    stream.on('error', () => {})
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    return stream
  }

  /**
   * Opens a raw channel; one that comes after the signal is closed again. `build` runs at once, so
   * that nothing the server sends right behind is missed.
   */
  #channel<T>(signal: AbortSignal, start: OpenChannel, build: (channel: ClientChannel) => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    if (this.#reason !== undefined) return Promise.reject(this.#closedReason())
    const onGone = () => reject(this.#closedReason())
    this.#gone.signal.addEventListener('abort', onGone, { once: true })
    try {
      start((error, channel) => {
        this.#gone.signal.removeEventListener('abort', onGone)
        if (error) reject(this.#reason === undefined ? refusal(error) : this.#closedReason())
        else if (signal.aborted) {
          channel.close()
          reject(cancelled())
        } else resolve(build(channel))
      })
    } catch (cause) {
      // ssh2 throws instead of calling back when the connection has just gone.
      this.#gone.signal.removeEventListener('abort', onGone)
      reject(closedTransport(cause))
    }
    return promise
  }

  #closedReason(): AppError {
    return this.#reason ?? closedTransport()
  }
}

/** Makes an error of a command's end. */
export type ExplainExit = (code: number | null, stderr: string) => Error

type OpenChannel = (tell: (error: Error | undefined, channel: ClientChannel) => void) => void

/** What nobody reads would fill the channel's window and stall it. */
function drainStderr(channel: ClientChannel): void {
  channel.stderr?.resume()
}

const reasons: Readonly<Record<number, RefusalReason>> = {
  1: 'prohibited',
  2: 'connectFailed',
  3: 'unknownType',
  4: 'shortage',
}

function refusal(error: Error): ChannelRefused {
  const code = 'reason' in error && typeof error.reason === 'number' ? error.reason : 0
  return new ChannelRefused(reasons[code] ?? 'other', error.message.replace(/^\(SSH\) /, ''))
}
