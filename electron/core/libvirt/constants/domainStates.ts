/** libvirt's domain states by number (virDomainState). */
export const domainStates = [
  'nostate',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
] as const

/** A domain state by libvirt's name. */
export type DomainStateName = (typeof domainStates)[number]

/** Numbers of the domain states. */
export const domainState = {
  nostate: 0,
  running: 1,
  blocked: 2,
  paused: 3,
  shutdown: 4,
  shutoff: 5,
  crashed: 6,
  pmsuspended: 7,
} as const

/** The reasons of each state by number, in libvirt's names. */
export const domainStateReasons: { readonly [S in DomainStateName]: readonly string[] } = {
  nostate: ['unknown'],
  running: [
    'unknown',
    'booted',
    'migrated',
    'restored',
    'fromSnapshot',
    'unpaused',
    'migrationCanceled',
    'saveCanceled',
    'wakeup',
    'crashed',
    'postcopy',
    'postcopyFailed',
  ],
  blocked: ['unknown'],
  paused: [
    'unknown',
    'user',
    'migration',
    'save',
    'dump',
    'ioerror',
    'watchdog',
    'fromSnapshot',
    'shuttingDown',
    'snapshot',
    'crashed',
    'startingUp',
    'postcopy',
    'postcopyFailed',
  ],
  shutdown: ['unknown', 'user'],
  shutoff: [
    'unknown',
    'shutdown',
    'destroyed',
    'crashed',
    'migrated',
    'saved',
    'failed',
    'fromSnapshot',
    'daemon',
  ],
  crashed: ['unknown', 'panicked'],
  pmsuspended: ['unknown'],
}

/** The name of a state number; `nostate` for one that libvirt may add later. */
export function domainStateName(state: number): DomainStateName {
  return domainStates[state] ?? 'nostate'
}

/** The name of a state's reason; `unknown` for one that libvirt may add later. */
export function domainStateReason(state: number, reason: number): string {
  return domainStateReasons[domainStateName(state)][reason] ?? 'unknown'
}
