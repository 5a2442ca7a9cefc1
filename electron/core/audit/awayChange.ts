import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import type { NewChange } from '../store/index.ts'

/** What is told of a change that nobody saw happen. */
export interface AwayAct {
  act: string
  parameters: AuditEntry['parameters']
}

const fieldValue = (change: NewChange, name: string, of: 'from' | 'to'): unknown =>
  change.fields?.find(({ field }) => field === name)?.[of]

/** The act's name by the state that the machine was found in. */
const byState: Readonly<Record<string, string>> = {
  running: 'away.started',
  blocked: 'away.started',
  shutoff: 'away.stopped',
  shutdown: 'away.stopped',
  paused: 'away.paused',
  pmsuspended: 'away.suspended',
  crashed: 'away.crashed',
}
const active: ReadonlySet<unknown> = new Set(['running', 'blocked'])

/** The entry that a change of a machine becomes; null for what the audit does not tell. */
export function awayActOf(change: NewChange): AwayAct | null {
  switch (change.kind) {
    case 'state': {
      const [from, to] = [fieldValue(change, 'state', 'from'), fieldValue(change, 'state', 'to')]
      // Busy and idle are the same to whoever looks after it.
      if (active.has(from) && active.has(to)) return null
      const act = from === 'paused' && active.has(to) ? 'away.resumed' : byState[String(to)]
      return {
        act: act ?? 'away.changed',
        parameters: { from, to, reason: fieldValue(change, 'reason', 'to') },
      }
    }
    case 'definition':
      return { act: 'away.redefined', parameters: { fields: fieldsOf(change) } }
    case 'machine':
      if (change.change === 'went') return { act: 'away.vanished', parameters: {} }
      if (change.change === 'appeared') return { act: 'away.appeared', parameters: {} }
      return { act: 'away.changed', parameters: { fields: fieldsOf(change) } }
    default:
      return null
  }
}

const fieldsOf = (change: NewChange): string => (change.fields ?? []).map(({ field }) => field).join(', ')

/** States that an action leads to. */
const states: Readonly<Record<MachineAction, readonly string[]>> = {
  start: ['running', 'blocked', 'paused'],
  shutdown: ['shutoff', 'shutdown'],
  reboot: ['running', 'blocked'],
  reset: ['running', 'blocked'],
  forceOff: ['shutoff', 'shutdown', 'crashed'],
  pause: ['paused'],
  resume: ['running', 'blocked'],
  save: ['shutoff'],
  autostartOn: [],
  autostartOff: [],
}
/** After these a machine that is defined nowhere is gone. */
const ending: ReadonlySet<string> = new Set(['shutdown', 'forceOff', 'save'])

/** Whether an act of ours leads to the change. */
export function leadsTo({ parameters: { action } }: AuditEntry, change: NewChange): boolean {
  const names = (change.fields ?? []).map(({ field }) => field)
  if (change.kind === 'definition') return typeof action !== 'string' || /^autostart/.test(action)
  if (typeof action !== 'string' || !(action in states)) return false
  if (change.kind === 'state')
    return states[action as MachineAction].includes(String(fieldValue(change, 'state', 'to')))
  if (change.change === 'went') return ending.has(action)
  return change.change === 'changed' && /^autostart/.test(action) && names.includes('autostart')
}
