import type { Clock } from '../clock.ts'
import type { AuditDraft, AuditSink } from './types.ts'

/** The same refusal is told again at most so often; those between are counted. */
const WINDOW_MS = 60_000
/** Different refusals remembered. */
const KINDS_MAX = 1_000

interface Repeated {
  draft: AuditDraft
  count: number
  cancel: () => void
}

/** Keeps a caller that asks the same again and again from filling the log: the first at once, then one with a count. */
export class Repeats {
  readonly #sink: AuditSink
  readonly #clock: Clock
  readonly #seen = new Map<string, Repeated>()

  constructor(parts: { sink: AuditSink; clock: Clock }) {
    this.#sink = parts.sink
    this.#clock = parts.clock
  }

  record(draft: AuditDraft): void {
    const { personId, shell, sessionId, act, object, error } = draft
    const key = JSON.stringify([personId, shell, sessionId, act, object, error])
    const seen = this.#seen.get(key)
    if (seen) {
      seen.count++
      return
    }
    this.#sink.record(draft)
    if (this.#seen.size >= KINDS_MAX) return
    this.#seen.set(key, { draft, count: 0, cancel: this.#clock.after(WINDOW_MS, () => this.#end(key)) })
  }

  /** Tells what was counted. */
  close(): void {
    for (const [key, { cancel }] of this.#seen) {
      cancel()
      this.#end(key)
    }
  }

  #end(key: string): void {
    const seen = this.#seen.get(key)
    this.#seen.delete(key)
    if (!seen || seen.count === 0) return
    this.#sink.record({ ...seen.draft, parameters: { ...seen.draft.parameters, timesMore: seen.count } })
  }
}
