import type { HostPlan } from './plan.ts'
import { berlinMachines, labMachines } from './officeMachines.ts'
import { edgeMachines, frontMachines, rackMachines } from './dataCentreMachines.ts'

/** Sites of the pictures: a data centre with two racks, an office, a lab. */
export const sites = [
  { name: 'Frankfurt', parent: null, production: true },
  { name: 'Rack A12', parent: 'Frankfurt', production: true },
  { name: 'Rack B03', parent: 'Frankfurt', production: true },
  { name: 'Berlin office', parent: null, production: false },
  { name: 'Lab', parent: null, production: false },
] as const

const MBIT = 125_000
const epyc = { cpu: 'EPYC-Milan', vendor: 'AMD', sockets: 2, cores: 16, threads: 2, mhz: 3_400 }
const xeon = { cpu: 'Icelake-Server', vendor: 'Intel', sockets: 2, cores: 12, threads: 2, mhz: 2_900 }
const small = { cpu: 'Skylake-Client', vendor: 'Intel', sockets: 1, cores: 8, threads: 2, mhz: 3_700 }
const debianSsh = 'OpenSSH_9.2p1 Debian-2+deb12u7'
const ubuntuSsh = 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.14'

const connectX = (address: string, group: number) => ({
  address,
  vendor: 'Mellanox Technologies',
  product: 'MT27800 Family [ConnectX-5]',
  group,
  driver: 'mlx5_core',
})

