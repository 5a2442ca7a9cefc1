import type { DomainUuid } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import { DomainXmlError, pendingChanges } from '../domainXml/index.ts'

/** Pause between two machines: comparing one takes about a millisecond, and thousands come at once. */
const PAUSE_MS = 25

/** What is compared of one machine. */
export interface PendingTexts {
  live: { xml: string; hash: string }
  stored: { xml: string; hash: string }
}

/**
 * Counts what will be otherwise at each running machine's next boot, one machine after another in the
 * pauses of everything else. A pair of texts is compared once.
 */
export class PendingCounts {
  readonly #clock: Clock
  readonly #textsOf: (uuid: DomainUuid) => PendingTexts | null
  readonly #tell: (uuid: DomainUuid, count: number | undefined) => void
  readonly #waiting = new Set<DomainUuid>()
  readonly #compared = new Map<DomainUuid, string>()
  #cancel: (() => void) | null = null
  #closed = false

  /** `textsOf` is null for a machine that does not run; `tell` gets undefined where a text cannot be read. */
  constructor(
    clock: Clock,
    textsOf: (uuid: DomainUuid) => PendingTexts | null,
    tell: (uuid: DomainUuid, count: number | undefined) => void,
  ) {
    this.#clock = clock
    this.#textsOf = textsOf
    this.#tell = tell
  }

  /** One of the machine's texts was read. */
  want(uuid: DomainUuid): void {
    if (this.#closed) return
    this.#waiting.add(uuid)
    this.#schedule()
  }

  forget(uuid: DomainUuid): void {
    this.#waiting.delete(uuid)
    this.#compared.delete(uuid)
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#cancel = null
  }

  #schedule(): void {
    if (this.#closed || this.#waiting.size === 0) return
    this.#cancel ??= this.#clock.after(PAUSE_MS, () => {
      this.#cancel = null
      const [uuid] = this.#waiting
      if (uuid !== undefined) {
        this.#waiting.delete(uuid)
        this.#compare(uuid)
      }
      this.#schedule()
    })
  }

  #compare(uuid: DomainUuid): void {
    const texts = this.#textsOf(uuid)
    if (texts === null) return
    const pair = `${texts.live.hash} ${texts.stored.hash}`
    if (this.#compared.get(uuid) === pair) return
    this.#compared.set(uuid, pair)
    this.#tell(uuid, countOf(texts))
  }
}

function countOf({ live, stored }: PendingTexts): number | undefined {
  if (live.xml === stored.xml) return 0
  try {
    return pendingChanges(live.xml, stored.xml).changes.length
  } catch (error) {
    // What cannot be read is shown as text; there is nothing to count.
    if (error instanceof DomainXmlError) return undefined
    throw error
  }
}
