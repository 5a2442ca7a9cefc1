import { createHash } from 'node:crypto'
import {
  type DomainUuid,
  type HostId,
  type MachineKey,
  machineKey,
  type SiteId,
} from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { Store, StoredMachine } from '../store/index.ts'
import { type FleetGuest, fleetXml } from './fleetXml.ts'

export { type FleetGuest, fleetXml } from './fleetXml.ts'

/** One made-up machine: what the store keeps of it, and the XML it follows from. */
export interface FleetMachine {
  machine: StoredMachine
  xml: string
}

const roles = ['web', 'db', 'cache', 'mail', 'build', 'dns', 'queue', 'proxy', 'backup', 'metrics']
const systems = [
  ['Debian 12', 'http://debian.org/debian/12'],
  ['Ubuntu 22.04', 'http://ubuntu.com/ubuntu/22.04'],
  ['Rocky 9', 'http://rockylinux.org/rocky/9'],
  ['Windows Server 2022', 'http://microsoft.com/win/2k22'],
] as const
const teams = ['payments', 'search', 'identity', 'logistics', 'platform']
/** What the XML has beyond disks and NICs, as the parser names it. */
const devices = [
  'controller:usb-qemu-xhci',
  'controller:pcie-root',
  'controller:pcie-root-port',
  'controller:virtio-serial',
  'serial:isa-serial',
  'console:serial',
  'channel:org.qemu.guest_agent.0',
  'input:tablet',
  'input:mouse',
  'input:keyboard',
  'audio:none',
  'video:virtio',
  'watchdog:itco',
  'memballoon:virtio',
  'rng:virtio',
]
const gibibyte = 1024 ** 3

