import type { ChangesHost } from '../../../shared/contract/changes.ts'
import { type DomainUuid, type HostId, machineKey } from '../../../shared/ids.ts'
import { type Change, type ChangeKind, isResource, type StoredChange } from '../../../shared/models/change.ts'
import type { HostRecord } from '../../../shared/models/host.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Store } from '../store/index.ts'

type NamedHost = Pick<HostRecord, 'id' | 'name' | 'siteId'>

/** Changes in one answer. */
export const CHANGES_MAX = 5_000

const needs: Record<ChangeKind, Permission> = {
  machine: 'domain.read',
  state: 'domain.read',
  definition: 'domain.read',
  pool: 'storage.read',
  volume: 'storage.read',
  network: 'network.read',
  lease: 'network.read',
  nodeDevice: 'host.read',
  host: 'host.read',
}

/** What changes are read from. */
export type ChangesStore = { changes: Omit<Store['changes'], 'onTold'> } & {
  resources: Pick<Store['resources'], 'list'>
}

/** What is stored of the fleet's changes, with the names of today. */
export class FleetChanges {
  readonly #store: ChangesStore
  readonly #inventory: Pick<Inventory, 'machine' | 'liveness' | 'confirmedAtMs'>
  readonly #registry: { list(): HostRecord[] }

  constructor(parts: {
    store: ChangesStore
    inventory: Pick<Inventory, 'machine' | 'liveness' | 'confirmedAtMs'>
    registry: { list(): HostRecord[] }
  }) {
    this.#store = parts.store
    this.#inventory = parts.inventory
    this.#registry = parts.registry
  }

  /** Changes seen since then that the caller may read, newest first. */
  since(
    sinceMs: number,
    may: (permission: Permission) => boolean,
    hostId?: HostId,
  ): { changes: Change[]; more: boolean; beganMs: number | null } {
    const stored = this.#store.changes.since(sinceMs, CHANGES_MAX + 1)
    const records = new Map(this.#registry.list().map(record => [record.id, record]))
    const present = new Map<string, ReadonlySet<string>>()
    const changes = stored.slice(0, CHANGES_MAX).flatMap(change => {
      const record = records.get(change.hostId) ?? this.#hostOf(change)
      if (!record || !may(needs[change.kind]) || (hostId !== undefined && hostId !== record.id)) return []
      return this.#shown(change, record, present)
    })
    return { changes, more: stored.length > CHANGES_MAX, beganMs: this.#store.changes.beganMs() }
  }

  /** How far each host's part reaches, by name. */
  hosts(): ChangesHost[] {
    return this.#registry
      .list()
      .map(({ id, name }) => ({
        hostId: id,
        host: name,
        live: this.#inventory.liveness(id).live,
        asOfMs: this.#inventory.confirmedAtMs(id),
      }))
      .sort((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }))
  }

  /** A machine names its host also to whoever may not read the host itself. */
  #hostOf({ kind, hostId, key }: StoredChange): NamedHost | undefined {
    if (kind === 'host' || isResource(kind)) return undefined
    const machine = this.#inventory.machine(machineKey(hostId, key as DomainUuid))
    return machine && { id: hostId, name: machine.host, siteId: machine.siteId }
  }

  #shown(change: StoredChange, { name, siteId }: NamedHost, known: Map<string, ReadonlySet<string>>): Change {
    const { kind, key, hostId } = change
    const base = { ...change, host: name, siteId, machine: null }
    if (kind === 'host') return { ...base, subject: name, present: true }
    if (isResource(kind)) {
      // Many at once have no key: they lead to where all of them are.
      if (key === '') return { ...base, present: true }
      const keys = this.#keys(hostId, kind, known)
      return { ...base, present: keys.has(key) }
    }
    const machine = machineKey(hostId, key as DomainUuid)
    return { ...base, machine, present: this.#inventory.machine(machine) !== undefined }
  }

  #keys(hostId: HostId, kind: ResourceKind, known: Map<string, ReadonlySet<string>>): ReadonlySet<string> {
    const at = `${kind} ${hostId}`
    const found = known.get(at) ?? new Set(this.#store.resources.list(hostId, kind).map(row => row.key))
    known.set(at, found)
    return found
  }
}
