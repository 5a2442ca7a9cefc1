import type { Clock } from '../clock.ts'

/** However long they are silent, they are asked again this often. */
const LONGEST_MS = 60 * 60_000

/**
 * Pools of a host that did not answer when they were asked last, over the present connection or one before. What is
 * asked of such a pool keeps a worker of libvirtd even after the connection has ended (there are 20 unless told
 * otherwise, `max_workers`), and so does every new question: one of them is asked again only once they have been silent
 * for twice as long.
 */
export class SilentPools {
  readonly #clock: Clock
  readonly #pools = new Set<string>()
  #sinceMs = 0
  #askedMs = 0
  /** The one that a person wants asked. */
  #wanted: string | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isEmpty(): boolean {
    return this.#pools.size === 0
  }

  has(uuid: string): boolean {
    return this.#pools.has(uuid)
  }

  /** Whether one of them may be asked again: any after its pause, the one that a person wants asked at once. */
  isDue(uuid: string): boolean {
    if (this.#wanted !== null) return this.#wanted === uuid
    const silentMs = Math.min(this.#askedMs - this.#sinceMs, LONGEST_MS)
    return this.#clock.monotonicMs() - this.#askedMs >= silentMs
  }

  /** Those that another run of this program found silent, unless this one knows of some itself: one may be asked at once. */
  remember(uuids: readonly string[]): void {
    if (this.#pools.size === 0) for (const uuid of uuids) this.unanswered(uuid)
  }

  /** A person wants it asked, whatever pause is left and before any other. Once asked it is as the others. */
  want(uuid: string): void {
    this.#wanted = uuid
  }

  /** It was not asked and need not be any more; what another person wants meanwhile stands. */
  unwant(uuid: string): void {
    if (uuid === this.#wanted) this.#wanted = null
  }

  unanswered(uuid: string): void {
    this.#wanted = null
    this.#askedMs = this.#clock.monotonicMs()
    if (this.#pools.size === 0) this.#sinceMs = this.#askedMs
    this.#pools.add(uuid)
  }

  /** The others may be back too, and can be asked at once. */
  answered(uuid: string): void {
    this.unwant(uuid)
    if (this.#pools.delete(uuid)) this.#sinceMs = this.#askedMs
  }
}
