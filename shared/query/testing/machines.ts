import type { DomainUuid, HostId, MachineKey } from '../../ids.ts'
import type { Disk, Graphics, Machine, Nic } from '../../models/machine.ts'
import type { MachineSample } from '../../models/metrics.ts'
import type { QueryContext } from '../read.ts'

export const nowMs = Date.UTC(2026, 10, 22, 12)
const gib = 1024 ** 3

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0')
}

/** A disk with everything unknown but what is given. */
export function disk(given: Partial<Disk> = {}): Disk {
  return {
    target: 'vda',
    bus: 'virtio',
    device: 'disk',
    format: 'qcow2',
    source: '/var/lib/libvirt/images/a.qcow2',
    sourceType: 'file',
    capacityBytes: null,
    allocationBytes: null,
    readOnly: false,
    shareable: false,
    serial: null,
    ...given,
  }
}

/** A NIC on the default network. */
export function nic(given: Partial<Nic> = {}): Nic {
  return {
    mac: '52:54:00:00:00:01',
    type: 'network',
    source: 'default',
    model: 'virtio',
    target: null,
    link: 'up',
    addresses: [],
    ...given,
  }
}

/** A console. */
export function graphics(given: Partial<Graphics> = {}): Graphics {
  return { type: 'vnc', listen: '127.0.0.1', port: 5900, tlsPort: null, socket: null, ...given }
}

/** A shut-off machine with nothing special; `number` makes its identity. */
export function machine(given: Partial<Machine> = {}, number = 1): Machine {
  const uuid = `00000000-0000-4000-8000-${hex(number, 12)}` as DomainUuid
  const hostId = '11111111-1111-4111-8111-111111111111' as HostId
  return {
    key: `${hostId}/${uuid}` as MachineKey,
    hostId,
    host: 'kvm1',
    siteId: null,
    site: null,
    name: `vm${number}`,
    uuid,
    id: null,
    state: 'shutoff',
    stateReason: null,
    persistent: true,
    autostart: false,
    managedSave: false,
    snapshotCount: 0,
    startedAtMs: null,
    definitionHash: 'a'.repeat(64),
    unparsed: false,
    asOfMs: nowMs,
    stale: false,
    title: null,
    description: null,
    tags: [],
    vcpus: 1,
    vcpusMax: 1,
    memoryBytes: gib,
    memoryMaxBytes: gib,
    osType: 'hvm',
    osId: null,
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    firmware: 'bios',
    disks: [],
    nics: [],
    graphics: [],
    devices: [],
    ...given,
  }
}

/** A sample in which nothing was measured but what is given. */
export function sample(key: MachineKey, given: Partial<MachineSample> = {}): MachineSample {
  return {
    key,
    atMs: nowMs,
    cpuPercent: null,
    cpuCores: null,
    memoryRssBytes: null,
    memoryUsedBytes: null,
    memoryBalloonBytes: null,
    diskReadBytesPerSecond: null,
    diskWriteBytesPerSecond: null,
    diskReadOpsPerSecond: null,
    diskWriteOpsPerSecond: null,
    netRxBytesPerSecond: null,
    netTxBytesPerSecond: null,
    ...given,
  }
}

/** A context without samples and with a text search that finds nothing, but what is given. */
export function context(given: Partial<QueryContext> = {}): QueryContext {
  return { nowMs, sample: () => undefined, textSearch: () => new Set(), ...given }
}

const sites = ['Berlin', 'Berlin / Rack 2', 'São Paulo', 'Zürich / Süd', null]
const roles = ['web', 'db', 'cache', 'mail', 'build', 'büro', 'proxy']
const states = ['running', 'running', 'running', 'shutoff', 'paused', 'crashed'] as const
const buses = ['virtio', 'virtio', 'scsi', 'sata', 'ide']

/** A fleet of plausible machines, the same for the same count: what a real inventory of that size looks like. */
export function fleet(count: number): Machine[] {
  return Array.from({ length: count }, (_, index) => {
    const pick = <T>(list: readonly T[], salt: number): T =>
      list[(index * 7 + salt * 13 + (index >> 3)) % list.length] as T
    const role = pick(roles, 1)
    const state = pick(states, 2)
    const running = state === 'running' || state === 'paused'
    const name = `${role}-${hex(index, 5)}`
    const path = `/var/lib/libvirt/images/${name}`
    const format = pick(['qcow2', 'raw'], 3)
    return machine(
      {
        name,
        host: `kvm${index % 200}.example.org`,
        site: pick(sites, 4),
        id: running ? index + 1 : null,
        state,
        stateReason: running ? 'booted' : 'destroyed',
        autostart: index % 3 === 0,
        stale: index % 50 === 0,
        asOfMs: nowMs - (index % 50 === 0 ? 3 * 86_400_000 : 2000),
        startedAtMs: running ? nowMs - (index % 90) * 86_400_000 : null,
        title: index % 4 === 0 ? `${role} number ${index}` : null,
        description:
          index % 5 === 0 ? `Owned by team ${index % 40}. Ask before restarting; backup at night.` : null,
        tags: [pick(['production', 'staging', 'test'], 5), ...(index % 7 === 0 ? ['legacy'] : [])],
        vcpus: pick([1, 2, 4, 8], 6),
        memoryBytes: pick([1, 2, 4, 8, 16, 32], 7) * gib,
        osId: pick(['http://debian.org/debian/12', 'http://microsoft.com/win/2k22', null], 8),
        firmware: pick(['bios', 'efi'], 9),
        disks: [
          disk({
            source: `${path}.${format}`,
            format,
            bus: pick(buses, 10),
            capacityBytes: pick([20, 50, 200], 11) * gib,
          }),
          disk({ source: `${path}-data.raw`, format: 'raw', target: 'vdb', capacityBytes: 100 * gib }),
          ...(index % 6 === 0
            ? [disk({ device: 'cdrom', target: 'sda', bus: 'sata', source: null, readOnly: true })]
            : []),
        ],
        nics: [
          nic({
            mac: `52:54:00:${hex(index >> 16, 2)}:${hex((index >> 8) & 255, 2)}:${hex(index & 255, 2)}`,
            source: pick(['default', 'dmz', 'storage'], 12),
            addresses: running ? [`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`] : [],
          }),
        ],
        graphics: [graphics({ port: running ? 5900 + (index % 100) : null })],
        devices: [
          'controller:pcie-root',
          'channel:org.qemu.guest_agent.0',
          'memballoon:virtio',
          'rng:virtio',
        ].slice(0, 1 + (index % 4)),
      },
      index,
    )
  })
}
