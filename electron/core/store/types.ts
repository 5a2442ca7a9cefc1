import type { z } from 'zod'
import type { FleetLogEvent as FleetLogEventSchema } from '../../../shared/contract/resources.ts'
import type { DomainUuid, HostId, MachineKey, SiteId } from '../../../shared/ids.ts'
import type { HostFacts, HostRecord, Site } from '../../../shared/models/host.ts'
import type { ChangeKind, FieldChange, StoredChange } from '../../../shared/models/change.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { ResourceKind, StoredResource } from '../../../shared/models/resources.ts'
import type { WritableDatabase } from './database.ts'

export type FleetLogEvent = z.infer<typeof FleetLogEventSchema>

/** What is stored of a machine: `Machine` without what follows from its host's record. */
export type StoredMachine = Omit<Machine, 'key' | 'host' | 'siteId' | 'site' | 'stale'>

/** A host key that a person trusted for an endpoint of a host (the host itself or one of its jump hosts). */
export interface PinnedKey {
  /** `name:port`. */
  endpoint: string
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … */
  algorithm: string
  /** The SSH wire form. */
  publicKey: Buffer
  /** `SHA256:…` as OpenSSH prints it. */
  sha256: string
  pinnedAtMs: number
}

/** One definition as read from a host. */
export interface SeenDefinition {
  uuid: DomainUuid
  name: string
  xml: string
  seenAtMs: number
}

/** A time during which a machine had one definition; one that comes back is another version with the same text. */
export interface DefinitionVersion {
  /** Counted for each machine, from 1. */
  n: number
  /** SHA-256 of the text, hexadecimal. */
  hash: string
  firstSeenMs: number
  lastSeenMs: number
  /** Length of the text in UTF-8. */
  bytes: number
}

/** One resource as the inventory hands it over. */
export interface ResourceRow<T = unknown> {
  /** Unique within host and kind. */
  key: string
  value: T
  xml: string | null
}

export interface SearchOptions {
  /** `all`: facts and XML. `facts`: names, notes, tags, addresses, paths. `xml`: the definition's text. `notes`: title and description. */
  in: 'all' | 'facts' | 'xml' | 'notes'
  /** Stop after this many machines. */
  limit?: number
}

/** Sites; nesting is always a tree. */
export interface Sites {
  list(): Site[]
  insert(site: Site): void
  /** Throws `AppError` input.invalid when the site would become its own ancestor, name.unknown when it is gone. */
  update(site: Site): void
  /** Its sites and hosts move up to its parent. */
  remove(id: SiteId): void
}

export interface Hosts {
  /** By name. */
  list(): HostRecord[]
  insert(record: HostRecord): void
  /** Throws `AppError` host.unknown when it is gone. */
  update(record: HostRecord): void
  /** Takes everything stored of the host with it. */
  remove(id: HostId): void
}

export interface HostKeys {
  list(hostId: HostId): PinnedKey[]
  /** Hosts whose pins hold this key for this endpoint. */
  holders(endpoint: string, sha256: string): HostId[]
  /** Adds a key; the same key again changes nothing. */
  pin(hostId: HostId, key: PinnedKey): void
  forget(hostId: HostId, endpoint: string, sha256: string): void
  /** Drops every key of the endpoint and pins this one. */
  replace(hostId: HostId, endpoint: string, key: PinnedKey): void
}

export interface Machines {
  /** Every stored machine of every host. */
  load(): StoredMachine[]
  /** Inserts or updates; rows that are as stored cost no write. */
  save(hostId: HostId, rows: StoredMachine[]): void
  /** Everything stored of the host's machines is true as of `atMs`. One statement whatever their number. */
  confirm(hostId: HostId, atMs: number): void
  /** Forgets the machines; their definitions stay as history. `atMs`: when they were found gone; now unless told. */
  remove(hostId: HostId, uuids: DomainUuid[], atMs?: number): void
  /** When each host's machines were last confirmed; hosts never confirmed are absent. */
  confirmedAt(): Map<HostId, number>
}

export interface Definitions {
  /** Stores what is new and moves "last seen" of what is not; answers in the given order. */
  put(hostId: HostId, rows: SeenDefinition[]): { uuid: DomainUuid; hash: string }[]
  /** Every version ever seen of the machine, also after it is gone; newest first. Beyond 1,000, what came back later is left out. */
  versions(hostId: HostId, uuid: DomainUuid): DefinitionVersion[]
  /** The text that has this hash; null if there is none. */
  text(hash: string): string | null
  /** The version seen last. */
  current(hostId: HostId, uuid: DomainUuid): { hash: string; xml: string; seenAtMs: number } | null
}

export interface Search {
  /**
   * Machines that contain `query` as a substring, in any case. It is plain text: nothing in it is syntax.
   * An empty query matches nothing.
   */
  text(query: string, options: SearchOptions): Set<MachineKey>
  /**
   * A line of each machine's definition that holds `query`, of at most `limit` machines, only of those in `among`
   * where it is given; a query has no line feeds.
   */
  lines(query: string, limit: number, among?: (key: MachineKey) => boolean): FoundLine[]
}

