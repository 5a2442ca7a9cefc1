import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { BelievedTime } from './believedTime.ts'
import { type AuditLog, coreDraft } from './log.ts'

/** First look after the start, and how often after that. */
const FIRST_MS = 60_000
const EVERY_MS = 6 * 3_600_000
/** Entries removed at a time, and the pause between: others get their turn. */
const SLICE = 5_000
const PAUSE_MS = 50
const DAY_MS = 86_400_000

/** Removes entries that are older than the policy keeps them, each slice under a signed checkpoint. */
export class Retention {
  readonly #log: AuditLog
  readonly #clock: Clock
  readonly #time: BelievedTime
  readonly #logger: Logger
  readonly #days: () => number | null
  #cancel: () => void

  /**
   * `days`: how long entries are kept by the policy of the moment; null for ever. `lastMs`: when the last entry before
   * this start was written; null where there was none.
   */
  constructor(parts: {
    log: AuditLog
    clock: Clock
    logger: Logger
    days: () => number | null
    lastMs: number | null
  }) {
    this.#log = parts.log
    this.#clock = parts.clock
    this.#time = new BelievedTime(parts.clock, parts.lastMs)
    this.#logger = parts.logger
    this.#days = parts.days
    this.#cancel = this.#clock.after(FIRST_MS, () => this.#run(0))
  }

  /** Looks soon: the policy is another one. */
  changed(): void {
    this.#cancel()
    this.#cancel = this.#clock.after(PAUSE_MS, () => this.#run(0))
  }

  close(): void {
    this.#cancel()
  }

  #run(before: number): void {
    const days = this.#days()
    let pruned = 0
    try {
      if (days !== null)
        pruned = this.#log.prune(this.#time.nowMs() - days * DAY_MS, `older than ${days} days`, SLICE)
    } catch (error) {
      this.#logger.error({ err: error }, 'old audit entries could not be removed')
    }
    const total = before + pruned
    if (pruned === SLICE) {
      this.#cancel = this.#clock.after(PAUSE_MS, () => this.#run(total))
      return
    }
    if (total > 0) this.#log.record(coreDraft('audit.prune', { entries: total, days }, 'done'))
    this.#cancel = this.#clock.after(EVERY_MS, () => this.#run(0))
  }
}
