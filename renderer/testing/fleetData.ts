import { saying } from '../../shared/route.ts'
import type { HostId, SiteId } from '../../shared/ids.ts'
import { DomainUuid, machineKey } from '../../shared/ids.ts'
import type { HostView, Site } from '../../shared/models/host.ts'
import type { Machine } from '../../shared/models/machine.ts'
import type { HostSample, MachineSample } from '../../shared/models/metrics.ts'

/** A repeatable stream of numbers in [0, 1), so that every run shows the same fleet. */
export function numbers(seed: number): () => number {
  let state = Math.imul(seed + 0x9e3779b9, 2654435761) >>> 0
  state = Math.imul(state ^ (state >>> 15), 2246822519) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const guid = (prefix: string, index: number) =>
  `${prefix.padEnd(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
export const hostId = (index: number) => guid('a0', index) as HostId
export const siteId = (index: number) => guid('c0', index) as SiteId

export const sites: Site[] = [
  { id: siteId(1), parentId: null, name: 'fra', production: true, options: {} },
  { id: siteId(2), parentId: siteId(1), name: 'fra-edge', production: true, options: {} },
  { id: siteId(3), parentId: null, name: 'lab', production: false, options: {} },
]

const GIB = 1024 ** 3
const roles = ['web', 'db', 'cache', 'build', 'mail', 'dns', 'ci', 'queue', 'log', 'vpn']
const oddNames = [
  'a-very-long-machine-name-that-somebody-generated-from-a-ticket-number-and-a-date-20261122',
  'خادم-الويب-الرئيسي',
  'שרת-גיבוי-03',
  '🚀-rocket-🧪-staging',
  'عميل-A-db-01',
  'name with spaces "and quotes" & <tags>',
]

/** A host in the given phase with plausible facts. */
export function makeHost(index: number, part: Partial<HostView['state']> = {}): HostView {
  const now = Date.now()
  const site = sites[index % 4]
  return {
    record: {
      id: hostId(index),
      name: `kvm${index + 1}`,
      siteId: site?.id ?? null,
      uri: `qemu+ssh://ops@kvm${index + 1}.example.net/system`,
      autoConnect: true,
      options: {},
      createdAtMs: now - 86_400_000 * 30,
    },
    site: site?.name ?? null,
    state: {
      phase: 'live',
      stage: null,
      problem: null,
      sinceMs: now - 3_600_000,
      lastContactMs: now,
      roundTripMs: 2 + index * 1.7,
      retryAtMs: null,
      attempt: 0,
      question: null,
      networkSuspect: false,
      ...part,
    },
    facts: {
      hostname: `kvm${index + 1}`,
      driver: 'QEMU',
      libvirtVersion: '9.0.0',
      hypervisorVersion: '7.2.0',
      cpuModel: 'x86_64',
      cpus: 64,
      cpuMhz: 2600,
      sockets: 2,
      cores: 16,
      threads: 2,
      numaNodes: 2,
      memoryBytes: 512 * GIB,
      asOfMs: now,
    },
    transport: {
      kind: 'ssh',
      decisions: [
        { label: 'address', value: `10.0.0.${index + 10}:22`, source: 'DNS' },
        { label: 'user', value: 'ops', source: 'URI' },
        { label: 'keyFile', value: '~/.ssh/id_ed25519', source: saying('byDefault') },
      ],
    },
    readOnly: false,
    settled: true,
    machineCount: 0,
    runningCount: 0,
    capacity: {
      runningVcpus: 96,
      runningMemoryBytes: 420 * GIB,
      definedVcpus: 140,
      definedMemoryBytes: 700 * GIB,
      cpuOvercommit: 1.5,
      memoryOvercommit: 0.82,
      memoryLeftBytes: 92 * GIB,
    },
    dataAsOfMs: now,
  }
}

