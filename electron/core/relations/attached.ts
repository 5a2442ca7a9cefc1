import {
  type Attachment,
  type BridgeRow,
  type LeaseRow,
  LINKS_MAX,
  type NetworkRow,
} from '../../../shared/contract/relations.ts'
import type { Machine, Nic } from '../../../shared/models/machine.ts'
import { type NetworkDetails, networkDetails } from './networkDetails.ts'
import { type KnownHost, rowKeys } from './facts.ts'

/** Networks, leases and bridges of the fleet with who is on them. */
export interface NetworkRelations {
  networks: NetworkRow[]
  leases: LeaseRow[]
  bridges: BridgeRow[]
}

/** Where a NIC ends on its host. */
export type Segment =
  | { kind: 'network'; name: string }
  | { kind: 'bridge'; name: string }
  | { kind: 'device'; name: string }

/** Where a NIC ends: its network, else the bridge, else the host's device; null for one that needs none (user, hostdev, …). */
export function segmentOf({ type, source }: Pick<Nic, 'type' | 'source'>): Segment | null {
  if (source === null || source === '') return null
  if (type === 'network') return { kind: 'network', name: source }
  if (type === 'bridge') return { kind: 'bridge', name: source }
  return type === 'direct' ? { kind: 'device', name: source } : null
}

const attachment = (machine: Machine, nic: Nic): Attachment => ({
  machine: machine.key,
  name: machine.name,
  mac: nic.mac,
  model: nic.model,
  target: nic.target,
  link: nic.link,
  addresses: nic.addresses,
})

class Attached {
  readonly #by = new Map<string, Attachment[]>()

  add(key: string, one: Attachment): void {
    const list = this.#by.get(key)
    if (list) list.push(one)
    else this.#by.set(key, [one])
  }

  of(key: string): { attached: Attachment[]; attachedCount: number } {
    const all = this.#by.get(key) ?? []
    return { attached: all.slice(0, LINKS_MAX), attachedCount: all.length }
  }

  names(kind: string): string[] {
    return [...this.#by.keys()]
      .filter(key => key.startsWith(`${kind} `))
      .map(key => key.slice(kind.length + 1))
  }
}

/** Who is on a host's networks, bridges and devices: a network and its bridge are one place. */
function attachedOf({ machines, networks }: KnownHost): Attached {
  const attached = new Attached()
  const owner = new Map<string, string>()
  const bridge = new Map<string, string>()
  for (const { value } of networks) {
    if (value.bridge === null) continue
    owner.set(value.bridge, value.name)
    bridge.set(value.name, value.bridge)
  }
  for (const machine of machines) {
    for (const nic of machine.nics) {
      const segment = segmentOf(nic)
      if (segment === null) continue
      const one = attachment(machine, nic)
      attached.add(`${segment.kind} ${segment.name}`, one)
      const other =
        segment.kind === 'network'
          ? (['bridge', bridge.get(segment.name)] as const)
          : segment.kind === 'bridge'
            ? (['network', owner.get(segment.name)] as const)
            : null
      if (other?.[1] !== undefined) attached.add(`${other[0]} ${other[1]}`, one)
    }
  }
  return attached
}

function bridgesOf(facts: KnownHost, attached: Attached): BridgeRow[] {
  const { hostId, host, networks, interfaces } = facts
  const owner = new Map<string, KnownHost['networks'][number]['value']>()
  for (const { value } of networks) if (value.bridge !== null) owner.set(value.bridge, value)
  const own = new Map(interfaces.map(({ value }) => [value.name, value]))
  const bridges = new Set([
    ...[...own.values()].filter(item => item.type === 'bridge').map(item => item.name),
    ...owner.keys(),
    ...attached.names('bridge'),
  ])
  const row = (name: string, kind: BridgeRow['kind']): BridgeRow => {
    const known = own.get(name)
    const network = owner.get(name)
    return {
      key: rowKeys.bridge(hostId, name),
      hostId,
      host,
      name,
      kind,
      network: network?.name ?? null,
      ports: [...(known?.members ?? [])],
      addresses: [...new Set([...(known?.addresses ?? []), ...(network?.active ? network.addresses : [])])],
      up: known ? known.active : network ? network.active : null,
      ...attached.of(`${kind === 'bridge' ? 'bridge' : 'device'} ${name}`),
    }
  }
  const direct = attached.names('device').filter(name => !bridges.has(name))
  return [...[...bridges].map(name => row(name, 'bridge')), ...direct.map(name => row(name, 'direct'))]
}

function leasesOf({ hostId, host, leases, machines }: KnownHost): LeaseRow[] {
  const byMac = new Map<string, Machine>()
  for (const machine of machines)
    for (const { mac } of machine.nics) if (mac !== null && !byMac.has(mac)) byMac.set(mac, machine)
  return leases.map(({ key, value }) => {
    const machine = byMac.get(value.mac.toLowerCase())
    return {
      ...value,
      key: rowKeys.lease(hostId, key),
      hostId,
      host,
      machine: machine?.key ?? null,
      machineName: machine?.name ?? null,
    }
  })
}

/** Who is attached to what on every host. */
export function relateNetworks(hosts: readonly KnownHost[]): NetworkRelations {
  const relations: NetworkRelations = { networks: [], leases: [], bridges: [] }
  for (const facts of hosts) {
    const { hostId, host } = facts
    const attached = attachedOf(facts)
    const leases = leasesOf(facts)
    const counts = new Map<string, number>()
    for (const { network } of leases) counts.set(network, (counts.get(network) ?? 0) + 1)
    for (const { value, xml } of facts.networks) {
      const details: NetworkDetails = networkDetails(xml)
      relations.networks.push({
        ...value,
        ...details,
        key: rowKeys.network(hostId, value.name),
        hostId,
        host,
        ...attached.of(`network ${value.name}`),
        leaseCount: counts.get(value.name) ?? 0,
      })
    }
    for (const row of leases) relations.leases.push(row)
    for (const row of bridgesOf(facts, attached)) relations.bridges.push(row)
  }
  return relations
}
