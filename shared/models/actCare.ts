import type { MachineAction } from './task.ts'

/** Actions that take a guest's memory from it: what had not reached its disks is lost. */
export const losesMemory: ReadonlySet<MachineAction> = new Set(['reset', 'forceOff'])

/** Actions after which a guest does not go on working as before. */
export const interrupts: ReadonlySet<MachineAction> = new Set([
  'shutdown',
  'reboot',
  'reset',
  'forceOff',
  'pause',
  'save',
])
