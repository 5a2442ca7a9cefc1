import { type DomainUuid, type HostId, machineKey } from '../../../../shared/ids.ts'
import type { Disk, Machine, Nic } from '../../../../shared/models/machine.ts'
import type { HostInterface, Lease, Network, Pool, Volume } from '../../../../shared/models/resources.ts'
import { unknownMachine } from '../../inventory/compose.ts'
import { fleetHostId, fleetUuid } from '../../testing/fleet.ts'
import type { Fact, KnownHost } from '../facts.ts'

const fact = <T>(key: string, value: T, xml: string | null = null): Fact<T> => ({ key, value, xml })

/** A live host of the made-up fleet with nothing on it. */
export function knownHost(number: number, more: Partial<KnownHost> = {}): KnownHost {
  return {
    hostId: fleetHostId(number),
    host: `kvm${number}`,
    siteId: null,
    stale: false,
    pools: [],
    volumes: [],
    networks: [],
    leases: [],
    interfaces: [],
    machines: [],
    ...more,
  }
}

export function pool(name: string, more: Partial<Pool> = {}, xml: string | null = null): Fact<Pool> {
  const value: Pool = {
    name,
    uuid: fleetUuid(name),
    state: 'running',
    type: 'dir',
    path: `/pools/${name}`,
    autostart: true,
    persistent: true,
    capacityBytes: 1000,
    allocationBytes: 400,
    availableBytes: 600,
    ...more,
  }
  return fact(value.uuid, value, xml)
}

export function volume(inPool: string, name: string, more: Partial<Volume> = {}): Fact<Volume> {
  const path = `/pools/${inPool}/${name}`
  const value: Volume = {
    pool: inPool,
    name,
    key: path,
    path,
    type: 'file',
    format: 'qcow2',
    capacityBytes: 100,
    allocationBytes: 10,
    backing: null,
    ...more,
  }
  return fact(`${inPool}/${name}`, value)
}

export function network(name: string, more: Partial<Network> = {}, xml: string | null = null): Fact<Network> {
  const value: Network = {
    name,
    uuid: fleetUuid(name),
    active: true,
    persistent: true,
    autostart: true,
    bridge: `virbr-${name}`,
    forward: 'nat',
    addresses: ['192.0.2.1/24'],
    ...more,
  }
  return fact(value.uuid, value, xml)
}

export const lease = (inNetwork: string, mac: string, address: string): Fact<Lease> =>
  fact(`${inNetwork}/${mac}/${address}`, {
    network: inNetwork,
    mac,
    address,
    prefix: 24,
    hostname: null,
    expiresAtMs: null,
  })

export function hostInterface(name: string, more: Partial<HostInterface> = {}): Fact<HostInterface> {
  const value: HostInterface = {
    name,
    mac: null,
    active: true,
    type: 'bridge',
    members: [],
    addresses: [],
    mtu: null,
    vlanTag: null,
    speedMbits: null,
    link: 'up',
    startMode: null,
    ...more,
  }
  return fact(name, value)
}

export function disk(target: string, source: string | null, sourceType = 'file'): Disk {
  return {
    target,
    bus: 'virtio',
    device: 'disk',
    format: 'qcow2',
    source,
    sourceType,
    capacityBytes: null,
    allocationBytes: null,
    readOnly: false,
    shareable: false,
    serial: null,
  }
}

export function nic(type: string, source: string | null, mac: string | null = null): Nic {
  return { mac, type, source, model: 'virtio', target: null, link: 'up', addresses: [] }
}

export function machine(hostId: HostId, name: string, more: Partial<Machine> = {}): Machine {
  const uuid = fleetUuid(`machine ${name}`) as DomainUuid
  const label = { host: 'kvm', siteId: null, site: null }
  const plain = unknownMachine(hostId, uuid, name, label, 1)
  return { ...plain, key: machineKey(hostId, uuid), definitionHash: 'a', state: 'shutoff', ...more }
}
