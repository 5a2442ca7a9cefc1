import type { DomainState } from '../../../shared/models/machine.ts'
import {
  domainLifecycleEvent as happened,
  domainStartedDetail,
  domainStoppedDetail,
  domainUndefinedDetail,
  domainDefinedDetail,
} from '../libvirt/index.ts'

/** What a lifecycle event says of a machine. */
export interface LifecycleMeaning {
  /** The state it is in now; absent where the event says nothing about it. */
  state?: DomainState
  stateReason?: string
  /** A new run began. */
  started?: boolean
  /** What state it is in must be asked: the event tells only what is likely. */
  unsure?: boolean
  /** The run ended: a machine that is not persistent is gone with it. */
  stopped?: boolean
  defined?: boolean
  undefined?: boolean
  renamed?: boolean
  /** Whether a saved memory image is there now; absent where unchanged. */
  managedSave?: boolean
}

const startedReasons = ['booted', 'migrated', 'restored', 'fromSnapshot', 'wakeup']
const pausedReasons = [
  'user',
  'migration',
  'ioerror',
  'watchdog',
  'user',
  'fromSnapshot',
  'unknown',
  'postcopy',
  'postcopyFailed',
]
const resumedReasons = ['unpaused', 'migrated', 'fromSnapshot', 'postcopy', 'postcopyFailed']
const stoppedReasons = ['shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'fromSnapshot']

const named = (names: readonly string[], detail: number) => names[detail] ?? 'unknown'

/** Reads virDomainEventType and its detail; an event of a later libvirt means nothing. */
export function lifecycleMeaning(event: number, detail: number): LifecycleMeaning {
  switch (event) {
    case happened.defined:
      return { defined: true, renamed: detail === domainDefinedDetail.renamed }
    case happened.undefined:
      // A rename says undefined with the old name and then defined with the new one.
      return detail === domainUndefinedDetail.renamed ? { renamed: true } : { undefined: true }
    case happened.started:
      // Its memory is still coming from the other host: it runs there until it is resumed here.
      if (detail === domainStartedDetail.migrated)
        return { started: true, unsure: true, state: 'paused', stateReason: 'migration', managedSave: false }
      return {
        started: true,
        state: 'running',
        stateReason: named(startedReasons, detail),
        managedSave: false,
      }
    case happened.suspended:
      return { state: 'paused', stateReason: named(pausedReasons, detail) }
    case happened.resumed:
      return { state: 'running', stateReason: named(resumedReasons, detail) }
    case happened.stopped:
      return {
        stopped: true,
        state: 'shutoff',
        stateReason: named(stoppedReasons, detail),
        ...(detail === domainStoppedDetail.saved ? { managedSave: true } : {}),
      }
    case happened.shutdown:
      return { state: 'shutdown', stateReason: 'user' }
    case happened.pmsuspended:
      return { state: 'pmsuspended', stateReason: 'unknown' }
    case happened.crashed:
      return { state: 'crashed', stateReason: named(['panicked'], detail) }
    default:
      return {}
  }
}
