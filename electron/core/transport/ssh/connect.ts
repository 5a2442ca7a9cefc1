import type { Duplex } from 'node:stream'
import type { Client as SshClient } from 'ssh2'
import { type RouteText, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { cancelled, StageClock, throwIfAborted } from '../deadline.ts'
import { seconds } from '../dial.ts'
import { printable } from '../facts.ts'
import { fingerprint } from '../hostKeys/fingerprint.ts'
import type { DiagnosisStage, PresentedHostKey } from '../types.ts'
import { chooseAlgorithms } from './algorithms.ts'
import { AnsweredTooLate, type Asker } from './asker.ts'
import { Authentication } from './auth.ts'
import { judgeHostKey } from './hostKeyGate.ts'
import type { KeyRing } from './keyRing.ts'
import { SshLink } from './link.ts'
import type { Hop } from './route.ts'
import type { HopConnection } from './sharedHops.ts'
import { Client } from './ssh2.ts'
import { VersionWatch } from './versionWatch.ts'

/** What connecting one hop needs beside the stream. */
export interface ConnectContext {
  hop: Hop
  asker: Asker
  ring: KeyRing
  signal: AbortSignal
  onStage(stage: DiagnosisStage, detail?: RouteText): void
}

/** What is told of a hop once it is connected. */
export interface Connected extends HopConnection {
  link: SshLink
  serverVersion: string
  hostKey: PresentedHostKey
  authenticatedBy: RouteText
}

/**
 * Speaks SSH over a connected stream up to the accepted login. Takes the stream over: it is destroyed
 * on every failure. Rejects an `AppError` of the stage, or `AnsweredTooLate`.
 */
export function connectSsh(stream: Duplex, context: ConnectContext): Promise<Connected> {
  const handshake = new Handshake(stream, context)
  return handshake.run()
}

type HandshakeStage = 'sshVersion' | 'hostKey' | 'authentication'

class Handshake {
  readonly #stream: Duplex
  readonly #context: ConnectContext
  readonly #client: SshClient = new Client()
  readonly #result = Promise.withResolvers<Connected>()
  readonly #clock = new StageClock(() => this.#fail(this.#expired()))
  readonly #auth: Authentication
  readonly #version: VersionWatch
  readonly #link: SshLink
  #stage: HandshakeStage = 'sshVersion'
  #hostKey: PresentedHostKey | undefined
  /** Settled: connected or failed. */
  #settled = false
  /** The connection is gone. */
  #lost = false
  #reason: AppError | undefined

  constructor(stream: Duplex, context: ConnectContext) {
    const { hop, asker, ring, signal } = context
    this.#stream = stream
    this.#context = context
    this.#link = new SshLink(this.#client, stream, hop.endpoint, hop.deadlines.channelMs)
    this.#version = new VersionWatch(stream, hop.endpoint)
    this.#auth = new Authentication({
      hop,
      asker,
      ring,
      clock: this.#clock,
      signal,
      lost: () => this.#lost,
      fail: error => this.#fail(error),
    })
  }

  async run(): Promise<Connected> {
    const { signal, hop } = this.#context
    const onAbort = () => this.#fail(cancelled())
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      throwIfAborted(signal)
      this.#watch()
      this.#begin('sshVersion', hop.deadlines.sshVersionMs)
      this.#start()
      return await this.#result.promise
    } catch (error) {
      this.#stream.destroy()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  #watch(): void {
    const client = this.#client
    client.on('handshake', () => {
      if (this.#settled) return
      this.#begin('authentication', this.#context.hop.deadlines.authenticationMs)
    })
    client.on('ready', () => this.#ready())
    client.on('error', error => this.#onError(error))
    client.on('close', () => this.#onClose())
    client.on('change password', () => {
      this.#fail(
        new AppError(
          'auth.failed',
          `The password of ${this.#context.hop.user} on ${this.#context.hop.endpoint} has expired.`,
          {
            next: 'Log in with ssh once and set a new password.',
            data: this.#data(),
          },
        ),
      )
    })
  }

  #start(): void {
    const { hop } = this.#context
    const { keepaliveIntervalMs, keepaliveCount } = hop.deadlines
    this.#client.connect({
      sock: this.#stream,
      username: hop.user,
      readyTimeout: 0,
      keepaliveInterval: keepaliveIntervalMs,
      keepaliveCountMax: keepaliveCount,
      algorithms: chooseAlgorithms(
        { algorithms: hop.settings.algorithms, compression: hop.compression },
        hop.book.knownTypes,
      ),
      hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
        this.#verify(key, verify).catch((error: unknown) => this.#fail(error))
      },
      // ssh2's own types leave out that both are null before the first answer.
      authHandler: (left: readonly string[] | null, _partial, next) => {
        this.#clock.start(hop.deadlines.authenticationMs)
        this.#auth.next(left).then(
          method => {
            if (!this.#lost && !this.#settled) next(method)
          },
          (error: unknown) => this.#fail(error),
        )
      },
    })
    // After connect(): the stream stays paused until ssh2 reads it, and nothing is taken from ssh2.
    this.#version.start({
      onVersion: line => {
        if (this.#settled) return
        this.#context.onStage('sshVersion', line)
        this.#begin('hostKey', hop.deadlines.hostKeyMs)
      },
      onProblem: problem => this.#fail(problem),
    })
  }

  async #verify(key: Buffer, verify: (valid: boolean) => void): Promise<void> {
    const { hop, asker } = this.#context
    const presented: PresentedHostKey = {
      ...fingerprint(key),
      endpoint: hop.endpoint,
      jump: hop.jump,
      publicKey: key.toString('base64'),
    }
    if (this.#hostKey !== undefined) {
      // A later key exchange: the server must still be who it was.
      verify(this.#hostKey.publicKey === presented.publicKey)
      return
    }
    this.#clock.pause()
    try {
      await judgeHostKey(hop, presented, asker, () => this.#lost)
    } finally {
      this.#clock.resume()
    }
    if (this.#settled || this.#lost) return
    this.#hostKey = presented
    this.#context.onStage('hostKey', `${presented.algorithm} ${presented.sha256}`)
    verify(true)
  }

  #begin(stage: HandshakeStage, ms: number): void {
    this.#stage = stage
    this.#context.onStage(stage)
    this.#clock.start(ms)
  }

  #ready(): void {
    if (this.#settled || this.#hostKey === undefined) return
    this.#settled = true
    this.#clock.stop()
    const authenticatedBy = this.#auth.acceptedBy ?? 'none'
    this.#context.onStage(
      'authentication',
      saying('loginBy', { user: this.#context.hop.user, by: authenticatedBy }),
    )
    this.#result.resolve({
      link: this.#link,
      closed: this.#link.closed,
      close: () => this.#link.close(),
      serverVersion: this.#version.line,
      hostKey: this.#hostKey,
      authenticatedBy,
    })
  }

  #onError(error: Error & { level?: string; code?: unknown }): void {
    // One key that its agent wouldn't sign with is no end: the next one is tried.
    if (error.level === 'agent') return
    this.#reason ??= this.#problem(error)
    this.#onClose()
    this.#stream.destroy()
  }

  #onClose(): void {
    this.#lost = true
    const reason = this.#reason ?? this.#closedByPeer()
    if (this.#settled) this.#link.end(reason)
    // While a person is asked nothing is reported: the answer decides how it goes on.
    else if (this.#context.asker.pending === 0) this.#fail(reason)
  }

  #fail(error: unknown): void {
    if (this.#settled) {
      if (!this.#lost) this.#stream.destroy()
      return
    }
    this.#settled = true
    this.#clock.stop()
    this.#version.stop()
    const late = error instanceof AnsweredTooLate || error instanceof AppError
    this.#result.reject(late ? error : this.#unexpected(error))
    this.#link.end(null)
    this.#stream.destroy()
  }

  #problem(error: Error & { level?: string; code?: unknown }): AppError {
    // What carries this connection (a jump host, a proxy command) knows its own trouble best.
    if (error instanceof AppError) return error
    const { hop } = this.#context
    const words = printable(error.message)
    const options = { data: this.#data(), cause: error }
    if (this.#settled) {
      const { keepaliveIntervalMs: interval, keepaliveCount: count } = hop.deadlines
      return error.level === 'client-timeout'
        ? new AppError(
            'transport.closed',
            `${hop.endpoint} stopped answering: ${count} keepalives in ${seconds(interval * count)} were lost.`,
            { next: 'The host or the way to it is down; it is tried again by itself.', ...options },
          )
        : new AppError('transport.closed', `The connection to ${hop.endpoint} broke: ${words}.`, {
            next: 'It is tried again by itself.',
            ...options,
          })
    }
    // A numeric code is a reason the server gave for ending (RFC 4253 §11.1).
    if (this.#stage === 'authentication') {
      return typeof error.code === 'number'
        ? this.#auth.endedByServer(words, true)
        : this.#auth.endedByServer('the connection broke', false)
    }
    if (this.#stage === 'sshVersion') return this.#version.problem()
    return new AppError('ssh.failed', `The SSH key exchange with ${hop.endpoint} failed: ${words}.`, {
      next: 'If the server is old, allow its algorithms in ssh config (KexAlgorithms, HostKeyAlgorithms, Ciphers), or use the transport "openssh".',
      ...options,
    })
  }

  #closedByPeer(): AppError {
    const { hop } = this.#context
    if (this.#settled) {
      return new AppError('transport.closed', `${hop.endpoint} closed the connection.`, {
        next: 'It is tried again by itself.',
        data: this.#data(),
      })
    }
    if (this.#stage === 'sshVersion') return this.#version.problem()
    if (this.#stage === 'authentication') return this.#auth.endedByServer('it closed the connection', false)
    return new AppError('ssh.failed', `${hop.endpoint} closed the connection during the key exchange.`, {
      next: 'The server may refuse this address or be overloaded; see its log (journalctl -u ssh).',
      data: this.#data(),
    })
  }

  #expired(): AppError {
    const { hop } = this.#context
    const { sshVersionMs, hostKeyMs, authenticationMs } = hop.deadlines
    if (this.#stage === 'sshVersion') return this.#version.silent(sshVersionMs)
    if (this.#stage === 'hostKey') {
      return new AppError(
        'ssh.failed',
        `${hop.endpoint} did not finish the key exchange within ${seconds(hostKeyMs)}.`,
        {
          next: 'The host is overloaded, or something on the way swallows large packets (MTU).',
          data: this.#data(),
        },
      )
    }
    return new AppError(
      'auth.failed',
      `${hop.endpoint} did not answer the login within ${seconds(authenticationMs)}.`,
      { next: "The host is overloaded, or its user directory doesn't answer.", data: this.#data() },
    )
  }

  #unexpected(cause: unknown): AppError {
    return new AppError('ssh.failed', `Connecting to ${this.#context.hop.endpoint} failed.`, {
      data: this.#data(),
      cause,
    })
  }

  #data(): Record<string, unknown> {
    const { hop } = this.#context
    return { stage: this.#stage, endpoint: hop.endpoint, jump: hop.jump }
  }
}
