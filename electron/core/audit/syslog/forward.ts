import { hostname } from 'node:os'
import type { AuditStatus } from '../../../../shared/contract/audit.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import type { WritableDatabase } from '../../store/database.ts'
import { type AuditLog, coreDraft } from '../log.ts'
import { following } from '../query.ts'
import { recordableWords } from '../redact.ts'
import { syslogMessage } from './message.ts'
import { openSender, type SyslogSender } from './sender.ts'
import { parseTarget, type SyslogTarget } from './target.ts'

/** Entries sent at a time; nothing else of them is held in memory. */
const BATCH = 100
/** First wait after a failure, doubled up to the second. */
const AGAIN_MS = 1_000
const AGAIN_MAX_MS = 60_000
/** What the network took counts as sent once the way has stayed open this long. */
const SETTLED_MS = 1_000

/**
 * Sends entries to a syslog receiver as they are written, from the log itself: what could not be sent waits there,
 * and after a restart it goes on where it was. A broken way sends the last second again rather than lose it.
 */
export class Forward {
  readonly #log: AuditLog
  readonly #database: WritableDatabase
  readonly #clock: Clock
  readonly #logger: Logger
  #target: SyslogTarget | null = null
  #url: string | null = null
  #ending: AbortController | null = null
  #running: Promise<void> = Promise.resolve()
  /** Handed to the network. */
  #sent = 0
  /** Stored: where the next start goes on. */
  #settled = 0
  #problem: string | null = null
  #wake: () => void = () => undefined
  readonly #unsubscribe: () => void

  constructor(parts: { log: AuditLog; database: WritableDatabase; clock: Clock; logger: Logger }) {
    this.#log = parts.log
    this.#database = parts.database
    this.#clock = parts.clock
    this.#logger = parts.logger
    this.#unsubscribe = parts.log.onWritten(() => this.#wake())
  }

  /** Sends to this address from now on, nowhere where null. The same address goes on where it was. */
  use(url: string | null): void {
    const next = url === null || url.trim() === '' ? null : url.trim()
    if (next === this.#url) return
    this.#stop()
    this.#url = next
    this.#target = null
    this.#problem = null
    if (next === null) return
    try {
      this.#target = parseTarget(next)
    } catch (error) {
      this.#fail(error)
      return
    }
    const [stored] = this.#database.column<number>('SELECT seq FROM audit_forward WHERE target = ?', next)
    // What was before a receiver was named is not for it.
    this.#sent = this.#settled = stored ?? this.#log.lastSeq
    this.#store()
    const ending = new AbortController()
    this.#ending = ending
    const before = this.#running
    this.#running = before.then(() => this.#run(ending.signal))
  }

  status(): AuditStatus['forward'] {
    if (this.#url === null) return null
    return {
      target: this.#url,
      sentSeq: this.#sent,
      waiting: this.#target ? Math.max(0, this.#log.lastSeq - this.#sent) : 0,
      problem: this.#problem,
    }
  }

  /** Ends sending; what waits is sent after the next start. */
  async close(): Promise<void> {
    this.#unsubscribe()
    this.#stop()
    await this.#running
  }

  #stop(): void {
    this.#ending?.abort(new AppError('cancelled', 'The forwarding ended.'))
    this.#ending = null
    this.#wake()
  }

  async #run(signal: AbortSignal): Promise<void> {
    let waitMs = AGAIN_MS
    while (!signal.aborted) {
      let sender: SyslogSender | null = null
      try {
        if (!this.#target) return
        sender = await openSender(this.#target, signal)
        await this.#sendAll(sender, signal, () => {
          waitMs = AGAIN_MS
        })
      } catch (error) {
        // What the network took just before it broke may not have arrived.
        this.#sent = this.#settled
        if (!signal.aborted) this.#fail(error)
      } finally {
        sender?.close()
      }
      if (signal.aborted) break
      await this.#pause(waitMs, signal)
      waitMs = Math.min(waitMs * 2, AGAIN_MAX_MS)
    }
  }

  async #sendAll(sender: SyslogSender, signal: AbortSignal, onSent: () => void): Promise<void> {
    const origin = { host: hostname(), pid: process.pid }
    for (;;) {
      if (signal.aborted) {
        if (sender.isOpen) this.#settle(this.#sent)
        return
      }
      if (!sender.isOpen) throw new Error('The receiver closed the connection.')
      const rows = following(this.#database, this.#sent, BATCH)
      const [first] = rows
      const last = rows.at(-1)
      if (!first || !last) {
        this.#recovered()
        if (this.#settled === this.#sent) await this.#pause(null, signal)
        else {
          await this.#pause(SETTLED_MS, signal)
          if (sender.isOpen) this.#settle(this.#sent)
        }
        continue
      }
      if (first.seq > this.#sent + 1) this.#skipped(this.#sent + 1, first.seq - 1)
      await sender.send(
        rows.flatMap(({ entry, hash }) => (entry ? [syslogMessage(entry, hash, origin)] : [])),
      )
      // The batch before this one has had its time: the way took more after it.
      const before = this.#sent
      this.#sent = last.seq
      if (rows.length === BATCH) this.#settle(before)
      onSent()
    }
  }

  #settle(seq: number): void {
    if (seq === this.#settled) return
    this.#settled = seq
    this.#store()
  }

  #store(): void {
    if (this.#url === null) return
    try {
      this.#database.run(
        'INSERT OR REPLACE INTO audit_forward (target, seq) VALUES (?, ?)',
        this.#url,
        this.#settled,
      )
    } catch (error) {
      // Some entries are sent twice after a restart; the receiver tells them by their number.
      this.#logger.warn({ err: error }, 'how far entries were forwarded could not be stored')
    }
  }

  /** Told once an outage, in the log itself. */
  #fail(error: unknown): void {
    const words = recordableWords(error instanceof Error ? error.message : String(error))
    const isNew = this.#problem === null
    this.#problem = words
    if (!isNew) return
    this.#logger.warn({ err: error }, 'audit entries could not be forwarded')
    this.#log.record(
      coreDraft('audit.forward', { target: recordableWords(this.#url ?? '') }, 'failed', words),
    )
  }

  #recovered(): void {
    if (this.#problem === null) return
    this.#problem = null
    this.#log.record(coreDraft('audit.forward', { target: recordableWords(this.#url ?? '') }, 'done'))
  }

  #skipped(from: number, to: number): void {
    const words = `Entries ${from} to ${to} were pruned before they could be sent.`
    this.#log.record(
      coreDraft('audit.forward', { target: recordableWords(this.#url ?? '') }, 'failed', words),
    )
  }

  /** Until there is more to send (`ms` null), or for so long. */
  #pause(ms: number | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise(resolve => {
      const cancel = ms === null ? () => undefined : this.#clock.after(ms, () => end())
      const end = () => {
        cancel()
        signal.removeEventListener('abort', end)
        this.#wake = () => undefined
        resolve()
      }
      signal.addEventListener('abort', end, { once: true })
      if (ms === null) this.#wake = end
    })
  }
}
