/** Groups of statistics that connectGetAllDomainStats can be asked for. */
export const domainStatsGroup = {
  state: 1,
  cpuTotal: 2,
  balloon: 4,
  vcpu: 8,
  interface: 0x10,
  block: 0x20,
  perf: 0x40,
  iothread: 0x80,
  memory: 0x100,
  dirtyrate: 0x200,
  vm: 0x400,
} as const

/** Filters and flags of connectGetAllDomainStats. */
export const connectGetAllDomainStatsFlags = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 0x10,
  paused: 0x20,
  shutoff: 0x40,
  other: 0x80,
  nowait: 0x20000000,
  backing: 0x40000000,
  enforceStats: 0x80000000,
} as const
