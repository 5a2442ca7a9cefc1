import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { WritableDatabase } from '../store/database.ts'
import { entryHash, entryText } from './canonical.ts'
import { AuditTables, type ChainedEntry } from './chain.ts'
import { Signer } from './signer.ts'
import type { AuditDraft, AuditSink } from './types.ts'

/** Entries written in one transaction: one lasts a few milliseconds. */
const BATCH = 200
/** Entries that may wait while the disk refuses them. */
const WAITING_MAX = 20_000
/** How soon a refused write is tried again. */
const AGAIN_MS = 1_000
/** A key signs so many entries, or so long; then it is destroyed and the next one signs. In a burst twice as many. */
const KEY_ENTRIES = 256
const KEY_MS = 600_000

interface Waiting {
  draft: AuditDraft
  atMs: number
}

/**
 * The chain's writing end. What is recorded in one turn of the loop is written, chained and signed in one
 * transaction before any answer of that turn leaves (as a microtask): a killed process loses nothing that was
 * answered. A power loss can take the last moments, entries and signed end together.
 */
export class AuditLog implements AuditSink {
  readonly #tables: AuditTables
  readonly #database: WritableDatabase
  readonly #clock: Clock
  readonly #log: Logger
  readonly #signer: Signer
  readonly #listeners = new Set<(entries: AuditEntry[]) => void>()
  #waiting: Waiting[] = []
  #lost = 0
  #end: { seq: number; hash: string }
  #scheduled = false
  #cancelAgain: (() => void) | null = null
  #cancelRenewal: (() => void) | null = null
  #closed = false
  #problem: string | null = null

  constructor(parts: { database: WritableDatabase; folder: string; clock: Clock; log: Logger }) {
    this.#database = parts.database
    this.#clock = parts.clock
    this.#log = parts.log
    this.#tables = new AuditTables(parts.database)
    this.#end = this.#tables.end()
    this.#signer = new Signer({ ...parts, tables: this.#tables })
    const broken = this.#signer.finding(this.#end)
    if (broken !== null) this.#remember(broken)
  }

