import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { withDeadline } from '../deadline.ts'
import { execLocal, killTree } from '../execLocal.ts'
import { printable } from '../facts.ts'
import { OutputBuffer } from '../output.ts'
import type { Carrier } from '../ssh/libvirtSocket.ts'
import { ChannelRefused, type ExplainExit } from '../ssh/link.ts'
import { JoinedStream } from '../ssh/joinedStream.ts'
import { quote } from '../ssh/probe.ts'
import type { Hop } from '../ssh/route.ts'
import type { HopConnection } from '../ssh/sharedHops.ts'
import { Slots } from '../ssh/slots.ts'
import { closedTransport } from '../closedTransport.ts'
import type { ExecOptions, ExecResult } from '../types.ts'
import type { Heard, Startup } from './startup.ts'

const SESSIONS_MAX = 8
const STOP_MS = 2_000
/** Between the end of what went through ssh and its own exit, when that was the reason. */
const EXIT_MS = 150

/** A started and logged-in ssh with its private folder. */
export interface MasterParts {
  hop: Hop
  /** The ssh program. */
  program: string
  child: ChildProcess
  startup: Startup
  /** Holds the control socket `ctl`. */
  folder: string
  removeFolder(): Promise<void>
}

/**
 * One login by the system's own ssh, kept as a control master in a private folder; every channel and
 * command goes through it without another authentication.
 */
export class OpenSshMaster implements Carrier, HopConnection {
  readonly endpoint: string
  /** Each try starts two programs here. */
  readonly looksFirst = true
  readonly closed: Promise<AppError | null>
  readonly #parts: MasterParts
  readonly #sessions = new Slots(SESSIONS_MAX)
  readonly #streams = new Set<Duplex>()
  readonly #forwards = new Map<string, Promise<string>>()
  readonly #gone = new AbortController()
  #forwardCount = 0
  #closing = false
  #reason: AppError | null = null