/** A UUID that is the same for the same label in every run. */
export function fleetUuid(label: string): string {
  const hex = createHash('sha256').update(label).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The id of the fleet's host number `host`. */
export const fleetHostId = (host: number): HostId => fleetUuid(`host ${host}`) as HostId

/** Machine number `index` of host number `host`: the same in every run, distinct from every other. */
export function fleetMachine(host: number, index: number, atMs: number): FleetMachine {
  const guest = fleetGuest(host, index)
  const xml = fleetXml(guest)
  const running = guest.id !== null
  const machine: StoredMachine = {
    name: guest.name,
    uuid: guest.uuid as DomainUuid,
    title: guest.title,
    description: guest.description,
    tags: guest.tags,
    vcpus: guest.vcpus,
    vcpusMax: guest.vcpus,
    memoryBytes: guest.memoryKiB * 1024,
    memoryMaxBytes: guest.memoryKiB * 1024,
    osType: 'hvm',
    osId: guest.osId,
    arch: guest.arch,
    machine: guest.machine,
    firmware: guest.efi ? 'efi' : 'bios',
    disks: [
      { ...fileDisk(guest.systemDisk, 'vda'), capacityBytes: 20 * gibibyte, allocationBytes: 4 * gibibyte },
      { ...fileDisk(guest.dataDisk, 'vdb'), capacityBytes: 200 * gibibyte, allocationBytes: 61 * gibibyte },
    ],
    nics: [
      {
        mac: guest.mac,
        type: 'network',
        source: guest.network,
        model: 'virtio',
        target: running ? `vnet${guest.id}` : null,
        link: 'up',
        addresses: running ? [`10.${host % 256}.${(index >> 8) % 256}.${index % 256}`] : [],
      },
    ],
    graphics: [
      {
        type: 'vnc',
        listen: '127.0.0.1',
        port: running ? 5900 + (guest.id ?? 0) : null,
        tlsPort: null,
        socket: null,
      },
    ],
    devices: [...devices],
    hostId: fleetHostId(host),
    id: guest.id,
    state: running ? 'running' : 'shutoff',
    stateReason: running ? 'booted' : 'shutdown',
    persistent: true,
    autostart: index % 2 === 0,
    managedSave: false,
    snapshotCount: index % 4,
    startedAtMs: running ? atMs - (index + 1) * 60_000 : null,
    definitionHash: createHash('sha256').update(xml).digest('hex'),
    unparsed: false,
    asOfMs: atMs,
  }
  return { machine, xml }
}

/**
 * Stores a realistic fleet (hosts in four nested sites, distinct machines with about 6 kB of XML
 * each) and gives its hosts and machines in order. The hosts don't connect by themselves: their names
 * lead nowhere.
 */
export function fillStore(
  store: Store,
  options: { hosts: number; machinesPerHost: number; atMs?: number },
): { hostIds: HostId[]; keys: MachineKey[] } {
  const atMs = options.atMs ?? Date.UTC(2026, 0, 15, 12)
  const sites = fleetSites()
  const hostIds: HostId[] = []
  const keys: MachineKey[] = []
  store.transaction(() => {
    for (const site of sites) store.sites.insert(site)
  })
  for (let host = 0; host < options.hosts; host++) {
    const hostId = fleetHostId(host)
    const name = `kvm${String(host + 1).padStart(3, '0')}`
    hostIds.push(hostId)
    store.transaction(() => {
      store.hosts.insert({
        id: hostId,
        name,
        siteId: sites[host % sites.length]?.id ?? null,
        uri: `qemu+ssh://root@${name}.example.test/system`,
        autoConnect: false,
        options: {},
        createdAtMs: atMs,
      })
      const all = Array.from({ length: options.machinesPerHost }, (_, i) => fleetMachine(host, i, atMs))
      store.machines.save(
        hostId,
        all.map(each => each.machine),
      )
      store.definitions.put(
        hostId,
        all.map(each => ({
          uuid: each.machine.uuid,
          name: each.machine.name,
          xml: each.xml,
          seenAtMs: atMs,
        })),
      )
      store.machines.confirm(hostId, atMs)
      for (const { machine } of all) keys.push(machineKey(hostId, machine.uuid))
    })
  }
  return { hostIds, keys }
}

function fleetSites(): Site[] {
  const site = (name: string, parentId: SiteId | null, production: boolean): Site => ({
    id: fleetUuid(`site ${name}`) as SiteId,
    parentId,
    name,
    production,
    options: {},
  })
  const berlin = site('Berlin', null, true)
  return [berlin, site('Rack A', berlin.id, true), site('Rack B', berlin.id, true), site('Lab', null, false)]
}

function fleetGuest(host: number, index: number): FleetGuest {
  const role = roles[index % roles.length] ?? 'web'
  const team = teams[(host + index) % teams.length] ?? 'platform'
  const [osName, osId] = systems[(host * 7 + index) % systems.length] ?? systems[0]
  const number = String(host * 10_000 + index).padStart(6, '0')
  const name = `${role}-${number}`
  const octets = [host >> 8, host, index >> 8, index].map(byte => (byte & 0xff).toString(16).padStart(2, '0'))
  return {
    name,
    uuid: fleetUuid(`machine ${host} ${index}`),
    title: `${role} ${index} of ${team}`,
    description: `${osName} ${role} server of team ${team}, ticket OPS-${number}`,
    tags: [team, role, index % 3 === 0 ? 'production' : 'staging'],
    vcpus: [1, 2, 4, 8][index % 4] ?? 1,
    memoryKiB: ([1, 2, 4, 8, 16][index % 5] ?? 1) * 1024 * 1024,
    id: index % 10 < 7 ? index + 1 : null,
    mac: `52:54:${octets.join(':')}`,
    network: ['default', 'dmz', 'storage'][index % 3] ?? 'default',
    systemDisk: `/var/lib/libvirt/images/${name}.qcow2`,
    dataDisk: `/srv/volumes/${team}/${name}-data.qcow2`,
    osId,
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    efi: index % 2 === 1,
  }
}

function fileDisk(source: string, target: string) {
  return {
    target,
    bus: 'virtio',
    device: 'disk',
    format: 'qcow2',
    source,
    sourceType: 'file',
    readOnly: false,
    shareable: false,
    serial: null,
  }
}
