import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { seconds } from '../dial.ts'
import { printable } from '../facts.ts'
import { turnedAway } from '../turnedAway.ts'

/** As many bytes of lines before the version as are looked at (RFC 4253 §4.2 allows some). */
const BEFORE_MAX = 8_192
/** What other services say first. */
const others: readonly [RegExp, string][] = [
  [/^HTTP\//, 'a web server'],
  [/^RFB \d/, 'a VNC server'],
  [/^220[ -]/, 'a mail or FTP server'],
  [/^\+OK/, 'a mail server'],
  [/^\* OK/, 'a mail server'],
]
/** The first bytes of a TLS alert and of a handshake record. */
const tlsRecords = ['\u0015\u0003', '\u0016\u0003']

function whatElse(said: string): string | undefined {
  if (tlsRecords.some(start => said.startsWith(start))) return 'a TLS server'
  return others.find(([pattern]) => pattern.test(said))?.[1]
}

interface VersionListener {
  onVersion(line: string): void
  onProblem(problem: AppError): void
}

/** Looks at a server's first bytes beside ssh2, so that what is no SSH server is named as what it is. */
export class VersionWatch {
  /** The server's version line, once it came. */
  line = ''
  readonly #stream: Duplex
  readonly #endpoint: string
  #seen = ''
  #onData: ((chunk: Buffer) => void) | undefined

  constructor(stream: Duplex, endpoint: string) {
    this.#stream = stream
    this.#endpoint = endpoint
  }

  start(listener: VersionListener): void {
    this.#onData = chunk => {
      this.#seen += chunk.subarray(0, BEFORE_MAX - this.#seen.length).toString('latin1')
      this.#look(listener)
    }
    this.#stream.on('data', this.#onData)
  }

  stop(): void {
    if (this.#onData !== undefined) this.#stream.removeListener('data', this.#onData)
    this.#onData = undefined
  }

  /** The connection ended before a version came. */
  problem(): AppError {
    if (this.#seen !== '') return this.#notSsh()
    return new AppError('ssh.notSsh', `${this.#endpoint} closed the connection without a word.`, {
      next: 'The SSH server may be starting, full (MaxStartups) or refuse this address; or the port is not SSH.',
      data: this.#data(),
    })
  }

  /** Nothing useful came in time. */
  silent(ms: number): AppError {
    if (this.#seen !== '') return this.#notSsh()
    return new AppError('ssh.notSsh', `${this.#endpoint} did not say anything within ${seconds(ms)}.`, {
      next: 'The port is open but no SSH server answers there: check the port, or the host hangs.',
      data: this.#data(),
    })
  }

  #look(listener: VersionListener): void {
    const version = /^SSH-([\d.]+)-[^\r\n]*/m.exec(this.#seen)
    if (version !== null && this.#seen.indexOf('\n', version.index) >= 0) {
      this.stop()
      this.line = printable(version[0], 255)
      if (version[1] === '2.0' || version[1] === '1.99') listener.onVersion(this.line)
      else listener.onProblem(this.#tooOld())
    } else if (whatElse(this.#seen) !== undefined || this.#seen.length >= BEFORE_MAX) {
      this.stop()
      listener.onProblem(this.#notSsh())
    }
  }

  #tooOld(): AppError {
    return new AppError(
      'ssh.version',
      `${this.#endpoint} speaks an SSH protocol that is too old: ${this.line}.`,
      {
        next: 'Protocol 2 is needed; update the SSH server.',
        data: { ...this.#data(), version: this.line },
      },
    )
  }

  #notSsh(): AppError {
    const away = turnedAway(this.#seen, this.#endpoint)
    if (away !== null) return away
    const kind = whatElse(this.#seen)
    const first = printable(this.#seen.split('\n')[0] ?? '', 80)
    return new AppError(
      'ssh.notSsh',
      `${this.#endpoint} is no SSH server${kind === undefined ? '' : `, it looks like ${kind}`}: it said "${first}".`,
      { next: 'Check the host name and the port.', data: { ...this.#data(), said: first } },
    )
  }

  #data(): Record<string, unknown> {
    return { stage: 'sshVersion', endpoint: this.#endpoint }
  }
}
