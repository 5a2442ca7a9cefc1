import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import { siteChain } from './options.ts'
import type { HostRegistry } from './registry.ts'
import type { ReadOnlyRule } from './ways.ts'

/** How long a host may still be written to after the last person who may has gone, so that a short lock costs nothing. */
const GRACE_MS = 60_000

export interface ReadOnlyParts {
  registry: Pick<HostRegistry, 'get' | 'sites' | 'setReadOnlyRule' | 'reviewReadOnly'>
  /** Whether somebody present may change something on the host; null where nobody is there at all. */
  mayWrite(hostId: HostId): boolean | null
  /** True while somebody is there under break-glass who may change something on the host. */
  mayWriteElevated(hostId: HostId): boolean
  /** Sites that a policy opens read-only, with all below them. */
  readOnlySites(): readonly SiteId[]
  /** True while something runs on the host that a change of rights would cut off. */
  busy(hostId: HostId): boolean
  clock: Clock
}

/**
 * Which hosts are opened read-only, so that the daemon itself refuses every change: those that nobody present may
 * change, and those of a policy's sites unless somebody took the right for a while.
 */
export class ReadOnlyByPresence {
  readonly #parts: ReadOnlyParts
  /** Since when nobody was there, by the monotonic clock; null while somebody is. At the start nobody ever was. */
  #emptySinceMs: number | null = Number.NEGATIVE_INFINITY
  #cancel: () => void = () => {}
  #closed = false

  constructor(parts: ReadOnlyParts) {
    this.#parts = parts
    parts.registry.setReadOnlyRule(
      hostId => this.rule(hostId),
      hostId => parts.busy(hostId),
    )
  }

  /** The rule for one host, asked whenever libvirt is opened there. */
  rule(hostId: HostId): ReadOnlyRule {
    const { registry, clock } = this.#parts
    const may = this.#parts.mayWrite(hostId)
    if (may === false) return { readOnly: true, code: 'nobodyMay' }
    const since = this.#emptySinceMs
    if (may === null && since !== null && clock.monotonicMs() - since >= GRACE_MS)
      return { readOnly: true, code: 'nobodyThere' }
    const wanted = this.#parts.readOnlySites()
    if (wanted.length === 0) return { readOnly: false }
    const sites = new Map(registry.sites().map(site => [site.id, site]))
    const site = siteChain(registry.get(hostId)?.siteId ?? null, sites).find(each => wanted.includes(each.id))
    if (site === undefined || this.#parts.mayWriteElevated(hostId)) return { readOnly: false }
    return { readOnly: true, code: 'policy', site: site.name }
  }

  /** Somebody came or went, rights or the policy changed, or something that ran has ended. */
  review(isAnybodyThere: boolean): void {
    if (this.#closed) return
    const { clock, registry } = this.#parts
    this.#cancel()
    this.#cancel = () => {}
    if (isAnybodyThere) this.#emptySinceMs = null
    else {
      this.#emptySinceMs ??= clock.monotonicMs()
      const left = GRACE_MS - (clock.monotonicMs() - this.#emptySinceMs)
      if (left > 0) this.#cancel = clock.after(left, () => this.review(false))
    }
    registry.reviewReadOnly()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }
}
