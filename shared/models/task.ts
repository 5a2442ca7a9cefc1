import { z } from 'zod'
import { HostId, MachineKey, TaskId } from '../ids.ts'
import { DomainState } from './machine.ts'
import { machineActions } from './machineActions.ts'
import { Problem } from './host.ts'

/** A verb on a machine. */
export const MachineAction = z.enum(machineActions)
export type MachineAction = z.infer<typeof MachineAction>

/** What would happen to one machine, decided by the core before anything runs. */
export const PlannedAction = z.object({
  key: MachineKey,
  name: z.string(),
  host: z.string(),
  state: DomainState,
  /** State after success; null where it does not change. */
  nextState: DomainState.nullable(),
  /** Why it is left alone; null when it will run. */
  skip: z.string().nullable(),
  /** The same as a virsh line. */
  virsh: z.string(),
  /** A policy wants its name typed: `operate` needs it among `confirmed`. */
  typed: z.boolean().optional(),
})
export type PlannedAction = z.infer<typeof PlannedAction>

export const Task = z.object({
  id: TaskId,
  action: MachineAction,
  key: MachineKey,
  hostId: HostId,
  machine: z.string(),
  host: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  createdAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  problem: Problem.nullable(),
  /** Lines as they came, oldest first. */
  log: z.array(z.object({ atMs: z.number(), text: z.string() })),
})
export type Task = z.infer<typeof Task>
