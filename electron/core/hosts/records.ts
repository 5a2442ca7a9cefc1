import { randomUUID } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import { HostId, SiteId } from '../../../shared/ids.ts'
import { HostOptions, type HostRecord, type Site } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/index.ts'
import { nameFromAddress, freeName, uniqueName } from './names.ts'
import { folded } from './namedCredentials.ts'
import { type ResolvedOptions, resolveOptions, wouldCircle } from './options.ts'
import { readUri } from './target.ts'

/** A host as a person describes it before it is stored. */
export interface HostDraft {
  uri: string
  name?: string | undefined
  siteId?: SiteId | null | undefined
  options?: HostOptions | undefined
  /** Fingerprints (`SHA256:…`) of new host keys that need no question. */
  acceptNewKeys?: string[] | undefined
}

/** What may be changed of a host; what is absent stays. */
export interface HostPatch {
  name?: string | undefined
  siteId?: SiteId | null | undefined
  uri?: string | undefined
  options?: HostOptions | undefined
}

/** What may be changed of a site; what is absent stays. */
export interface SitePatch {
  name?: string | undefined
  parentId?: SiteId | null | undefined
  production?: boolean | undefined
  options?: HostOptions | undefined
}

/** Where the store keeps what holds for every host. */
const DEFAULTS_KEY = 'connectionDefaults'

/** What cannot be read counts as nothing said. */
function storedDefaults(value: unknown): HostOptions {
  const read = HostOptions.safeParse(value ?? {})
  return read.success ? read.data : {}
}

/** Hosts and sites as stored: kept in memory, checked before every change, names unique. */
export class HostRecords {
  readonly #store: Pick<Store, 'hosts' | 'sites' | 'settings'>
  readonly #clock: Clock
  readonly #hosts: Map<HostId, HostRecord>
  #sites: Map<SiteId, Site>
  #defaults: HostOptions
  readonly #resolved = new Map<HostId, ResolvedOptions>()

  constructor(store: Pick<Store, 'hosts' | 'sites' | 'settings'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
    this.#hosts = new Map(store.hosts.list().map(record => [record.id, record]))
    this.#sites = new Map(store.sites.list().map(site => [site.id, site]))
    this.#defaults = storedDefaults(store.settings.get(DEFAULTS_KEY))
  }