/** The machine of that number on that host; about two thirds run. */
export function makeMachine(host: HostView, index: number): Machine {
  const random = numbers(index + 7)
  const roll = random()
  const state =
    roll < 0.66
      ? 'running'
      : roll < 0.9
        ? 'shutoff'
        : roll < 0.96
          ? 'paused'
          : roll < 0.98
            ? 'crashed'
            : 'pmsuspended'
  const role = roles[index % roles.length] ?? 'vm'
  const memory = 2 ** Math.floor(random() * 6) * GIB
  const uuid = DomainUuid.parse(guid('d0', index))
  const active = state === 'running' || state === 'paused'
  const stale = host.state.phase !== 'live' && host.state.phase !== 'degraded'
  return {
    key: machineKey(host.record.id, uuid),
    hostId: host.record.id,
    host: host.record.name,
    siteId: host.record.siteId,
    site: host.site,
    name: index < oddNames.length ? (oddNames[index] ?? '') : `${role}-${index}`,
    uuid,
    title: index % 9 === 0 ? `${role} for team ${index % 5}` : null,
    description: index % 11 === 0 ? 'Rebuilt in spring.\nAsk the platform team before touching.' : null,
    tags: index % 3 === 0 ? ['prod', role] : index % 5 === 0 ? ['qa'] : [],
    vcpus: 2 ** Math.floor(random() * 4),
    vcpusMax: 8,
    memoryBytes: memory,
    memoryMaxBytes: memory,
    osType: 'hvm',
    osId: 'http://debian.org/debian/12',
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    firmware: index % 2 ? 'efi' : 'bios',
    disks: [
      {
        target: 'vda',
        bus: 'virtio',
        device: 'disk',
        format: 'qcow2',
        source: `/var/lib/libvirt/images/${role}-${index}.qcow2`,
        sourceType: 'file',
        capacityBytes: 40 * GIB,
        allocationBytes: Math.floor(random() * 40) * GIB,
        readOnly: false,
        shareable: false,
        serial: null,
      },
      {
        target: 'sda',
        bus: 'sata',
        device: 'cdrom',
        format: 'raw',
        source: null,
        sourceType: 'file',
        capacityBytes: null,
        allocationBytes: null,
        readOnly: true,
        shareable: false,
        serial: null,
      },
    ],
    nics: [
      {
        mac: `52:54:00:${[16, 8, 0].map(shift => ((index >> shift) & 255).toString(16).padStart(2, '0')).join(':')}`,
        type: 'bridge',
        source: 'br20',
        model: 'virtio',
        target: active ? `vnet${index}` : null,
        link: 'up',
        addresses: active
          ? [`10.20.${(index >> 8) & 255}.${index & 255}`, `2001:db8::${(index + 1).toString(16)}`]
          : [],
      },
    ],
    graphics: [
      {
        type: 'vnc',
        listen: '127.0.0.1',
        port: active ? 5900 + (index % 100) : null,
        tlsPort: null,
        socket: null,
      },
    ],
    devices: ['memballoon:virtio', 'rng:virtio'],
    id: active ? index + 1 : null,
    state,
    stateReason: state === 'running' ? 'booted' : state === 'crashed' ? 'panicked' : null,
    persistent: index % 17 !== 0,
    autostart: index % 4 === 0,
    managedSave: false,
    snapshotCount: index % 6 === 0 ? 2 : 0,
    startedAtMs: active ? Date.now() - index * 61_000 : null,
    definitionHash: 'f'.repeat(64),
    unparsed: false,
    asOfMs: stale ? Date.now() - 7_200_000 - index * 1000 : Date.now(),
    stale,
  }
}

/** One sample around a level of its own, so that lines look like load. */
export function makeSample(machine: Machine, atMs: number, index: number): MachineSample {
  const running = machine.state === 'running'
  const wave = (period: number, shift: number) => (Math.sin(atMs / period + index + shift) + 1) / 2
  const level = numbers(index + 3)()
  const cpu = running
    ? Math.min(100, level * level * 55 + wave(9_000 + index * 37, 0) * 60 * level + wave(1_700, 1) * 12)
    : null
  const memory = machine.memoryBytes ?? 0
  return {
    key: machine.key,
    atMs,
    cpuPercent: cpu,
    cpuCores: cpu === null ? null : (cpu / 100) * (machine.vcpus ?? 1),
    memoryRssBytes: running ? memory * (0.5 + level * 0.4) : null,
    memoryUsedBytes:
      running && index % 3 !== 2 ? memory * (0.3 + level * 0.4 + wave(20_000, 2) * 0.05) : null,
    memoryBalloonBytes: running ? memory : null,
    diskReadBytesPerSecond: running ? wave(4_000, 1) * 30e6 * level : null,
    diskWriteBytesPerSecond: running ? wave(6_000, 3) * 12e6 * level : null,
    diskReadOpsPerSecond: running ? wave(4_000, 1) * 900 * level : null,
    diskWriteOpsPerSecond: running ? wave(6_000, 3) * 400 * level : null,
    netRxBytesPerSecond: running ? wave(5_000, 4) * 8e6 * level : null,
    netTxBytesPerSecond: running ? wave(7_000, 5) * 3e6 * level : null,
  }
}

/** One sample of a host of 64 CPUs and 512 GiB. */
export function makeHostSample(hostId: HostId, atMs: number): HostSample {
  const wave = (Math.sin(atMs / 9_000) + 1) / 2
  return {
    hostId,
    atMs,
    cpuPercent: 20 + wave * 40,
    iowaitPercent: wave,
    stealPercent: 0,
    memoryTotalBytes: 512 * GIB,
    memoryAvailableBytes: (180 + wave * 60) * GIB,
    swapUsedBytes: 0,
    load1: 12 + wave * 9,
    load5: 14,
    load15: 13,
    netRxBytesPerSecond: wave * 2e8,
    netTxBytesPerSecond: wave * 9e7,
    diskReadBytesPerSecond: wave * 3e8,
    diskWriteBytesPerSecond: wave * 1e8,
    psiCpuPercent: wave * 3,
    psiMemoryPercent: 0,
    psiIoPercent: wave,
  }
}