  record(draft: AuditDraft): void {
    if (this.#waiting.length >= WAITING_MAX) {
      this.#lost++
      return
    }
    this.#waiting.push({ draft, atMs: Math.round(this.#clock.nowMs()) })
    if (this.#scheduled || this.#cancelAgain) return
    this.#scheduled = true
    queueMicrotask(() => this.#scheduled && this.flush())
  }

  /** Writes what waits, now. */
  flush(): void {
    this.#scheduled = false
    this.#cancelAgain?.()
    this.#cancelAgain = null
    const written: AuditEntry[] = []
    try {
      while (this.#waiting.length > 0) {
        written.push(...this.#write(this.#waiting.slice(0, BATCH)))
        this.#renewKey()
      }
      if (this.#lost > 0) written.push(...this.#writeLoss())
      this.#problem = null
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error)
      this.#log.error({ err: error, waiting: this.#waiting.length }, 'the audit log could not be written')
      if (!this.#closed) this.#cancelAgain = this.#clock.after(AGAIN_MS, () => this.flush())
    }
    if (written.length > 0) for (const listener of [...this.#listeners]) listener(written)
  }

  /** The last entry's place; 0 before the first. */
  get lastSeq(): number {
    return this.#end.seq
  }

  /** The last entry and its hash; null before the first. */
  get end(): { seq: number; hash: string } | null {
    return this.#end.seq === 0 ? null : { ...this.#end }
  }

  /** What keeps entries from the disk now, in words; null where nothing does. */
  get problem(): string | null {
    return this.#problem
  }

  /** The key that signs now, as a verification should find it in the log; null before anything was signed. */
  expectedKey(): { n: number; publicKey: string } | null {
    return this.#signer.current()
  }

  /** Told of entries that were written, oldest first. */
  onWritten(cb: (entries: AuditEntry[]) => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }

  /** Removes entries older than `cutoffMs` from the front, at most `limit`, under a signed checkpoint; gives how many. */
  prune(cutoffMs: number, reason: string, limit: number): number {
    this.flush()
    const until = this.#tables.prunable(cutoffMs, limit)
    if (until === 0) return 0
    const atMs = Math.round(this.#clock.nowMs())
    const key = this.#signer.key(this.#end, atMs)
    return this.#database.transaction(() => {
      const before = this.#database.column<number>('SELECT min(seq) FROM audit_entries')[0] ?? 0
      this.#tables.prune(until, atMs, reason, key)
      return until - before + 1
    })
  }

  /** Writes what waits and hands over to the next key, so that the present one can sign nothing later. Safe to call again. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.flush()
    this.#cancelAgain?.()
    this.#listeners.clear()
    if (this.#problem === null) this.#renewNow()
    this.#cancelRenewal?.()
  }

  #write(batch: readonly Waiting[]): AuditEntry[] {
    const chained: ChainedEntry[] = []
    let { seq, hash: previous } = this.#end
    for (const { draft, atMs } of batch) {
      seq++
      const text = entryText(draft)
      const hash = entryHash(previous, seq, atMs, text)
      chained.push({ seq, atMs, previous, hash, text })
      previous = hash
    }
    const end = { seq, hash: previous }
    const nowMs = Math.round(this.#clock.nowMs())
    const key = this.#signer.key(this.#end, nowMs)
    this.#database.transaction(() => {
      for (const entry of chained) this.#tables.insert(entry)
      this.#tables.setTip(end, nowMs, key)
    })
    this.#end = end
    this.#waiting = this.#waiting.slice(batch.length)
    return batch.map(({ draft, atMs }, index) => ({
      seq: end.seq - batch.length + 1 + index,
      atMs,
      ...draft,
    }))
  }

  #writeLoss(): AuditEntry[] {
    const draft = coreDraft(
      'audit.lost',
      { entries: this.#lost },
      'failed',
      'They could not be written in time.',
    )
    const written = this.#write([{ draft, atMs: Math.round(this.#clock.nowMs()) }])
    this.#lost = 0
    return written
  }

  /**
   * After so many entries, behind the answers that wait for them; after so long by a timer: also a quiet log's key is
   * not kept.
   */
  #renewKey(): void {
    const signed = this.#end.seq - this.#signer.since
    if (signed >= 2 * KEY_ENTRIES) this.#renewNow()
    else if (signed >= KEY_ENTRIES) this.#renewAfter(0)
    else if (signed > 0) this.#renewAfter(KEY_MS)
  }

  #renewAfter(ms: number): void {
    if (this.#closed || (ms > 0 && this.#cancelRenewal)) return
    this.#cancelRenewal?.()
    this.#cancelRenewal = this.#clock.after(ms, () => {
      this.#cancelRenewal = null
      this.flush()
      this.#renewNow()
    })
  }

  #renewNow(): void {
    this.#cancelRenewal?.()
    this.#cancelRenewal = null
    try {
      this.#signer.renew(this.#end, Math.round(this.#clock.nowMs()))
    } catch (error) {
      // The present key signs on; the next entry tries again.
      this.#log.error({ err: error }, 'the key of the audit log could not be renewed')
    }
  }

  /** The log goes on, and what was wrong with it at its opening stays in it. */
  #remember({ seq, words }: { seq: number; words: string }): void {
    this.#log.error({ seq, words }, 'the audit log is not as it was left')
    // A cut-off end stays visible as a gap: what was signed as the last entry is not written again.
    const tip = this.#tables.tip()
    if (tip && tip.seq > this.#end.seq) this.#end = { seq: tip.seq, hash: tip.hash }
    this.record(coreDraft('audit.broken', { seq }, 'failed', words))
  }
}

/** An entry about the log itself, by nobody. */
export const coreDraft = (
  act: string,
  parameters: AuditDraft['parameters'],
  result: AuditDraft['result'],
  error: string | null = null,
): AuditDraft => ({
  personId: null,
  person: null,
  role: null,
  elevated: false,
  shell: 'core',
  sessionId: null,
  act,
  permission: null,
  siteId: null,
  hostId: null,
  machine: null,
  object: '',
  parameters,
  result,
  error,
  durationMs: null,
  correlation: [],
})
