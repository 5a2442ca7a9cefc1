import type { HostId, MachineKey, SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'

/** What is asked of the core to say what somebody sees. */
export interface SeenThings {
  machine(key: MachineKey): Machine | undefined
  machinesOf(hostId: HostId): Iterable<Machine>
  sites(): Site[]
  hosts(): { id: HostId; siteId: SiteId | null }[]
}

const resourceRights: Record<Exclude<ResourceKind, 'snapshot'>, Permission> = {
  pool: 'storage.read',
  volume: 'storage.read',
  network: 'network.read',
  lease: 'network.read',
  interface: 'network.read',
  nodeDevice: 'host.read',
  capabilities: 'host.read',
  domainCapabilities: 'host.read',
  session: 'host.read',
}

/** What of a host is told to whoever may read only some machines on it: what those machines use. */
export const usedKinds = ['pool', 'volume', 'network', 'lease'] as const
export type UsedKind = (typeof usedKinds)[number]
const isUsedKind = (kind: ResourceKind): kind is UsedKind => usedKinds.some(each => each === kind)

/** What one person sees, as yes and no: the one place that says which right each kind of thing needs to be read. */
export class Sight {
  readonly access: Access
  readonly #things: SeenThings

  constructor(access: Access, things: SeenThings) {
    this.access = access
    this.#things = things
  }

  /** The whole host. */
  host(hostId: HostId, right: Permission = 'host.read'): boolean {
    return this.access.may(right, { kind: 'host', hostId })
  }

  /** The whole host, or as the place where machines are that they read: its name, site, state and age. */
  knows(hostId: HostId): boolean {
    return this.host(hostId) || this.#hasMachine(hostId, 'host.read')
  }

  machine(machine: Machine): boolean {
    return this.access.mayMachine('domain.read', machine)
  }

  /** A machine that may be gone: then by its host. With `right`, that right is needed too. */
  key(key: MachineKey, right: Permission = 'domain.read'): boolean {
    const machine = this.#things.machine(key)
    if (machine)
      return this.machine(machine) && (right === 'domain.read' || this.access.mayMachine(right, machine))
    const subject = { kind: 'machine', key } as const
    return this.access.may('domain.read', subject) && this.access.may(right, subject)
  }

  /** Every machine of the host, whatever it is like. */
  wholeHost(hostId: HostId): boolean {
    return this.access.may('domain.read', { kind: 'host', hostId })
  }

  /** All resources of a kind of a host; snapshots are their machines' and asked one by one. */
  resources(hostId: HostId, kind: ResourceKind): boolean {
    return kind === 'snapshot' || this.host(hostId, resourceRights[kind])
  }

  /** Not all resources of the kind, but those that machines of theirs use. */
  usedResources(hostId: HostId, kind: ResourceKind): kind is UsedKind {
    return isUsedKind(kind) && !this.resources(hostId, kind) && this.#hasMachine(hostId, resourceRights[kind])
  }

  /** The machines whose resources of this kind they may read. */
  usersOf(hostId: HostId, kind: UsedKind): Machine[] {
    return [...this.#machines(hostId, resourceRights[kind])]
  }

  /** Sites that hold something of theirs, and those above them by name only. */
  sites(): Site[] {
    const all = new Map(this.#things.sites().map(site => [site.id, site]))
    const own = new Set<SiteId>()
    const above = new Set<SiteId>()
    const climb = (from: SiteId | null) => {
      for (let id = from; id !== null && !above.has(id); id = all.get(id)?.parentId ?? null) above.add(id)
    }
    for (const { id, siteId } of this.#things.hosts()) if (siteId !== null && this.knows(id)) climb(siteId)
    for (const { id: siteId } of all.values()) {
      const subject = { kind: 'site', siteId } as const
      if (!this.access.may('host.read', subject) && !this.access.may('site.manage', subject)) continue
      own.add(siteId)
      climb(siteId)
    }
    return [...all.values()].flatMap(site => {
      if (own.has(site.id)) return [site]
      return above.has(site.id) ? [{ ...site, options: {} }] : []
    })
  }

  *#machines(hostId: HostId, right: Permission): Generator<Machine> {
    if (!this.access.mayAnywhere(right)) return
    for (const machine of this.#things.machinesOf(hostId))
      if (this.machine(machine) && this.access.mayMachine(right, machine)) yield machine
  }

  #hasMachine(hostId: HostId, right: Permission): boolean {
    return this.#machines(hostId, right).next().done === false
  }
}
