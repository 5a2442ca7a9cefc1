import type { HostId } from '../../shared/ids.ts'
import type { HostFacts } from '../../shared/models/host.ts'
import type { Lease, Network, NodeDevice, Pool, Snapshot, Volume } from '../../shared/models/resources.ts'
import type { Store } from '../../electron/core/store/index.ts'
import { fillStore, fleetMachine, fleetUuid } from '../../electron/core/testing/fleet.ts'

/** The moment at which every picture is taken. */
export const pictureMs = Date.UTC(2026, 10, 22, 12, 0, 0)
/** When the fleet was seen last: a train ride ago. */
const seenMs = pictureMs - 47 * 60_000
const HOSTS = 6
const MACHINES = 12
const gibibyte = 1024 ** 3

/** Stores the fleet of the pictures: the same to the last byte in every run, its hosts out of reach. */
export function fillPictures(store: Store): { hostIds: HostId[]; machine: string } {
  const { hostIds, keys } = fillStore(store, { hosts: HOSTS, machinesPerHost: MACHINES, atMs: seenMs })
  hostIds.forEach((hostId, host) => {
    store.transaction(() => {
      store.hostFacts.set(hostId, facts(host))
      fillStorage(store, hostId, host)
      fillNetworks(store, hostId, host)
      fillDevices(store, hostId)
    })
  })
  return { hostIds, machine: keys[0] ?? '' }
}

function facts(host: number): HostFacts {
  return {
    hostname: `kvm${String(host + 1).padStart(3, '0')}`,
    driver: 'QEMU',
    libvirtVersion: ['9.0.0', '10.0.0', '11.3.0'][host % 3] ?? null,
    hypervisorVersion: ['7.2.17', '8.2.2', '10.0.2'][host % 3] ?? null,
    cpuModel: 'x86_64',
    cpus: 32,
    cpuMhz: 2_900,
    sockets: 2,
    cores: 8,
    threads: 2,
    numaNodes: 2,
    memoryBytes: (host % 2 === 0 ? 128 : 64) * gibibyte,
    asOfMs: seenMs,
  }
}

function fillStorage(store: Store, hostId: HostId, host: number): void {
  const pool = (name: string, more: Partial<Pool>): Pool => ({
    name,
    uuid: fleetUuid(`pool ${host} ${name}`),
    state: 'running',
    type: 'dir',
    path: `/var/lib/libvirt/${name}`,
    autostart: true,
    persistent: true,
    capacityBytes: 900 * gibibyte,
    allocationBytes: (300 + host * 95) * gibibyte,
    availableBytes: (600 - host * 95) * gibibyte,
    ...more,
  })
  const pools = [
    pool('images', {}),
    pool('volumes', { path: '/srv/volumes', type: 'logical', capacityBytes: 4_000 * gibibyte }),
    pool('iso', { path: '/srv/iso', state: host === 3 ? 'inactive' : 'running' }),
  ]
  const volumes = Array.from({ length: MACHINES }, (_, index): Volume[] =>
    fleetMachine(host, index, seenMs).machine.disks.map((disk, at) => ({
      pool: at === 0 ? 'images' : 'volumes',
      name: disk.source?.split('/').at(-1) ?? '',
      key: disk.source ?? '',
      path: disk.source,
      type: 'file',
      format: disk.format,
      capacityBytes: disk.capacityBytes,
      allocationBytes: disk.allocationBytes,
      backing: null,
    })),
  ).flat()
  const orphan: Volume = {
    pool: 'images',
    name: 'old-template.qcow2',
    key: '/var/lib/libvirt/images/old-template.qcow2',
    path: '/var/lib/libvirt/images/old-template.qcow2',
    type: 'file',
    format: 'qcow2',
    capacityBytes: 40 * gibibyte,
    allocationBytes: 11 * gibibyte,
    backing: null,
  }
  replace(store, hostId, 'pool', pools, each => each.uuid)
  replace(store, hostId, 'volume', [...volumes, orphan], each => `${each.pool}/${each.name}`)
}

function fillNetworks(store: Store, hostId: HostId, host: number): void {
  const network = (name: string, forward: string | null, bridge: string, address: string): Network => ({
    name,
    uuid: fleetUuid(`network ${host} ${name}`),
    active: true,
    persistent: true,
    autostart: true,
    bridge,
    forward,
    addresses: [address],
  })
  const networks = [
    network('default', 'nat', 'virbr0', '192.168.122.1/24'),
    network('dmz', 'route', 'virbr1', '203.0.113.1/26'),
    network('storage', null, 'virbr2', '10.77.0.1/16'),
  ]
  const leases = Array.from({ length: 4 }, (_, index): Lease[] => {
    const { machine } = fleetMachine(host, index * 3, seenMs)
    return machine.nics.flatMap(nic =>
      nic.mac === null
        ? []
        : {
            network: 'default',
            mac: nic.mac,
            address: `192.168.122.${index + 20}`,
            prefix: 24,
            hostname: machine.name,
            expiresAtMs: seenMs + 3_600_000,
          },
    )
  }).flat()
  const snapshots = ['before-upgrade', 'after-upgrade'].map((name, index): Snapshot => {
    const { machine } = fleetMachine(host, 0, seenMs)
    return {
      uuid: machine.uuid,
      name,
      parent: index === 0 ? null : 'before-upgrade',
      current: index === 1,
      state: 'running',
      createdAtMs: seenMs - (2 - index) * 86_400_000,
      description: index === 0 ? 'Clean Debian before the upgrade' : null,
    }
  })
  replace(store, hostId, 'network', networks, each => each.uuid)
  replace(store, hostId, 'lease', leases, each => `${each.mac} ${each.address}`)
  replace(store, hostId, 'snapshot', snapshots, each => `${each.uuid}/${each.name}`)
}

function fillDevices(store: Store, hostId: HostId): void {
  const device = (name: string, more: Partial<NodeDevice>): NodeDevice => ({
    name,
    parent: 'computer',
    capability: 'pci',
    product: null,
    vendor: null,
    iommuGroup: null,
    ...more,
  })
  const devices = [
    device('pci_0000_01_00_0', {
      product: 'MT27800 Family [ConnectX-5]',
      vendor: 'Mellanox Technologies',
      iommuGroup: 14,
    }),
    device('pci_0000_01_00_1', {
      product: 'MT27800 Family [ConnectX-5]',
      vendor: 'Mellanox Technologies',
      iommuGroup: 14,
    }),
    device('pci_0000_3b_00_0', { product: 'GA102GL [A40]', vendor: 'NVIDIA Corporation', iommuGroup: 31 }),
    device('net_eno1', { capability: 'net', parent: 'pci_0000_01_00_0' }),
  ]
  replace(store, hostId, 'nodeDevice', devices, each => each.name)
}

function replace<T>(
  store: Store,
  hostId: HostId,
  kind: Parameters<Store['resources']['replace']>[1],
  items: readonly T[],
  keyOf: (item: T) => string,
): void {
  const rows = items.map(value => ({ key: keyOf(value), value, xml: null }))
  store.resources.replace(hostId, kind, rows, seenMs)
}
