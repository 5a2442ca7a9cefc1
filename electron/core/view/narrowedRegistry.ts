import { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostOptions, HostRecord, Site } from '../../../shared/models/host.ts'
import type { HostEvent, HostRegistry, HostSession } from '../hosts/index.ts'
import type { ResolvedOptions } from '../hosts/options.ts'
import type { SshDefaults } from '../hosts/target.ts'
import type { RegistryView } from './types.ts'
import { Listeners, Seen } from './seen.ts'
import type { Sight } from './sight.ts'

/** Hosts that a person may read; the others are as if they did not exist. */
export class NarrowedRegistry implements RegistryView {
  readonly #all: HostRegistry
  readonly #sight: Sight
  readonly #seen: Seen<HostId>
  readonly #listeners: Listeners<HostEvent>

  constructor(all: HostRegistry, sight: Sight) {
    this.#all = all
    this.#sight = sight
    this.#seen = new Seen(() => this.list().map(({ id }) => id))
    this.#listeners = new Listeners(tell => {
      const forget = this.#seen.begin()
      const stop = all.onHost(event => {
        for (const told of this.#narrowed(event)) tell(told)
      })
      return () => {
        stop()
        forget()
      }
    })
  }

  list(): HostRecord[] {
    return this.#all.list().filter(({ id }) => this.#sight.host(id))
  }

  get(id: HostId): HostRecord | undefined {
    return this.#sight.host(id) ? this.#all.get(id) : undefined
  }

  session(id: HostId): HostSession {
    this.#need(id)
    return this.#all.session(id)
  }

  options(id: HostId): ResolvedOptions {
    this.#need(id)
    return this.#all.options(id)
  }

  readOnly(id: HostId): boolean {
    this.#need(id)
    return this.#all.readOnly(id)
  }

  sites(): Site[] {
    return this.#sight.sites()
  }

  onHost(callback: (event: HostEvent) => void): () => void {
    return this.#listeners.add(callback)
  }

  siteOptions(siteId: SiteId | null): ResolvedOptions {
    return this.#all.siteOptions(siteId)
  }

  productOptions(): ResolvedOptions {
    return this.#all.productOptions()
  }

  get connectionDefaults(): HostOptions {
    return this.#all.connectionDefaults
  }

  get sshDefaults(): SshDefaults {
    return this.#all.sshDefaults
  }

  get networkSuspect(): boolean {
    return this.#all.networkSuspect
  }

  #need(id: HostId): void {
    if (this.#sight.host(id)) return
    throw new AppError('host.unknown', 'This host is not in the list any more.', { data: { hostId: id } })
  }

  *#narrowed(event: HostEvent): Generator<HostEvent> {
    if (event.type === 'sites') {
      yield* this.#moved()
      yield { type: 'sites', sites: this.sites() }
      return
    }
    const { hostId } = event
    if (event.type === 'removed') {
      if (this.#seen.mark(hostId, false)) yield event
      return
    }
    const isSeen = this.#sight.host(hostId)
    const wasSeen = this.#seen.mark(hostId, isSeen)
    if (isSeen && !wasSeen && event.type === 'changed') yield { ...event, type: 'added' }
    else if (isSeen) yield event
    else if (wasSeen) yield { type: 'removed', hostId }
    // A host that came or left may have brought its sites with it, or taken them along.
    if (isSeen !== wasSeen) yield { type: 'sites', sites: this.sites() }
  }

  /** A site that moved takes its hosts along. */
  *#moved(): Generator<HostEvent> {
    const { came, left } = this.#seen.again()
    for (const hostId of left) yield { type: 'removed', hostId }
    for (const hostId of came) {
      const record = this.#all.get(hostId)
      if (record) yield { type: 'added', hostId, record }
    }
  }
}