/** The hosts of the pictures. */
export const hosts: readonly HostPlan[] = [
  {
    name: 'fra-kvm-1',
    site: 'Rack A12',
    number: 11,
    hardware: { ...epyc, memoryGib: 256, nics: ['enp65s0f0', 'enp65s0f1'], disks: ['nvme0n1', 'nvme1n1'] },
    libvirt: 9_000_000,
    qemu: 7_002_017,
    ssh: debianSsh,
    upDays: 141,
    shape: { cpu: 0.05, memory: 0.06, readRate: 3e6, writeRate: 9e6, inRate: 40 * MBIT, outRate: 60 * MBIT },
    pools: [
      {
        name: 'images',
        type: 'dir',
        path: '/var/lib/libvirt/images',
        capacityGib: 1_788,
        elsewhereGib: 61,
        unused: [
          { name: 'debian-12-base.qcow2', gib: 8, usedGib: 2.4 },
          { name: 'pay-db-1-before-resize.qcow2', gib: 400, usedGib: 188 },
        ],
      },
      { name: 'fast', type: 'logical', path: '/dev/vg_fast', capacityGib: 3_576 },
      { name: 'iso', type: 'netfs', path: '/srv/iso', capacityGib: 500, elsewhereGib: 212 },
    ],
    networks: [
      { name: 'default', forward: 'nat', bridge: 'virbr0', address: '192.168.122.1' },
      { name: 'storage', forward: null, bridge: 'virbr7', address: '10.77.0.1' },
    ],
    bridges: [{ name: 'br-prod', member: 'enp65s0f0', address: '10.20.12.11/24' }],
    devices: [connectX('0000:41:00.0', 14), connectX('0000:41:00.1', 14), connectX('0000:41:00.2', 15)],
    machines: frontMachines,
  },
  {
    name: 'fra-kvm-2',
    site: 'Rack A12',
    number: 12,
    hardware: { ...epyc, memoryGib: 256, nics: ['enp65s0f0', 'enp65s0f1'], disks: ['nvme0n1', 'nvme1n1'] },
    libvirt: 10_000_000,
    qemu: 8_002_002,
    ssh: ubuntuSsh,
    upDays: 12,
    shape: { cpu: 0.04, memory: 0.05, readRate: 2e6, writeRate: 6e6, inRate: 25 * MBIT, outRate: 20 * MBIT },
    pools: [
      {
        name: 'images',
        type: 'dir',
        path: '/var/lib/libvirt/images',
        capacityGib: 894,
        elsewhereGib: 18,
        unused: [{ name: 'ubuntu-24.04-server.qcow2', gib: 10, usedGib: 2.9 }],
      },
      { name: 'tank', type: 'zfs', path: 'tank/vm', capacityGib: 7_152 },
    ],
    networks: [
      { name: 'default', forward: 'nat', bridge: 'virbr0', address: '192.168.122.1' },
      { name: 'dmz', forward: 'route', bridge: 'virbr2', address: '203.0.113.1' },
    ],
    bridges: [{ name: 'br-prod', member: 'enp65s0f0', address: '10.20.12.12/24' }],
    devices: [
      connectX('0000:41:00.0', 12),
      {
        address: '0000:c4:00.0',
        vendor: 'NVIDIA Corporation',
        product: 'GA102GL [A40]',
        group: 31,
        driver: 'vfio-pci',
      },
      {
        address: '0000:c4:00.1',
        vendor: 'NVIDIA Corporation',
        product: 'GA102 High Definition Audio Controller',
        group: 31,
        driver: 'vfio-pci',
      },
    ],
    machines: rackMachines,
  },
  {
    name: 'fra-kvm-3',
    site: 'Rack B03',
    number: 13,
    hardware: { ...xeon, memoryGib: 128, nics: ['eno1', 'eno2'], disks: ['sda', 'sdb'] },
    libvirt: 9_000_000,
    qemu: 7_002_017,
    ssh: debianSsh,
    upDays: 203,
    shape: { cpu: 0.03, memory: 0.06, readRate: 1e6, writeRate: 3e6, inRate: 10 * MBIT, outRate: 30 * MBIT },
    pools: [
      { name: 'images', type: 'dir', path: '/var/lib/libvirt/images', capacityGib: 894, elsewhereGib: 25 },
    ],
    networks: [{ name: 'default', forward: 'nat', bridge: 'virbr0', address: '192.168.122.1' }],
    bridges: [{ name: 'br-prod', member: 'eno1', address: '10.20.3.13/24' }],
    devices: [],
    machines: edgeMachines,
    trouble: 'gone',
  },
  {
    name: 'ber-kvm-1',
    site: 'Berlin office',
    number: 21,
    hardware: { ...small, memoryGib: 64, nics: ['eno1'], disks: ['nvme0n1'], swapGib: 8 },
    libvirt: 10_000_000,
    qemu: 8_002_002,
    ssh: ubuntuSsh,
    upDays: 37,
    shape: { cpu: 0.06, memory: 0.1, readRate: 1e6, writeRate: 2e6, inRate: 6 * MBIT, outRate: 4 * MBIT },
    pools: [
      {
        name: 'default',
        type: 'dir',
        path: '/var/lib/libvirt/images',
        capacityGib: 465,
        elsewhereGib: 9,
        unused: [{ name: 'win10-old-desktop.qcow2', gib: 120, usedGib: 64 }],
      },
      { name: 'backup', type: 'netfs', path: '/srv/backup', capacityGib: 3_700, inactive: true },
    ],
    networks: [{ name: 'default', forward: 'nat', bridge: 'virbr0', address: '192.168.122.1' }],
    bridges: [{ name: 'br0', member: 'eno1', address: '10.30.0.21/24' }],
    devices: [],
    machines: berlinMachines,
  },
  {
    name: 'ber-kvm-2',
    site: 'Berlin office',
    number: 22,
    hardware: { ...small, memoryGib: 32, nics: ['eno1'], disks: ['sda'] },
    libvirt: 10_000_000,
    qemu: 8_002_002,
    ssh: ubuntuSsh,
    upDays: 37,
    shape: { cpu: 0.05, memory: 0.1 },
    pools: [],
    networks: [],
    bridges: [],
    devices: [],
    machines: [],
    trouble: 'refuses',
  },
  {
    name: 'lab-kvm-1',
    site: 'Lab',
    number: 31,
    hardware: { ...small, cores: 6, memoryGib: 64, nics: ['enp3s0'], disks: ['sda', 'sdb'] },
    libvirt: 11_003_000,
    qemu: 10_000_002,
    ssh: 'OpenSSH_10.0p2 Debian-7',
    upDays: 3,
    shape: { cpu: 0.05, memory: 0.08, readRate: 2e6, writeRate: 4e6, inRate: 2 * MBIT, outRate: 1 * MBIT },
    pools: [
      { name: 'default', type: 'dir', path: '/var/lib/libvirt/images', capacityGib: 232, elsewhereGib: 57 },
    ],
    networks: [
      { name: 'default', forward: 'nat', bridge: 'virbr0', address: '192.168.122.1' },
      { name: 'isolated', forward: null, bridge: 'virbr1', address: '10.99.0.1', inactive: true },
    ],
    bridges: [],
    devices: [
      {
        address: '0000:01:00.0',
        vendor: 'Intel Corporation',
        product: 'DG2 [Arc A380]',
        group: 16,
        driver: 'i915',
      },
      {
        address: '0000:03:00.0',
        vendor: 'Intel Corporation',
        product: 'I210 Gigabit Network Connection',
        group: 18,
        driver: 'igb',
      },
    ],
    machines: labMachines,
  },
  {
    name: 'lab-kvm-2',
    site: 'Lab',
    number: 32,
    hardware: { ...small, memoryGib: 32, nics: ['eno1'], disks: ['sda'] },
    libvirt: 11_003_000,
    qemu: 10_000_002,
    ssh: 'OpenSSH_10.0p2 Debian-7',
    upDays: 1,
    shape: { cpu: 0.05, memory: 0.1 },
    pools: [],
    networks: [],
    bridges: [],
    devices: [],
    machines: [],
    trouble: 'changedKey',
  },
]
