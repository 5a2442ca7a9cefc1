import type { MachineKey } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { DomainState, Machine } from '../../../shared/models/machine.ts'
import type { MachineAction, PlannedAction } from '../../../shared/models/task.ts'
import { virshLine } from './virsh.ts'

/** What is known of a machine's host when a plan is made. */
export interface PlanHost {
  name: string
  uri: string
  live: boolean
  readOnly: boolean
  /** libvirt is being opened anew with other rights (`readOnly` tells which): what acts waits for it. */
  isReopening?: boolean
}

const nextStates: Record<MachineAction, DomainState | null> = {
  start: 'running',
  shutdown: 'shutoff',
  reboot: null,
  reset: null,
  forceOff: 'shutoff',
  pause: 'paused',
  resume: 'running',
  save: 'shutoff',
  autostartOn: null,
  autostartOff: null,
}

/** States in which a guest can hear a request. */
const listening: ReadonlySet<DomainState> = new Set(['running', 'blocked', 'nostate'])

/** What an action would do to one machine, or why it is left alone. */
export function planMachine(action: MachineAction, machine: Machine, host: PlanHost): PlannedAction {
  const skip = hostObstacle(machine, host) ?? obstacle(action, machine)
  return {
    key: machine.key,
    name: machine.name,
    host: host.name,
    state: machine.state,
    nextState: skip === null ? nextStates[action] : null,
    skip,
    virsh: virshLine(action, machine, host.uri),
  }
}

/** The plan for a machine that the inventory does not know. */
export function planUnknown(action: MachineAction, key: MachineKey, host: PlanHost | null): PlannedAction {
  const { uuid } = splitMachineKey(key)
  return {
    key,
    name: uuid,
    host: host?.name ?? 'unknown host',
    state: 'nostate',
    nextState: null,
    skip: host === null ? 'its host is not in the fleet any more' : 'it is not on its host any more',
    virsh: virshLine(action, { name: uuid, uuid, state: 'nostate' }, host?.uri ?? ''),
  }
}

function hostObstacle(machine: Machine, host: PlanHost): string | null {
  if (host.isReopening !== true && (!host.live || machine.stale))
    return `${host.name} is not connected; this is what was known last`
  return host.readOnly ? `${host.name} is opened read-only` : null
}

/** Why the machine's own state forbids the action; libvirt has the last word when it runs. */
function obstacle(action: MachineAction, { id, state, persistent, autostart }: Machine): string | null {
  const active = id !== null || listening.has(state) || state === 'paused'
  switch (action) {
    case 'start':
      return active || state === 'pmsuspended' ? `it is ${words(state)} already` : null
    case 'shutdown':
    case 'reboot':
      if (state === 'paused') return 'it is paused, so its guest cannot hear it: resume it first'
      return listening.has(state) ? null : `it is ${words(state)}`
    case 'reset':
    case 'forceOff':
      return state === 'shutoff' ? 'it is shut off' : null
    case 'pause':
      return listening.has(state) ? null : `it is ${words(state)}`
    case 'resume':
      return state === 'paused' || state === 'pmsuspended' ? null : `it is ${words(state)}, not paused`
    case 'save':
      if (!persistent) return 'it has no stored definition, so it could not be started from the saved state'
      return listening.has(state) || state === 'paused' ? null : `it is ${words(state)}`
    case 'autostartOn':
      if (!persistent) return 'it has no stored definition that could be started'
      return autostart ? 'it is started with its host already' : null
    case 'autostartOff':
      return autostart ? null : 'it is not started with its host'
  }
}

const stateWords: Record<DomainState, string> = {
  nostate: 'in no known state',
  running: 'running',
  blocked: 'running',
  paused: 'paused',
  shutdown: 'shutting down',
  shutoff: 'shut off',
  crashed: 'crashed',
  pmsuspended: 'suspended by its guest',
}

function words(state: DomainState): string {
  return stateWords[state]
}
