import { type Report, type ReportName, report } from '../../../shared/report.ts'
import { agentLifecycleState, graphicsPhase, ioErrorAction, watchdogAction } from '../libvirt/index.ts'

const lifecycle: readonly (readonly [ReportName, readonly ReportName[]])[] = [
  ['defined', ['new', 'changed', 'renamed', 'fromSnapshot']],
  ['undefined', ['removed', 'renamed']],
  ['started', ['booted', 'migratedHere', 'restored', 'fromSnapshot', 'wokenUp']],
  [
    'paused',
    [
      'byPerson',
      'forMigration',
      'afterIoError',
      'byWatchdog',
      'restoredPaused',
      'fromSnapshot',
      'afterLibvirtError',
      'forPostcopy',
      'afterPostcopyMigrationFailed',
    ],
  ],
  ['resumed', ['unpaused', 'afterMigration', 'fromSnapshot', 'inPostcopy', 'afterPostcopyFailed']],
  [
    'stopped',
    ['shutDown', 'forcedOff', 'hadCrashed', 'migratedAway', 'saved', 'failedToStart', 'fromSnapshot'],
  ],
  ['shuttingDown', ['finished', 'askedByGuest', 'askedByHost']],
  ['guestSuspended', ['toMemory', 'toDisk']],
  ['crashed', ['guestPanicked', 'crashKernel']],
]

const because = (what: Report, why: Report): Report => report('because', { what, why })

/** A lifecycle event, with libvirt's reason. */
export function lifecycleReport(event: number, detail: number): Report {
  const known = lifecycle[event]
  if (!known) return report('lifecycle', { number: event })
  const [what, details] = known
  const why = details[detail]
  return why === undefined ? report(what) : because(report(what), report(why))
}

const named = (names: Readonly<Record<string, number>>, value: number): string | null =>
  Object.entries(names).find(([, number]) => number === value)?.[0] ?? null

const watchdogActions: Record<keyof typeof watchdogAction, ReportName> = {
  none: 'nothingDone',
  pause: 'machinePaused',
  reset: 'machineReset',
  poweroff: 'machineForcedOff',
  shutdown: 'machineAsked',
  debug: 'onlyReported',
  injectnmi: 'nmiSent',
}

/** A watchdog event. */
export function watchdogReport(action: number): Report {
  const name = named(watchdogAction, action) as keyof typeof watchdogAction | null
  const done = name === null ? report('watchdogAction', { number: action }) : report(watchdogActions[name])
  return because(report('watchdog'), done)
}

/** An I/O error, with the path and libvirt's reason. */
export function ioErrorReport(error: {
  srcPath: string
  devAlias: string
  action: number
  reason: string
}): Report {
  const disk = error.srcPath === '' ? error.devAlias : error.srcPath
  const { reason } = error
  const what = reason === '' ? report('ioError', { disk }) : report('ioErrorWhy', { disk, reason })
  const then =
    error.action === ioErrorAction.pause
      ? 'machinePaused'
      : error.action === ioErrorAction.report
        ? 'guestTold'
        : 'ignored'
  return because(what, report(then))
}

/** A viewer coming or going; null for the steps in between. */
export function graphicsReport(phase: number, { node: place }: { node: string }): Report | null {
  const isFrom = place !== ''
  if (phase === graphicsPhase.connect)
    return isFrom ? report('consoleOpenedFrom', { place }) : report('consoleOpened')
  if (phase !== graphicsPhase.disconnect) return null
  return isFrom ? report('consoleClosedFrom', { place }) : report('consoleClosed')
}

/** The guest agent's coming and going. */
export const agentReport = (state: number): Report =>
  report(state === agentLifecycleState.connected ? 'agentConnected' : 'agentDisconnected')

const blockJobTypes: readonly ReportName[] = [
  'jobPlain',
  'jobPull',
  'jobCopy',
  'jobCommit',
  'jobActiveCommit',
  'jobBackup',
]
const blockJobStatuses: readonly ReportName[] = ['jobCompleted', 'jobFailed', 'jobCancelled', 'jobReady']

/** A block job's turn. */
export const blockJobReport = (disk: string, type: number, status: number): Report =>
  report('blockJob', {
    job: report(blockJobTypes[type] ?? 'jobPlain'),
    disk,
    status: report(blockJobStatuses[status] ?? 'jobChanged'),
  })

/** A disk with another source: a medium that was changed or taken out. */
export const diskChangeReport = (disk: string, path: string | null): Report =>
  path === null ? report('diskNoSource', { disk }) : report('diskSource', { disk, path })

type Resource = 'network' | 'pool' | 'nodeDevice' | 'secret'

const lifecycles: Record<Resource, readonly ReportName[]> = {
  network: ['networkDefined', 'networkUndefined', 'networkStarted', 'networkStopped'],
  pool: ['poolDefined', 'poolUndefined', 'poolStarted', 'poolStopped', 'poolBuilt', 'poolDeleted'],
  nodeDevice: ['nodeDeviceAdded', 'nodeDeviceRemoved', 'nodeDeviceDefined', 'nodeDeviceUndefined'],
  secret: ['secretDefined', 'secretUndefined'],
}

/** What happened to something that is no machine. */
export function resourceReport(kind: Resource, event: number): Report {
  const known = lifecycles[kind][event]
  return known === undefined ? report('resourceEvent', { kind, number: event }) : report(known)
}

/** Longest text of an event: part of it comes from hosts. */
const TEXT_MAX = 500

/** Cuts what came from a host to a length that can be shown and stored. */
export function bounded(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1).toWellFormed()}…` : text
}

/** The same with every value cut. */
export const boundedReport = ({ say, values }: Report): Report => ({
  say,
  values: Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? boundedReport(value) : typeof value === 'string' ? bounded(value) : value,
    ]),
  ),
})
