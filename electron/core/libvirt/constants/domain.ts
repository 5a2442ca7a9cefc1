/** Filters of connectListAllDomains. */
export const connectListAllDomainsFlags = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 0x10,
  paused: 0x20,
  shutoff: 0x40,
  other: 0x80,
  managedsave: 0x100,
  noManagedsave: 0x200,
  autostart: 0x400,
  noAutostart: 0x800,
  hasSnapshot: 0x1000,
  noSnapshot: 0x2000,
  hasCheckpoint: 0x4000,
  noCheckpoint: 0x8000,
} as const

/** Flags of domainGetXmlDesc. */
export const domainXmlFlags = {
  secure: 1,
  inactive: 2,
  updateCpu: 4,
  migratable: 8,
} as const

/** Flags of domainCreateWithFlags and domainCreateXml. */
export const domainStartFlags = {
  paused: 1,
  autodestroy: 2,
  bypassCache: 4,
  forceBoot: 8,
  validate: 0x10,
  resetNvram: 0x20,
} as const

/** Flags of domainShutdownFlags: how the guest is asked. */
export const domainShutdownFlags = {
  default: 0,
  acpiPowerBtn: 1,
  guestAgent: 2,
  initctl: 4,
  signal: 8,
  paravirt: 0x10,
} as const

/** Flags of domainReboot: how the guest is asked. */
export const domainRebootFlags = {
  default: 0,
  acpiPowerBtn: 1,
  guestAgent: 2,
  initctl: 4,
  signal: 8,
  paravirt: 0x10,
} as const

/** Flags of domainDestroyFlags. */
export const domainDestroyFlags = {
  default: 0,
  graceful: 1,
  removeLogs: 2,
} as const

/** Flags of domainUndefineFlags. */
export const domainUndefineFlags = {
  managedSave: 1,
  snapshotsMetadata: 2,
  nvram: 4,
  keepNvram: 8,
  checkpointsMetadata: 0x10,
  tpm: 0x20,
  keepTpm: 0x40,
} as const

/** Flags of domainDefineXmlFlags. */
export const domainDefineFlags = {
  validate: 1,
} as const

/** Whether a change is to the running guest, its definition, or what is current. */
export const domainAffect = {
  current: 0,
  live: 1,
  config: 2,
} as const

/** Flags of attaching, detaching and updating devices. */
export const domainDeviceModify = {
  current: 0,
  live: 1,
  config: 2,
  force: 4,
} as const

/** Flags of domainGetVcpusFlags and domainSetVcpusFlags. */
export const domainVcpuFlags = {
  current: 0,
  live: 1,
  config: 2,
  maximum: 4,
  guest: 8,
  hotpluggable: 0x10,
} as const

/** Flags of domainSetMemoryFlags. */
export const domainMemoryFlags = {
  current: 0,
  live: 1,
  config: 2,
  maximum: 4,
} as const

/** Kinds of domain metadata. */
export const domainMetadataType = {
  description: 0,
  title: 1,
  element: 2,
} as const

/** Where interface addresses are asked from. */
export const domainInterfaceAddressesSource = {
  lease: 0,
  agent: 1,
  arp: 2,
} as const

/** Tags of domainMemoryStats. */
export const domainMemoryStatTag = {
  swapIn: 0,
  swapOut: 1,
  majorFault: 2,
  minorFault: 3,
  unused: 4,
  available: 5,
  actualBalloon: 6,
  rss: 7,
  usable: 8,
  lastUpdate: 9,
  diskCaches: 10,
  hugetlbPgalloc: 11,
  hugetlbPgfail: 12,
} as const

/** Types of a domain job. */
export const domainJobType = {
  none: 0,
  bounded: 1,
  unbounded: 2,
  completed: 3,
  failed: 4,
  cancelled: 5,
} as const

/** Operations of a domain job. */
export const domainJobOperation = {
  unknown: 0,
  start: 1,
  save: 2,
  restore: 3,
  migrationIn: 4,
  migrationOut: 5,
  snapshot: 6,
  snapshotRevert: 7,
  dump: 8,
  backup: 9,
  snapshotDelete: 10,
} as const

/** Types of a block job. */
export const domainBlockJobType = {
  unknown: 0,
  pull: 1,
  copy: 2,
  commit: 3,
  activeCommit: 4,
  backup: 5,
} as const

/** How a block job ended, or that it is ready. */
export const domainBlockJobStatus = {
  completed: 0,
  failed: 1,
  canceled: 2,
  ready: 3,
} as const

/** Flags of domainOpenConsole. */
export const domainConsoleFlags = {
  force: 1,
  safe: 2,
} as const

/** Flags of saving and restoring. */
export const domainSaveFlags = {
  bypassCache: 1,
  running: 2,
  paused: 4,
  resetNvram: 8,
} as const

/** Flags of domainCoreDump. */
export const domainCoreDumpFlags = {
  crash: 1,
  live: 2,
  bypassCache: 4,
  reset: 8,
  memoryOnly: 0x10,
} as const
