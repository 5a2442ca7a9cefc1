import { createHmac, randomBytes } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/index.ts'

/** A name's tries are forgotten after this long without another one. */
const FORGET_MS = 24 * 3_600_000
/** A shell carries many people: it may have this many times a name's tries, and one is forgiven every minute. */
const SHELL_FACTOR = 10
const SHELL_FORGIVE_MS = 60_000
const KEY_SETTING = 'signIn:bucketKey'

/** Names fall into 65,536 buckets, so that nothing typed into the wrong field can be read back from them. */
const BUCKET_BYTES = 2

interface Row {
  wrong: number
  last_ms: number
  until_ms: number
}

/** One try that was counted as wrong before its outcome is known. */
export interface Try {
  /** When another one is let in should this one be wrong (Unix ms); null for at once. */
  readonly retryAtMs: number | null
  /** It was right: the name starts anew. */
  right(): void
  /** It was neither (a code is still asked for): as if it had not been. */
  undo(): void
}

/**
 * Wrong tries by name and by shell, on the disk before each try's outcome is known, so that neither a restart
 * nor many tries at once go around them. A name that nobody has is counted alike.
 */
export class Tries {
  readonly #store: Pick<Store, 'database' | 'settings'>
  readonly #clock: Clock
  readonly #rules: () => Policies['throttle']
  #key: Buffer | null = null

  constructor(parts: {
    store: Pick<Store, 'database' | 'settings'>
    clock: Clock
    rules: () => Policies['throttle']
  }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#rules = parts.rules
  }

  /** Counts a try; throws `AppError` signIn.delayed with `data.retryAtMs` (Unix ms) where it comes too early. */
  begin(foldedName: string, shell: string): Try {
    const { database } = this.#store
    const subjects = [
      { subject: `name:${this.#bucket(foldedName)}`, factor: 1 },
      { subject: `shell:${shell}`, factor: SHELL_FACTOR },
    ]
    const nowMs = this.#clock.nowMs()
    const outcome = database.durable(() => {
      const rules = this.#rules()
      const before = subjects.map(({ subject, factor }) => ({
        subject,
        factor,
        row: this.#row(subject, factor, nowMs),
      }))
      const retryAtMs = Math.max(...before.map(({ row }) => row.until_ms))
      if (retryAtMs > nowMs) return { refusedUntilMs: retryAtMs, nextMs: retryAtMs, before }
      let nextMs = nowMs
      for (const { subject, factor, row } of before) {
        const untilMs = nowMs + delayMs(row.wrong + 1, rules, factor)
        this.#write(subject, row.wrong + 1, nowMs, untilMs)
        nextMs = Math.max(nextMs, untilMs)
      }
      return { refusedUntilMs: null, nextMs, before }
    })
    const { refusedUntilMs, nextMs, before } = outcome
    if (refusedUntilMs !== null)
      throw new AppError('signIn.delayed', 'There were too many wrong tries.', {
        next: `Try again in ${Math.ceil((refusedUntilMs - nowMs) / 1000)} s.`,
        data: { retryAtMs: refusedUntilMs, nowMs },
      })
    return {
      retryAtMs: nextMs > nowMs ? nextMs : null,
      right: () => this.#settle(before, true),
      undo: () => this.#settle(before, false),
    }
  }

  #settle(before: { subject: string; factor: number; row: Row }[], isRight: boolean): void {
    this.#store.database.durable(() => {
      const nowMs = this.#clock.nowMs()
      for (const { subject, factor, row } of before) {
        const now = this.#row(subject, factor, nowMs)
        const wrong = isRight && factor === 1 ? 0 : Math.max(0, now.wrong - 1)
        if (wrong === 0) this.#store.database.run('DELETE FROM sign_in_tries WHERE subject = ?', subject)
        // Others may have tried meanwhile: only this one is taken back, not the delay that they earned.
        else this.#write(subject, wrong, row.last_ms, now.wrong > row.wrong + 1 ? now.until_ms : row.until_ms)
      }
    })
  }

  /** As it stands now: forgotten, or forgiven, by the time that passed. */
  #row(subject: string, factor: number, nowMs: number): Row {
    const row = this.#store.database.get<Row>(
      'SELECT wrong, last_ms, until_ms FROM sign_in_tries WHERE subject = ?',
      subject,
    )
    if (row === undefined) return { wrong: 0, last_ms: nowMs, until_ms: 0 }
    if (row.last_ms > nowMs) {
      // The clock was set back: what is still to be waited is counted from now, once.
      const untilMs = nowMs + delayMs(row.wrong, this.#rules(), factor)
      this.#write(subject, row.wrong, nowMs, untilMs)
      return { wrong: row.wrong, last_ms: nowMs, until_ms: untilMs }
    }
    const quietMs = nowMs - row.last_ms
    if (factor > 1) return { ...row, wrong: Math.max(0, row.wrong - quietMs / SHELL_FORGIVE_MS) }
    return quietMs > FORGET_MS ? { wrong: 0, last_ms: nowMs, until_ms: 0 } : row
  }

  #write(subject: string, wrong: number, lastMs: number, untilMs: number): void {
    this.#store.database.run(
      `INSERT INTO sign_in_tries (subject, wrong, last_ms, until_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET wrong = excluded.wrong, last_ms = excluded.last_ms, until_ms = excluded.until_ms`,
      subject,
      wrong,
      lastMs,
      untilMs,
    )
  }

  #bucket(foldedName: string): string {
    if (this.#key === null) {
      const stored = this.#store.settings.get(KEY_SETTING)
      const key = typeof stored === 'string' ? stored : randomBytes(32).toString('hex')
      if (key !== stored) this.#store.settings.set(KEY_SETTING, key)
      this.#key = Buffer.from(key, 'hex')
    }
    return createHmac('sha256', this.#key)
      .update(foldedName)
      .digest('hex')
      .slice(0, BUCKET_BYTES * 2)
  }
}

/** How long to wait after this many wrong tries, milliseconds: none at first, then doubling. */
export function delayMs(wrong: number, rules: Policies['throttle'], factor = 1): number {
  const beyond = Math.floor(wrong - rules.freeTries * factor)
  if (beyond <= 0) return 0
  return Math.min(rules.maxDelaySeconds, rules.firstDelaySeconds * 2 ** Math.min(beyond - 1, 30)) * 1000
}