  constructor(parts: MasterParts) {
    this.#parts = parts
    this.endpoint = parts.hop.endpoint
    const { child } = parts
    const ended = child.exitCode !== null || child.signalCode !== null
    this.closed = (ended ? Promise.resolve() : once(child, 'exit')).then(() => this.#end())
  }

  /** What ssh told of the login. */
  get heard(): Heard {
    return this.#parts.startup.heard
  }

  /** A command for ProxyCommand that reaches `%h:%p` through this master. */
  get proxyCommand(): string {
    return [this.#parts.program, ...this.#through, '-W', '[%h]:%p', '--', this.#alias].map(quote).join(' ')
  }

  async openPath(path: string, signal: AbortSignal): Promise<Duplex> {
    this.#throwIfGone()
    const local = await this.#forward(path, signal)
    const socket = connect(local)
    try {
      await withDeadline(
        this.#parts.hop.deadlines.channelMs,
        signal,
        inner => once(socket, 'connect', { signal: inner }),
        closedTransport,
      )
      await this.#passedOn(socket, signal)
    } catch (error) {
      socket.destroy()
      throw error
    }
    // When ssh dies its sockets close a moment before it is known to be gone; then that is the reason.
    const stream = new JoinedStream(socket, socket, () => socket.destroy(), false)
    socket.on('error', error => stream.destroy(error))
    socket.once('close', () => this.#afterClose(stream))
    return this.#keep(stream)
  }

  async openCommand(command: string, signal: AbortSignal, explain: ExplainExit): Promise<Duplex> {
    this.#throwIfGone()
    const free = await this.#slot(signal)
    const child = spawn(this.#parts.program, [...this.#through, '--', this.#alias, command], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const stderr = new OutputBuffer(4_096)
    child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk))
    const stream = new JoinedStream(
      child.stdout,
      child.stdin,
      () => {
        if (child.pid !== undefined && child.exitCode === null) killTree(child.pid, true, 'SIGTERM')
      },
      false,
    )
    child.stdin.on('error', () => child.stdin.destroy())
    child.once('error', error => stream.destroy(error))
    child.once('close', code => {
      free()
      if (stream.answered) stream.peerClosed()
      // In a later turn, so that whoever opened it listens by then.
      else setImmediate(() => stream.destroy(explain(code, printable(stderr.text(), 1_000))))
    })
    return this.#keep(stream)
  }

  async exec(command: string, options: ExecOptions): Promise<ExecResult> {
    this.#throwIfGone()
    const free = await this.#slot(options.signal)
    try {
      const result = await execLocal(
        this.#parts.program,
        [...this.#through, '--', this.#alias, command],
        options,
      )
      // ssh says 255 for its own trouble; when the master is going, that is what it was.
      if (result.code === 255 || result.code === null) {
        await this.#settled()
        this.#throwIfGone()
      }
      return result
    } finally {
      free()
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#kill('SIGTERM')
    const timer = setTimeout(() => this.#kill('SIGKILL'), STOP_MS)
    await this.closed
    clearTimeout(timer)
  }

  /** Waits for a session slot as long as ssh lives. */
  async #slot(signal: AbortSignal): Promise<() => void> {
    try {
      return await this.#sessions.take(AbortSignal.any([signal, this.#gone.signal]))
    } catch (error) {
      this.#throwIfGone()
      throw error
    }
  }

  async #end(): Promise<AppError | null> {
    const words = this.#parts.startup.words()
    this.#reason = this.#closing
      ? null
      : new AppError(
          'transport.closed',
          `ssh to ${this.endpoint} ended${words === '' ? '' : `: ${words}`}.`,
          {
            next: 'It is tried again by itself.',
            data: { stage: 'authentication', endpoint: this.endpoint },
          },
        )
    this.#gone.abort()
    for (const stream of this.#streams) stream.destroy(this.#reason ?? undefined)
    await this.#parts.removeFolder()
    return this.#reason
  }

  /** Options by which ssh speaks to the master and never connects by itself. */
  get #through(): string[] {
    return [
      '-F',
      'none',
      '-T',
      '-S',
      join(this.#parts.folder, 'ctl'),
      '-o',
      'ProxyCommand=false',
      '-o',
      'BatchMode=yes',
      '-o',
      'LogLevel=ERROR',
    ]
  }

  get #alias(): string {
    return this.#parts.hop.settings.alias
  }

  /** Forwards a socket over there to one in the private folder, once for each. */
  async #forward(path: string, signal: AbortSignal): Promise<string> {
    const known = this.#forwards.get(path)
    if (known !== undefined) return known
    const local = join(this.#parts.folder, `l${this.#forwardCount++}`)
    const asked = execLocal(
      this.#parts.program,
      [...this.#through, '-O', 'forward', '-L', `${local}:${path}`, '--', this.#alias],
      {
        signal,
        timeoutMs: this.#parts.hop.deadlines.channelMs,
      },
    ).then(result => {
      if (result.code === 0) return local
      throw new ChannelRefused('other', result.stderr)
    })
    this.#forwards.set(path, asked)
    try {
      return await asked
    } catch (error) {
      this.#forwards.delete(path)
      throw error
    }
  }

  /**
   * ssh accepts locally before the far side has said yes. A command sent behind it is answered after
   * it, so a connection that then still stands was let through.
   */
  async #passedOn(socket: Duplex, signal: AbortSignal): Promise<void> {
    let gone = false
    const onGone = () => {
      gone = true
    }
    socket.once('end', onGone)
    socket.once('close', onGone)
    socket.on('error', onGone)
    socket.once('readable', () => socket.read(0))
    const { code } = await this.exec(':', {
      signal,
      timeoutMs: this.#parts.hop.deadlines.channelMs,
      maxBytes: 1_024,
    })
    // The end may still be on its way through the local socket.
    await new Promise(resolve => setImmediate(resolve))
    socket.removeListener('end', onGone)
    socket.removeListener('close', onGone)
    socket.removeListener('error', onGone)
    if (gone) throw new ChannelRefused('connectFailed', 'ssh closed the forwarded connection')
    if (code === 255) this.#throwIfGone()
  }

  async #afterClose(stream: JoinedStream): Promise<void> {
    await this.#settled()
    if (this.#gone.signal.aborted) stream.destroy(this.#reason ?? undefined)
    else stream.peerClosed()
  }

  /** Waits a moment for an end of ssh that is under way. */
  async #settled(): Promise<void> {
    const moment = Promise.withResolvers<void>()
    const timer = setTimeout(moment.resolve, EXIT_MS)
    await Promise.race([this.closed, moment.promise])
    clearTimeout(timer)
  }

  #keep<T extends Duplex>(stream: T): T {
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    return stream
  }

  #throwIfGone(): void {
    if (this.#gone.signal.aborted) throw this.#reason ?? closedTransport()
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#parts.child
    if (pid !== undefined && exitCode === null && signalCode === null) killTree(pid, true, signal)
  }
}
