import { z } from 'zod'
import { HostId, MachineKey, TaskId } from '../ids.ts'
import { DomainState } from './machine.ts'
import { machineActions } from './machineActions.ts'
import { permissions } from '../permissions.ts'
import { Problem } from './host.ts'
import { reported } from './report.ts'
import { Zone } from './zone.ts'

/** A verb on a machine. */
export const MachineAction = z.enum(machineActions)
export type MachineAction = z.infer<typeof MachineAction>

/** Why a plan leaves a machine alone; whoever shows it says it. */
export const planSkipCodes = [
  /** The host is not connected: what is known is old. */
  'hostAway',
  'hostReadOnly',
  /** The host is not in the fleet any more … */
  'hostGone',
  /** … or the machine is not on it. */
  'machineGone',
  /** The same is being done already. */
  'underWay',
  /** The policies forbid it until then. */
  'hours',
  /** Its state forbids it … */
  'state',
  /** … or is what was asked for already, … */
  'already',
  /** … or is not paused, from which alone one resumes. */
  'notPaused',
  /** A paused guest can't hear what it is asked. */
  'guestPaused',
  /** It has no stored definition: what was saved could never be started … */
  'transientSave',
  /** … and its host could not start it. */
  'transientStart',
  'autostartOn',
  'autostartOff',
  /** Whoever asks does not hold the right for this machine. */
  'denied',
] as const

/** A reason with the values that belong into its words. */
export const PlanSkip = z.object({
  code: z.enum(planSkipCodes),
  /** Whose host is away or read-only. */
  host: z.string().optional(),
  /** The state that forbids it. */
  state: DomainState.optional(),
  /** When it will be allowed again, Unix ms. */
  untilMs: z.number().optional(),
  /** In which that time is meant: the core's, as it will be then. */
  zone: Zone.optional(),
  /** Why its host is opened read-only. */
  why: z.enum(['configured', 'policy', 'nobodyMay', 'nobodyThere']).optional(),
  /** The site that a policy opens read-only. */
  site: z.string().optional(),
  /** The right that is missing. */
  permission: z.enum(permissions).optional(),
})
export type PlanSkip = z.infer<typeof PlanSkip>

/** What would happen to one machine, decided by the core before anything runs. */
export const PlannedAction = z.object({
  key: MachineKey,
  name: z.string(),
  host: z.string(),
  state: DomainState,
  /** State after success; null where it does not change. */
  nextState: DomainState.nullable(),
  /** Why it is left alone; null when it will run. */
  skip: PlanSkip.nullable(),
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
  log: z.array(z.object({ atMs: z.number(), ...reported })),
})
export type Task = z.infer<typeof Task>
