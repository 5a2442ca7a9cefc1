/** States of a storage pool. */
export const storagePoolState = {
  inactive: 0,
  building: 1,
  running: 2,
  degraded: 3,
  inaccessible: 4,
} as const

/** Types of a storage volume. */
export const storageVolType = {
  file: 0,
  block: 1,
  dir: 2,
  network: 3,
  netdir: 4,
  ploop: 5,
} as const

/** Flags of storageVolUpload and storageVolDownload. */
export const storageVolTransferFlags = {
  sparseStream: 1,
} as const

/** Flags of storageVolGetInfoFlags. */
export const storageVolInfoFlags = {
  useAllocation: 0,
  getPhysical: 1,
} as const

/** Filters of connectListAllStoragePools. */
export const connectListAllStoragePoolsFlags = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 0x10,
  noAutostart: 0x20,
  dir: 0x40,
  fs: 0x80,
  netfs: 0x100,
  logical: 0x200,
  disk: 0x400,
  iscsi: 0x800,
  scsi: 0x1000,
  mpath: 0x2000,
  rbd: 0x4000,
  sheepdog: 0x8000,
  gluster: 0x10000,
  zfs: 0x20000,
  vstorage: 0x40000,
  iscsiDirect: 0x80000,
} as const

/** Filters of connectListAllNetworks. */
export const connectListAllNetworksFlags = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 0x10,
  noAutostart: 0x20,
} as const

/** Filters of connectListAllInterfaces. */
export const connectListAllInterfacesFlags = {
  inactive: 1,
  active: 2,
} as const

/** Filters of connectListAllNodeDevices. */
export const connectListAllNodeDevicesFlags = {
  capSystem: 1,
  capPciDev: 2,
  capUsbDev: 4,
  capUsbInterface: 8,
  capNet: 0x10,
  capScsiHost: 0x20,
  capScsiTarget: 0x40,
  capScsi: 0x80,
  capStorage: 0x100,
  capFcHost: 0x200,
  capVports: 0x400,
  capScsiGeneric: 0x800,
  capDrm: 0x1000,
  capMdevTypes: 0x2000,
  capMdev: 0x4000,
  capCcwDev: 0x8000,
  capCssDev: 0x10000,
  capVdpa: 0x20000,
  capApCard: 0x40000,
  capApQueue: 0x80000,
  capApMatrix: 0x100000,
  capVpd: 0x200000,
  inactive: 0x40000000,
  active: 0x80000000,
} as const

/** Filters of connectListAllSecrets. */
export const connectListAllSecretsFlags = {
  ephemeral: 1,
  noEphemeral: 2,
  private: 4,
  noPrivate: 8,
} as const

/** Filters of domainListAllSnapshots. */
export const domainSnapshotListFlags = {
  descendants: 1,
  roots: 1,
  metadata: 2,
  leaves: 4,
  noLeaves: 8,
  noMetadata: 0x10,
  inactive: 0x20,
  active: 0x40,
  diskOnly: 0x80,
  internal: 0x100,
  external: 0x200,
  topological: 0x400,
} as const

/** Filters of domainListAllCheckpoints. */
export const domainCheckpointListFlags = {
  descendants: 1,
  roots: 1,
  topological: 2,
  leaves: 4,
  noLeaves: 8,
} as const

/** Flags of domainSnapshotCreateXml. */
export const domainSnapshotCreateFlags = {
  redefine: 1,
  current: 2,
  noMetadata: 4,
  halt: 8,
  diskOnly: 0x10,
  reuseExt: 0x20,
  quiesce: 0x40,
  atomic: 0x80,
  live: 0x100,
  validate: 0x200,
} as const

/** Flags of domainRevertToSnapshot. */
export const domainSnapshotRevertFlags = {
  running: 1,
  paused: 2,
  force: 4,
  resetNvram: 8,
} as const

/** Flags of domainSnapshotDelete. */
export const domainSnapshotDeleteFlags = {
  children: 1,
  metadataOnly: 2,
  childrenOnly: 4,
} as const

/** Types of an address. */
export const ipAddrType = {
  ipv4: 0,
  ipv6: 1,
} as const

/** What a secret is for. */
export const secretUsageType = {
  none: 0,
  volume: 1,
  ceph: 2,
  iscsi: 3,
  tls: 4,
  vtpm: 5,
} as const

/** The CPU number of nodeGetCpuStats that stands for all. */
export const NODE_CPU_STATS_ALL = -1

/** The cell number of nodeGetMemoryStats that stands for all. */
export const NODE_MEMORY_STATS_ALL = -1
