import type { MachineKey } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { DomainState, Machine } from '../../../shared/models/machine.ts'
import type { MachineAction, PlannedAction, PlanSkip } from '../../../shared/models/task.ts'
import { unknownText } from '../../../shared/units.ts'
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
    host: host?.name ?? unknownText,
    state: 'nostate',
    nextState: null,
    skip: { code: host === null ? 'hostGone' : 'machineGone' },
    virsh: virshLine(action, { name: uuid, uuid, state: 'nostate' }, host?.uri ?? ''),
  }
}

function hostObstacle(machine: Machine, host: PlanHost): PlanSkip | null {
  if (host.isReopening !== true && (!host.live || machine.stale)) return { code: 'hostAway', host: host.name }
  return host.readOnly ? { code: 'hostReadOnly', host: host.name } : null
}

/** Why the machine's own state forbids the action; libvirt has the last word when it runs. */
function obstacle(action: MachineAction, { id, state, persistent, autostart }: Machine): PlanSkip | null {
  const active = id !== null || listening.has(state) || state === 'paused'
  const unless = (allowed: boolean, code: PlanSkip['code'] = 'state'): PlanSkip | null =>
    allowed ? null : { code, state }
  switch (action) {
    case 'start':
      return unless(!active && state !== 'pmsuspended', 'already')
    case 'shutdown':
    case 'reboot':
      return unless(listening.has(state), state === 'paused' ? 'guestPaused' : 'state')
    case 'reset':
    case 'forceOff':
      return unless(state !== 'shutoff')
    case 'pause':
      return unless(listening.has(state))
    case 'resume':
      return unless(state === 'paused' || state === 'pmsuspended', 'notPaused')
    case 'save':
      return persistent ? unless(listening.has(state) || state === 'paused') : { code: 'transientSave' }
    case 'autostartOn':
      if (!persistent) return { code: 'transientStart' }
      return autostart ? { code: 'autostartOn' } : null
    case 'autostartOff':
      return autostart ? null : { code: 'autostartOff' }
  }
}
