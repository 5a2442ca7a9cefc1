import { AppError } from '../../../shared/errors.ts'
import { type HostId, type SiteId, splitMachineKey } from '../../../shared/ids.ts'
import type { HostOptions, HostRecord, HostState, Site } from '../../../shared/models/host.ts'
import type { HostEvent, HostRegistry } from '../hosts/index.ts'
import type { ResolvedOptions } from '../hosts/options.ts'
import type { SshDefaults } from '../hosts/target.ts'
import type { Inventory } from '../inventory/index.ts'
import { CredentialNames } from './credentialNames.ts'
import type { RegistryView } from './types.ts'
import { Listeners, Seen } from './seen.ts'
import type { Sight } from './sight.ts'

/** A grant whose query moves with time or metrics is asked again this often while somebody listens. */
export const MOVING_MS = 2_000

/** Of a host that is known only as the place of some machines: what it is called and where it stands, not how it is reached. */
const partOf = ({ id, name, siteId, autoConnect, createdAtMs }: HostRecord): HostRecord => ({
  ...{ id, name, siteId, autoConnect, createdAtMs },
  uri: '',
  options: {},
})

/** Whether it answers and since when; why not, and what it asks, is for whoever may read it. */
const partState = (state: HostState): HostState => ({
  ...state,
  stage: null,
  problem: null,
  question: null,
  roundTripMs: null,
})

/** Hosts that a person may read, wholly or as where their machines are; the others are as if they did not exist. */
export class NarrowedRegistry implements RegistryView {
  readonly #all: HostRegistry
  readonly #sight: Sight
  readonly #names: CredentialNames
  readonly #seen: Seen<HostId>
  readonly #listeners: Listeners<HostEvent>

  constructor(all: HostRegistry, sight: Sight, inventory: Pick<Inventory, 'onChange'>) {
    this.#all = all
    this.#sight = sight
    this.#names = new CredentialNames(sight.access)
    this.#seen = new Seen(() => this.list().map(({ id }) => id))
    this.#listeners = new Listeners(tell => {
      const forget = this.#seen.begin()
      const again = (events: Iterable<HostEvent>) => {
        for (const told of events) tell(told)
      }
      const stops = [
        all.onHost(event => again(this.#narrowed(event))),
        // A host may come with its first machine that is in sight, and go with the last.
        inventory.onChange(({ changed, removed }) => {
          const touched = new Set(changed.map(({ hostId }) => hostId))
          for (const key of removed) touched.add(splitMachineKey(key).hostId)
          again(this.#looked(touched))
        }),
      ]
      const timer = sight.access.moves ? setInterval(() => again(this.#moved()), MOVING_MS) : null
      timer?.unref()
      return () => {
        for (const stop of stops) stop()
        if (timer) clearInterval(timer)
        forget()
      }
    })
  }

  list(): HostRecord[] {
    return this.#all.list().flatMap(record => this.#seenAs(record) ?? [])
  }

  get(id: HostId): HostRecord | undefined {
    const record = this.#all.get(id)
    return record && this.#seenAs(record)
  }

  isPart(id: HostId): boolean {
    return !this.#sight.host(id) && this.#sight.knows(id)
  }

  session(id: HostId): ReturnType<RegistryView['session']> {
    if (!this.isPart(id)) this.#need(id)
    const session = this.#all.session(id)
    if (this.isPart(id)) return { state: partState(session.state), live: null, transport: null }
    const { live, transport } = session
    return {
      state: this.#names.state(id, session.state),
      live,
      transport: transport && this.#names.transport(id, transport),
    }
  }

  options(id: HostId): ResolvedOptions {
    this.#need(id)
    return this.#names.resolved(this.#all.options(id), { kind: 'host', hostId: id })
  }

  readOnly(id: HostId): boolean {
    if (!this.isPart(id)) this.#need(id)
    return this.#all.readOnly(id)
  }

  sites(): Site[] {
    return this.#sight.sites().map(site => this.#names.site(site))
  }

  onHost(callback: (event: HostEvent) => void): () => void {
    return this.#listeners.add(callback)
  }

  siteOptions(siteId: SiteId | null): ResolvedOptions {
    const place = siteId === null ? ({ kind: 'installation' } as const) : ({ kind: 'site', siteId } as const)
    return this.#names.resolved(this.#all.siteOptions(siteId), place)
  }

  productOptions(): ResolvedOptions {
    return this.#all.productOptions()
  }

  get connectionDefaults(): HostOptions {
    return this.#names.options(this.#all.connectionDefaults, null)
  }

  get sshDefaults(): SshDefaults {
    return this.#all.sshDefaults
  }

  get networkSuspect(): boolean {
    return this.#all.networkSuspect
  }

  #seenAs(record: HostRecord): HostRecord | undefined {
    if (this.#sight.host(record.id)) return this.#names.record(record)
    return this.#sight.knows(record.id) ? partOf(record) : undefined
  }

  #need(id: HostId): void {
    if (this.#sight.host(id)) return
    throw new AppError('host.unknown', 'This host is not in the list any more.', { data: { hostId: id } })
  }

  *#narrowed(event: HostEvent): Generator<HostEvent> {
    if (event.type === 'sites') {
      const moved = [...this.#moved()]
      yield* moved
      if (moved.length === 0) yield { type: 'sites', sites: this.sites() }
      return
    }
    const { hostId } = event
    if (event.type === 'removed') {
      if (this.#seen.mark(hostId, false)) yield event
      return
    }
    const isSeen = this.#sight.knows(hostId)
    const wasSeen = this.#seen.mark(hostId, isSeen)
    const told = isSeen ? this.#told(event) : null
    if (told && !wasSeen && told.type === 'changed') yield { ...told, type: 'added' }
    else if (told) yield told
    else if (wasSeen) yield { type: 'removed', hostId }
    // A host that came or left may have brought its sites with it, or taken them along.
    if (isSeen !== wasSeen) yield { type: 'sites', sites: this.sites() }
  }

  /** The event of a host in sight, with no more of it than is seen. */
  #told(event: Exclude<HostEvent, { type: 'sites' | 'removed' }>): HostEvent | null {
    const isPart = this.isPart(event.hostId)
    if (event.type === 'state') {
      const state = isPart ? partState(event.state) : this.#names.state(event.hostId, event.state)
      return { ...event, state }
    }
    return { ...event, record: isPart ? partOf(event.record) : this.#names.record(event.record) }
  }

  *#looked(hostIds: Iterable<HostId>): Generator<HostEvent> {
    let moved = false
    for (const hostId of hostIds) {
      const record = this.get(hostId)
      const wasSeen = this.#seen.mark(hostId, record !== undefined)
      if (wasSeen === (record !== undefined)) continue
      moved = true
      if (record) yield { type: 'added', hostId, record }
      else yield { type: 'removed', hostId }
    }
    if (moved) yield { type: 'sites', sites: this.sites() }
  }

  /** A site that moved takes its hosts along. */
  *#moved(): Generator<HostEvent> {
    const { came, left } = this.#seen.again()
    for (const hostId of left) yield { type: 'removed', hostId }
    for (const hostId of came) {
      const record = this.get(hostId)
      if (record) yield { type: 'added', hostId, record }
    }
    if (came.length + left.length > 0) yield { type: 'sites', sites: this.sites() }
  }
}
