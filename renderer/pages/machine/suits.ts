import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineAction } from '../../../shared/models/task.ts'

const active = new Set(['running', 'blocked', 'paused', 'nostate', 'pmsuspended', 'shutdown'])

/** Verbs that a menu of one machine offers in its state; the core has the last word. */
export function suits(action: MachineAction, machine: Machine): boolean {
  switch (action) {
    case 'start':
      return !active.has(machine.state)
    case 'resume':
      return machine.state === 'paused' || machine.state === 'pmsuspended'
    case 'pause':
    case 'reboot':
    case 'shutdown':
      return machine.state === 'running' || machine.state === 'blocked'
    case 'autostartOn':
      return machine.persistent && !machine.autostart
    case 'autostartOff':
      return machine.autostart
    case 'save':
      return machine.persistent && active.has(machine.state)
    default:
      return machine.state !== 'shutoff'
  }
}
