import { type RouteText, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { printable } from '../facts.ts'
import { turnedAway } from '../turnedAway.ts'
import type { DiagnosisStage } from '../types.ts'

/** What was heard from ssh while it started. */
export interface Heard {
  serverVersion: string | null
  authenticatedBy: string | null
  address: string | null
}

const LINE_MAX = 4_096
const WORDS_KEPT = 20

/**
 * Follows ssh's own debug lines (LogLevel DEBUG1) to know its stage. Only the stage and what is shown
 * hang on these texts; nothing else does.
 */
export class Startup {
  readonly heard: Heard = { serverVersion: null, authenticatedBy: null, address: null }
  stage: DiagnosisStage = 'resolve'
  readonly #onStage: (stage: DiagnosisStage, detail?: RouteText) => void
  readonly #words: string[] = []
  /** What the server said before its version, or in its place. */
  #banner = ''
  #rest = ''

  constructor(onStage: (stage: DiagnosisStage, detail?: RouteText) => void) {
    this.#onStage = onStage
    onStage('resolve')
  }

  /** Takes a piece of ssh's standard error. */
  add(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('utf8')).split(/\r?\n/)
    this.#rest = (lines.pop() ?? '').slice(-LINE_MAX)
    for (const line of lines) this.#line(line.slice(0, LINE_MAX))
  }

  /** What ssh said last beside its debug lines, made safe to show. */
  words(): string {
    return printable(
      [...this.#words, this.#rest]
        .filter(word => word !== '')
        .slice(-3)
        .join(' '),
      400,
    )
  }

  /** ssh ended before it was ready: the error of the stage it had come to. */
  problem(endpoint: string): AppError {
    const words = this.words() || 'it said nothing'
    const data = { stage: this.stage, endpoint, said: words }
    switch (this.stage) {
      case 'resolve':
        return new AppError('resolve.failed', `ssh could not resolve ${endpoint}: ${words}`, {
          next: 'Check the spelling and your DNS, or give an address.',
          data,
        })
      case 'tcp':
        return this.#unreached(endpoint, words, data)
      case 'sshVersion':
        return (
          turnedAway(this.#banner, endpoint) ??
          new AppError('ssh.notSsh', `${endpoint} did not answer as an SSH server: ${words}`, {
            next: 'Check the host name and the port.',
            data,
          })
        )
      case 'hostKey':
        return new AppError('ssh.failed', `ssh could not agree on keys with ${endpoint}: ${words}`, {
          next: 'Run ssh by hand with -v to see why.',
          data,
        })
      default:
        return new AppError('auth.failed', `${endpoint} did not let ssh in: ${words}`, {
          next: 'Check the user, the keys and the agent; ssh -v shows what was tried.',
          data: { ...data, refused: /permission denied|too many authentication failures/i.test(words) },
        })
    }
  }

  #unreached(endpoint: string, words: string, data: Record<string, unknown>): AppError {
    if (/refused/i.test(words)) {
      return new AppError('tcp.refused', `${endpoint} refused the connection: ${words}`, {
        next: 'Check the port number and that the SSH service runs on the host.',
        data,
      })
    }
    return /timed out/i.test(words)
      ? new AppError('tcp.timeout', `${endpoint} did not answer: ${words}`, {
          next: 'The host is off, or a firewall drops packets to this port.',
          data,
        })
      : new AppError('tcp.unreachable', `${endpoint} could not be reached: ${words}`, {
          next: "Check this computer's network, the VPN and the jump hosts.",
          data,
        })
  }

  #line(line: string): void {
    if (!line.startsWith('debug1: ')) this.#plain(line)
    const text = line.replace(/^debug1: /, '')
    const banner = /\bbanner line \d+: (.*)$/.exec(text)?.[1]
    if (banner !== undefined && this.#banner.length < LINE_MAX) this.#banner += `${banner}\n`
    const connecting = /^Connecting to (\S+) \[([^\]]*)\] port (\d+)/.exec(text)
    if (connecting !== null) {
      this.heard.address = `${connecting[2]}:${connecting[3]}`
      this.#pass('tcp', connecting[2])
    } else if (/^Executing proxy command/.test(text)) this.#pass('tcp', saying('leftToWay'))
    else if (/^Connection established/.test(text))
      this.#pass('sshVersion', this.heard.address ?? saying('connected'))
    else if (/^Local version string/.test(text)) this.#pass('sshVersion', saying('connected'))
    else if (text.startsWith('Remote protocol version')) {
      const software = /remote software version (.*)$/.exec(text)?.[1] ?? ''
      this.heard.serverVersion = `SSH-2.0-${printable(software, 200)}`
      this.#pass('hostKey', this.heard.serverVersion)
    } else if (/^(SSH2_MSG_SERVICE_ACCEPT received|SSH2_MSG_NEWKEYS received)/.test(text)) {
      this.#pass('authentication', saying('accepted'))
    } else if (/^Authenticated to /.test(text)) {
      this.heard.authenticatedBy = printable(/using "([^"]+)"/.exec(text)?.[1] ?? 'ssh', 100)
    }
  }

  #plain(line: string): void {
    if (line.trim() === '' || line.startsWith('Authenticated to ')) return
    this.#words.push(line)
    if (this.#words.length > WORDS_KEPT) this.#words.shift()
  }

  /** The stages up to `next` have passed. */
  #pass(next: DiagnosisStage, detail: RouteText | undefined): void {
    if (order.indexOf(next) <= order.indexOf(this.stage)) return
    this.#onStage(this.stage, detail)
    this.stage = next
    this.#onStage(next)
  }
}

const order: readonly DiagnosisStage[] = ['resolve', 'tcp', 'sshVersion', 'hostKey', 'authentication']
