import type { Shape } from './load.ts'

/** A disk of a made-up machine. */
export interface DiskPlan {
  pool: string
  gib: number
  usedGib: number
  format?: 'qcow2' | 'raw'
}

/** A NIC: a virtual network of the host, or one of its bridges. */
export type NicPlan = { network: string } | { bridge: string } | { direct: string }

/** A snapshot; `days` before the picture. */
export interface SnapshotPlan {
  name: string
  parent?: string
  days: number
  state?: string
  text?: string
}

/** One made-up machine. */
export interface MachinePlan {
  name: string
  title?: string
  description?: string
  tags: string[]
  os: keyof typeof systems
  vcpus: number
  memoryGib: number
  state?: 'running' | 'paused' | 'shutoff' | 'crashed' | 'pmsuspended'
  reason?: number
  disks: DiskPlan[]
  nics: NicPlan[]
  shape: Shape
  autostart?: boolean
  managedSave?: boolean
  transient?: boolean
  efi?: boolean
  agent?: boolean
  cdrom?: string
  /** PCI address of a device of the host that it takes. */
  passthrough?: string
  snapshots?: SnapshotPlan[]
  /** Days since it was started. */
  upDays?: number
}

export interface PoolPlan {
  name: string
  type: 'dir' | 'logical' | 'netfs' | 'zfs'
  path: string
  /** Bytes would be too fine. */
  capacityGib: number
  /** Beyond what its volumes take. */
  elsewhereGib?: number
  inactive?: boolean
  autostart?: boolean
  /** Volumes that no machine uses. */
  unused?: { name: string; gib: number; usedGib: number; format?: string }[]
}

export interface NetworkPlan {
  name: string
  forward: 'nat' | 'route' | 'bridge' | null
  bridge: string
  address?: string
  inactive?: boolean
}

/** One made-up host. */
export interface HostPlan {
  name: string
  site: string
  /** Last number of its address of loopback. */
  number: number
  hardware: {
    cpu: string
    vendor: string
    sockets: number
    cores: number
    threads: number
    mhz: number
    memoryGib: number
    nics: string[]
    disks: string[]
    swapGib?: number
  }
  libvirt: number
  qemu: number
  ssh: string
  shape: Shape
  upDays: number
  pools: PoolPlan[]
  networks: NetworkPlan[]
  bridges: { name: string; member: string; address: string; vlan?: number }[]
  devices: { address: string; vendor: string; product: string; group: number; driver: string }[]
  machines: readonly MachinePlan[]
  /** What is wrong with it. */
  trouble?: 'gone' | 'refuses' | 'changedKey'
}

/** Systems by libosinfo's names. */
export const systems = {
  debian12: 'http://debian.org/debian/12',
  debian13: 'http://debian.org/debian/13',
  ubuntu2404: 'http://ubuntu.com/ubuntu/24.04',
  rocky9: 'http://rockylinux.org/rocky/9',
  windows2022: 'http://microsoft.com/win/2k22',
  windows11: 'http://microsoft.com/win/11',
  freebsd14: 'http://freebsd.org/freebsd/14.0',
} as const