  list(): HostRecord[] {
    return [...this.#hosts.values()]
  }

  get(id: HostId): HostRecord | undefined {
    return this.#hosts.get(id)
  }

  sites(): Site[] {
    return [...this.#sites.values()]
  }

  /** The record, or `host.unknown`. */
  need(id: HostId): HostRecord {
    const record = this.#hosts.get(id)
    if (record === undefined) {
      throw new AppError('host.unknown', 'This host is not in the list any more.', { data: { hostId: id } })
    }
    return record
  }

  /** A host's options after inheritance, with their sources. */
  options(id: HostId): ResolvedOptions {
    const known = this.#resolved.get(id)
    if (known !== undefined) return known
    const resolved = resolveOptions(this.need(id), this.#sites, this.#defaults)
    this.#resolved.set(id, resolved)
    return resolved
  }

  /** What holds for every host that says nothing else, nor its sites. */
  get defaults(): HostOptions {
    return this.#defaults
  }

  /** Replaces what holds for every host. */
  setDefaults(options: HostOptions): void {
    this.#store.settings.set(DEFAULTS_KEY, options)
    this.#defaults = options
    this.#resolved.clear()
  }

  /** What a site, or the fleet where it is null, passes on to what it holds. */
  siteOptions(siteId: SiteId | null): ResolvedOptions {
    return resolveOptions({ siteId, options: {} }, this.#sites, this.#defaults)
  }

  /** A draft's options as they would be once stored. */
  draftOptions(draft: HostDraft): ResolvedOptions {
    return resolveOptions(
      { siteId: this.#site(draft.siteId ?? null), options: draft.options ?? {} },
      this.#sites,
      this.#defaults,
    )
  }

  /** A name for the draft that nobody has; `uri.invalid` where its URI can't be used. */
  suggestedName(draft: HostDraft): string {
    const uri = readUri(draft.uri)
    const address =
      uri.host === null ? (uri.driver === 'test' ? 'test' : 'localhost') : nameFromAddress(uri.host)
    return freeName(address, this.#names())
  }

  /** Throws `uri.invalid`, `name.taken`, `input.invalid` or `name.unknown`; stores nothing then. */
  add(draft: HostDraft): HostRecord {
    readUri(draft.uri)
    const record: HostRecord = {
      id: HostId.parse(randomUUID()),
      name: draft.name === undefined ? this.suggestedName(draft) : uniqueName(draft.name, this.#names()),
      siteId: this.#site(draft.siteId ?? null),
      uri: draft.uri,
      autoConnect: true,
      options: draft.options ?? {},
      createdAtMs: this.#clock.nowMs(),
    }
    this.#store.hosts.insert(record)
    this.#hosts.set(record.id, record)
    return record
  }

  /** Throws as `add` does, and `host.unknown`. */
  update(id: HostId, patch: HostPatch & { autoConnect?: boolean }): HostRecord {
    const before = this.need(id)
    if (patch.uri !== undefined) readUri(patch.uri)
    const others = this.list().flatMap(other => (other.id === id ? [] : [other.name]))
    const record: HostRecord = {
      ...before,
      name: patch.name === undefined ? before.name : uniqueName(patch.name, others),
      siteId: patch.siteId === undefined ? before.siteId : this.#site(patch.siteId),
      uri: patch.uri ?? before.uri,
      options: patch.options ?? before.options,
      autoConnect: patch.autoConnect ?? before.autoConnect,
    }
    this.#store.hosts.update(record)
    this.#hosts.set(id, record)
    this.#resolved.delete(id)
    return record
  }

  /** Options that name this credential name it differently from now on; answers the hosts that changed themselves. */
  renameCredential(from: string, to: string): HostRecord[] {
    const named = ({ credential }: HostOptions) =>
      credential !== undefined && folded(credential) === folded(from)
    for (const site of this.sites())
      if (named(site.options))
        this.#store.sites.update({ ...site, options: { ...site.options, credential: to } })
    if (named(this.#defaults)) this.setDefaults({ ...this.#defaults, credential: to })
    const changed = this.list()
      .filter(record => named(record.options))
      .map(record => ({ ...record, options: { ...record.options, credential: to } }))
    for (const record of changed) {
      this.#store.hosts.update(record)
      this.#hosts.set(record.id, record)
    }
    this.#reloadSites()
    return changed
  }

  remove(id: HostId): void {
    this.need(id)
    this.#store.hosts.remove(id)
    this.#hosts.delete(id)
    this.#resolved.delete(id)
  }

  /** Throws `name.taken` where the parent has a site of that name. */
  addSite(site: {
    name: string
    parentId?: SiteId | null | undefined
    production?: boolean | undefined
  }): Site {
    const parentId = this.#site(site.parentId ?? null)
    const made: Site = {
      id: SiteId.parse(randomUUID()),
      parentId,
      name: uniqueName(site.name, this.#siblings(parentId)),
      production: site.production ?? false,
      options: {},
    }
    this.#store.sites.insert(made)
    this.#reloadSites()
    return made
  }

  /** Throws `name.unknown`, `name.taken`, or `input.invalid` where it would contain itself. */
  updateSite(id: SiteId, patch: SitePatch): Site {
    const before = this.#needSite(id)
    const parentId = patch.parentId === undefined ? before.parentId : this.#site(patch.parentId)
    if (wouldCircle(id, parentId, this.#sites)) {
      throw new AppError(
        'input.invalid',
        `The site ${before.name} can't be moved into itself or below itself.`,
        {
          next: 'Choose a site outside of it.',
        },
      )
    }
    const site: Site = {
      ...before,
      parentId,
      name: uniqueName(patch.name ?? before.name, this.#siblings(parentId, id)),
      production: patch.production ?? before.production,
      options: patch.options ?? before.options,
    }
    this.#store.sites.update(site)
    this.#reloadSites()
    return site
  }

  /** Its hosts and child sites move to its parent; answers the hosts that moved. */
  removeSite(id: SiteId): HostRecord[] {
    const { parentId } = this.#needSite(id)
    this.#store.sites.remove(id)
    const moved = this.list()
      .filter(record => record.siteId === id)
      .map(record => ({ ...record, siteId: parentId }))
    for (const record of moved) this.#hosts.set(record.id, record)
    this.#reloadSites()
    return moved
  }

  #reloadSites(): void {
    this.#sites = new Map(this.#store.sites.list().map(site => [site.id, site]))
    this.#resolved.clear()
  }

  #names(): string[] {
    return this.list().map(record => record.name)
  }

  #siblings(parentId: SiteId | null, except?: SiteId): string[] {
    return this.sites().flatMap(site => (site.parentId === parentId && site.id !== except ? [site.name] : []))
  }

  #needSite(id: SiteId): Site {
    const site = this.#sites.get(id)
    if (site === undefined)
      throw new AppError('name.unknown', 'This site is not there any more.', { data: { siteId: id } })
    return site
  }

  #site(id: SiteId | null): SiteId | null {
    return id === null ? null : this.#needSite(id).id
  }
}