/** A line of a stored definition. */
export interface FoundLine {
  key: MachineKey
  /** From 1. */
  line: number
  text: string
}

export interface Resources {
  /**
   * The host's resources of this kind are exactly these as of `atMs`; unchanged rows cost no write. True where anything
   * changed. Not `whole`: some are what was known before, so the kind is not confirmed.
   */
  replace(hostId: HostId, kind: ResourceKind, rows: ResourceRow[], atMs: number, whole?: boolean): boolean
  upsert(hostId: HostId, kind: ResourceKind, rows: ResourceRow[], atMs: number): void
  remove(hostId: HostId, kind: ResourceKind, keys: string[]): void
  list<T = unknown>(hostId: HostId, kind: ResourceKind): StoredResource<T>[]
  all<T = unknown>(kind: ResourceKind): StoredResource<T>[]
  /**
   * Of one kind, on every host, what holds `text` in any case in one of these fields of its value (plain names);
   * at most `limit`. It is plain text.
   */
  containing<T = unknown>(
    kind: ResourceKind,
    fields: readonly string[],
    text: string,
    limit: number,
  ): StoredResource<T>[]
  /** Of every pool of every host, how many volumes it has and what all of them may grow to. */
  volumeSums(): VolumeSum[]
  /** When `replace` last confirmed the kind as a whole, also when there was none of it; null if never. */
  asOf(hostId: HostId, kind: ResourceKind): number | null
}

export interface VolumeSum {
  hostId: HostId
  pool: string
  volumes: number
  capacityBytes: number
}

export interface HostFactsTable {
  get(hostId: HostId): HostFacts | null
  set(hostId: HostId, facts: HostFacts): void
}

export interface Settings {
  /** The stored value, or undefined. */
  get(key: string): unknown
  /** Stores anything JSON can hold; undefined removes the key. */
  set(key: string, value: unknown): void
}

export interface Events {
  /** Appends, and drops the oldest beyond the bound. */
  append(rows: FleetLogEvent[]): void
  /** The last `limit` events, oldest first. */
  latest(limit: number): FleetLogEvent[]
}

/** What one host takes of the store. */
export interface HostAmounts {
  machines: number
  /** Versions of definitions, of machines that are gone too. */
  versions: number
  resources: number
}

/** How much is stored. */
export interface StoredAmounts {
  /** The database with its side files, bytes. */
  databaseBytes: number
  events: number
  hosts: ReadonlyMap<HostId, HostAmounts>
}

/** A change as those who write tables tell it. */
export interface NewChange {
  atMs: number
  afterMs: number | null
  hostId: HostId
  kind: ChangeKind
  key: string
  subject: string
  change: StoredChange['change']
  fields?: FieldChange[]
}

/** What became another, noted by the tables themselves as they are written. */
export interface Changes {
  /** Changes seen since then, newest first. */
  since(sinceMs: number, limit: number): StoredChange[]
  /** When the subject last changed in this way; null where that is not kept. */
  lastOf(hostId: HostId, kind: ChangeKind, key: string): number | null
  /** Told, some moments later, that something was noted. */
  onNoted(callback: () => void): () => void
  /** Told, some moments later, of each change as it was seen, before it is joined with those before it. */
  onTold(callback: (told: readonly NewChange[]) => void): () => void
  /** When the oldest that is kept was seen; null where there is none. */
  beganMs(): number | null
}

/**
 * Everything NovaCron keeps on disk, in one SQLite file. Synchronous; every call is short. Any call
 * may throw `AppError` store.full, store.readOnly, store.corrupt, store.locked or store.failed;
 * nothing of that call is stored then and the store stays usable.
 */
export interface Store {
  /** What a person should know about the opening, in words ready to show. */
  readonly notices: readonly string[]
  readonly sites: Sites
  readonly hosts: Hosts
  readonly hostKeys: HostKeys
  readonly machines: Machines
  readonly definitions: Definitions
  readonly search: Search
  readonly resources: Resources
  readonly hostFacts: HostFactsTable
  readonly settings: Settings
  readonly events: Events
  readonly changes: Changes
  /** For the areas of the core that keep tables of their own; only they read and write those. */
  readonly database: WritableDatabase
  /** How much is stored, counted now. */
  amounts(): StoredAmounts
  /** All of `work` or nothing of it; nests. */
  transaction<T>(work: () => T): T
  /**
   * As a durable transaction; what it removes or replaces is overwritten in the file and in the log beside it, not
   * only marked as free. Nests; the log is then dealt with after the outer transaction.
   */
  erasing<T>(work: () => T): T
  /** The last program that wrote here ended without closing: `verify` is worth its time. */
  readonly interrupted: boolean
  /**
   * Checks every page of the database in a thread of its own (about 0.2 s for 10,000 machines) and
   * tells what is wrong; empty when all is well. Damage is added to `notices` and repaired at the next
   * opening. Rejects with the signal's reason when aborted.
   */
  verify(signal?: AbortSignal): Promise<string[]>
  /**
   * One short slice of clearing up after a removed host; true while there is more. The store does this
   * by itself, a second after the removal.
   */
  tidy(): boolean
  /** Safe to call again. */
  close(): void
}
