/** Numbers of domain events (virDomainEventID). */
export const domainEventId = {
  lifecycle: 0,
  reboot: 1,
  rtcChange: 2,
  watchdog: 3,
  ioError: 4,
  graphics: 5,
  ioErrorReason: 6,
  controlError: 7,
  blockJob: 8,
  diskChange: 9,
  trayChange: 10,
  pmwakeup: 11,
  pmsuspend: 12,
  balloonChange: 13,
  pmsuspendDisk: 14,
  deviceRemoved: 15,
  blockJob2: 16,
  tunable: 17,
  agentLifecycle: 18,
  deviceAdded: 19,
  migrationIteration: 20,
  jobCompleted: 21,
  deviceRemovalFailed: 22,
  metadataChange: 23,
  blockThreshold: 24,
  memoryFailure: 25,
  memoryDeviceSizeChange: 26,
} as const

/** What happened to a domain. */
export const domainLifecycleEvent = {
  defined: 0,
  undefined: 1,
  started: 2,
  suspended: 3,
  resumed: 4,
  stopped: 5,
  shutdown: 6,
  pmsuspended: 7,
  crashed: 8,
} as const

/** Details of `defined`. */
export const domainDefinedDetail = {
  added: 0,
  updated: 1,
  renamed: 2,
  fromSnapshot: 3,
} as const

/** Details of `undefined`. */
export const domainUndefinedDetail = {
  removed: 0,
  renamed: 1,
} as const

/** Details of `started`. */
export const domainStartedDetail = {
  booted: 0,
  migrated: 1,
  restored: 2,
  fromSnapshot: 3,
  wakeup: 4,
} as const

/** Details of `suspended`. */
export const domainSuspendedDetail = {
  paused: 0,
  migrated: 1,
  ioerror: 2,
  watchdog: 3,
  restored: 4,
  fromSnapshot: 5,
  apiError: 6,
  postcopy: 7,
  postcopyFailed: 8,
} as const

/** Details of `resumed`. */
export const domainResumedDetail = {
  unpaused: 0,
  migrated: 1,
  fromSnapshot: 2,
  postcopy: 3,
  postcopyFailed: 4,
} as const

/** Details of `stopped`. */
export const domainStoppedDetail = {
  shutdown: 0,
  destroyed: 1,
  crashed: 2,
  migrated: 3,
  saved: 4,
  failed: 5,
  fromSnapshot: 6,
} as const

/** Details of `shutdown`. */
export const domainShutdownDetail = {
  finished: 0,
  guest: 1,
  host: 2,
} as const

/** Details of `pmsuspended`. */
export const domainPmsuspendedDetail = {
  memory: 0,
  disk: 1,
} as const

/** Details of `crashed`. */
export const domainCrashedDetail = {
  panicked: 0,
  crashloaded: 1,
} as const

/** What the watchdog did. */
export const watchdogAction = {
  none: 0,
  pause: 1,
  reset: 2,
  poweroff: 3,
  shutdown: 4,
  debug: 5,
  injectnmi: 6,
} as const

/** What followed an I/O error. */
export const ioErrorAction = {
  none: 0,
  pause: 1,
  report: 2,
} as const

/** Phases of a graphics connection. */
export const graphicsPhase = {
  connect: 0,
  initialize: 1,
  disconnect: 2,
} as const

/** Why a disk’s source changed. */
export const diskChangeReason = {
  missingOnStart: 0,
} as const

/** What happened to a tray. */
export const trayChangeReason = {
  open: 0,
  close: 1,
} as const

/** States of the guest agent. */
export const agentLifecycleState = {
  connected: 1,
  disconnected: 2,
} as const

/** Why the guest agent’s state changed. */
export const agentLifecycleReason = {
  unknown: 0,
  domainStarted: 1,
  channel: 2,
} as const

/** Who a memory failure struck. */
export const memoryFailureRecipient = {
  hypervisor: 0,
  guest: 1,
} as const

/** What followed a memory failure. */
export const memoryFailureAction = {
  ignore: 0,
  inject: 1,
  fatal: 2,
  reset: 3,
} as const

/** Numbers of network events. */
export const networkEventId = {
  lifecycle: 0,
} as const

/** What happened to a network. */
export const networkLifecycleEvent = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
} as const

/** Numbers of storage pool events. */
export const storagePoolEventId = {
  lifecycle: 0,
  refresh: 1,
} as const

/** What happened to a storage pool. */
export const storagePoolLifecycleEvent = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
  created: 4,
  deleted: 5,
} as const

/** Numbers of node device events. */
export const nodeDeviceEventId = {
  lifecycle: 0,
  update: 1,
} as const

/** What happened to a node device. */
export const nodeDeviceLifecycleEvent = {
  created: 0,
  deleted: 1,
  defined: 2,
  undefined: 3,
} as const

/** Numbers of secret events. */
export const secretEventId = {
  lifecycle: 0,
  valueChanged: 1,
} as const

/** What happened to a secret. */
export const secretLifecycleEvent = {
  defined: 0,
  undefined: 1,
} as const

/** Why the daemon lost its own connection to the hypervisor. */
export const connectCloseReason = {
  error: 0,
  eof: 1,
  keepalive: 2,
  client: 3,
} as const
