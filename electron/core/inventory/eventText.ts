import { agentLifecycleState, graphicsPhase, ioErrorAction, watchdogAction } from '../libvirt/index.ts'

const lifecycle: readonly (readonly [string, readonly string[]])[] = [
  ['Defined', ['new', 'changed', 'renamed', 'from a snapshot']],
  ['Undefined', ['removed', 'renamed']],
  ['Started', ['booted', 'migrated here', 'restored', 'from a snapshot', 'woken up']],
  [
    'Paused',
    [
      'by a person',
      'for migration',
      'after an I/O error',
      'by the watchdog',
      'restored paused',
      'from a snapshot',
      'after an error of libvirt',
      'for post-copy migration',
      'after post-copy migration failed',
    ],
  ],
  [
    'Resumed',
    ['unpaused', 'after migration', 'from a snapshot', 'in post-copy migration', 'after post-copy failed'],
  ],
  [
    'Stopped',
    ['shut down', 'forced off', 'crashed', 'migrated away', 'saved', 'failed to start', 'from a snapshot'],
  ],
  ['Shutting down', ['finished', 'asked by the guest', 'asked by the host']],
  ['Suspended by its guest', ['to memory', 'to disk']],
  ['Crashed', ['guest panicked', 'crash kernel loaded']],
]

/** A lifecycle event in words, with libvirt's reason. */
export function lifecycleText(event: number, detail: number): string {
  const known = lifecycle[event]
  if (!known) return `Lifecycle event ${event}`
  const [what, details] = known
  const why = details[detail]
  return why === undefined ? what : `${what}: ${why}`
}

const named = (names: Readonly<Record<string, number>>, value: number): string | null =>
  Object.entries(names).find(([, number]) => number === value)?.[0] ?? null

const watchdogWords: Record<keyof typeof watchdogAction, string> = {
  none: 'nothing was done',
  pause: 'the machine was paused',
  reset: 'the machine was reset',
  poweroff: 'the machine was forced off',
  shutdown: 'the machine was asked to shut down',
  debug: 'it was only reported',
  injectnmi: 'an NMI was sent',
}

/** A watchdog event in words. */
export function watchdogText(action: number): string {
  const name = named(watchdogAction, action) as keyof typeof watchdogAction | null
  return `Watchdog fired: ${name === null ? `action ${action}` : watchdogWords[name]}`
}

/** An I/O error in words, with the path and libvirt's reason. */
export function ioErrorText(error: {
  srcPath: string
  devAlias: string
  action: number
  reason: string
}): string {
  const where = error.srcPath === '' ? error.devAlias : error.srcPath
  const why = error.reason === '' ? '' : ` (${error.reason})`
  const then =
    error.action === ioErrorAction.pause
      ? 'the machine was paused'
      : error.action === ioErrorAction.report
        ? 'the guest was told'
        : 'it was ignored'
  return `I/O error on ${where}${why}: ${then}`
}

/** A viewer coming or going, in words; null for the steps in between. */
export function graphicsText(phase: number, remote: { node: string }): string | null {
  const from = remote.node === '' ? '' : ` from ${remote.node}`
  if (phase === graphicsPhase.connect) return `Console opened${from}`
  return phase === graphicsPhase.disconnect ? `Console closed${from}` : null
}

/** The guest agent's coming and going, in words. */
export function agentText(state: number): string {
  return state === agentLifecycleState.connected ? 'Guest agent connected' : 'Guest agent disconnected'
}

const blockJobTypes = ['job', 'pull', 'copy', 'commit', 'active commit', 'backup']
const blockJobStatuses = ['completed', 'failed', 'was cancelled', 'is ready']

/** A block job's turn, in words. */
export function blockJobText(disk: string, type: number, status: number): string {
  return `Block ${blockJobTypes[type] ?? 'job'} of ${disk} ${blockJobStatuses[status] ?? 'changed'}`
}

const lifecycleOfNetwork = ['Network defined', 'Network undefined', 'Network started', 'Network stopped']
const lifecycleOfPool = [
  'Pool defined',
  'Pool undefined',
  'Pool started',
  'Pool stopped',
  'Pool built',
  'Pool deleted',
]
const lifecycleOfDevice = ['Device added', 'Device removed', 'Device defined', 'Device undefined']
const lifecycleOfSecret = ['Secret defined', 'Secret undefined']

/** What happened to something that is no machine, in words. */
export function resourceText(kind: 'network' | 'pool' | 'nodeDevice' | 'secret', event: number): string {
  const texts = {
    network: lifecycleOfNetwork,
    pool: lifecycleOfPool,
    nodeDevice: lifecycleOfDevice,
    secret: lifecycleOfSecret,
  }[kind]
  return texts[event] ?? `${kind} event ${event}`
}

/** Longest text of an event: part of it comes from hosts. */
const TEXT_MAX = 500

/** Cuts what came from a host to a length that can be shown and stored. */
export function bounded(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1).toWellFormed()}…` : text
}
