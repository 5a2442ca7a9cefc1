import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey, TaskId } from '../ids.ts'
import { Machine } from '../models/machine.ts'
import { MachineAction, PlannedAction, Task } from '../models/task.ts'
import { type SayingName, sayings } from '../query/sayings.ts'
import { actionRights, type Permission } from '../permissions.ts'
import { DefinitionChoice, definitionProcedures } from './machineDetails.ts'
import { procedure } from './procedure.ts'

/**
 * The snapshot comes in pieces of at most 1,000 rows, `more` on all but the last.
 * `hostStale` marks every machine of a host at once when it drops or is confirmed again.
 */
export const MachinesEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), machines: z.array(Machine), more: z.boolean() }),
  z.object({ type: z.literal('changed'), machines: z.array(Machine) }),
  z.object({ type: z.literal('removed'), keys: z.array(MachineKey) }),
  z.object({
    type: z.literal('hostStale'),
    hostId: HostId,
    stale: z.boolean(),
    asOfMs: z.number().nullable(),
  }),
])
export type MachinesEvent = z.infer<typeof MachinesEvent>

/** Which machines match a query now, and as things change. */
export const MatchEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), keys: z.array(MachineKey) }),
  z.object({ type: z.literal('delta'), added: z.array(MachineKey), removed: z.array(MachineKey) }),
])
export type MatchEvent = z.infer<typeof MatchEvent>

/** A sentence of the query language, as `shared/query/sayings` names it, with its values. */
const Saying = z.object({
  name: z.enum([...(Object.keys(sayings) as SayingName[]), 'field', 'device']),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()])).readonly(),
})

export const Completion = z.object({
  /** Text to insert. */
  insert: z.string(),
  label: z.string(),
  /** In English. */
  detail: z.string().nullable(),
  /** The detail for every language, as `shared/query/sayings` names it; absent where it is a name. */
  says: Saying.optional(),
  /** Range of the query that it replaces, UTF-16 offsets. */
  from: z.number().int(),
  to: z.number().int(),
})
export type Completion = z.infer<typeof Completion>

const where = z.string().max(4000)

const Acting = z.object({ action: MachineAction })
const rightOfAction = (input: unknown): Permission | null => {
  const { data } = Acting.safeParse(input)
  return data ? actionRights[data.action] : null
}

export const machines = {
  watch: procedure('domain.read').output(eventIterator(MachinesEvent)),
  list: procedure('domain.read')
    .input(z.object({ where: where.optional(), hostId: HostId.optional() }))
    .output(z.array(Machine)),
  /** A query that does not parse fails with `query.invalid` and `data.position`. */
  match: procedure('domain.read').input(z.object({ where })).output(eventIterator(MatchEvent)),
  complete: procedure('domain.read')
    .input(z.object({ query: where, cursor: z.number().int().min(0) }))
    .output(
      z.object({
        completions: z.array(Completion),
        error: z
          .object({ position: z.number().int(), message: z.string(), says: z.array(Saying).readonly() })
          .nullable(),
      }),
    ),
  get: procedure('domain.read', { machine: 'key' })
    .input(z.object({ key: MachineKey }))
    .output(Machine),
  xml: procedure('domain.read', { machine: 'key' })
    .input(DefinitionChoice)
    .output(z.object({ xml: z.string(), hash: z.string(), asOfMs: z.number() })),
  ...definitionProcedures,
  versions: procedure('domain.read', { machine: 'key' })
    .input(z.object({ key: MachineKey }))
    .output(
      z.array(
        z.object({
          /** Counted for each machine, from 1; one that comes back is another one with the same hash. */
          n: z.number().int(),
          hash: z.string(),
          firstSeenMs: z.number(),
          lastSeenMs: z.number(),
          bytes: z.number(),
        }),
      ),
    ),
  /** What an action would do to which machine; nothing is changed. */
  plan: procedure('domain.read', { machines: 'keys' })
    .input(z.object({ action: MachineAction, keys: z.array(MachineKey).min(1).max(10_000) }))
    .output(z.array(PlannedAction)),
  /** One task per machine that is not skipped. */
  operate: procedure('domain.operate', { machines: 'keys' }, { permissionOf: rightOfAction })
    .input(
      z.object({
        action: MachineAction,
        keys: z.array(MachineKey).min(1).max(10_000),
        /** Shutdown: how long to wait for the guest before the task fails and force-off may be offered. */
        timeoutMs: z.number().int().min(1000).max(3_600_000).optional(),
        /** Machines of one host that are worked on at a time, each until it is done; a rolling action is 1. */
        perHost: z.number().int().min(1).max(16).optional(),
        /** The same altogether, in the order of `keys`, whatever their hosts; counts before `perHost`. */
        together: z.number().int().min(1).max(16).optional(),
        /** Names that a person typed, of machines whose plan says `typed`; `policy.refused` where one is missing. */
        confirmed: z.array(z.string().max(1000)).max(10_000).optional(),
      }),
    )
    .output(z.object({ tasks: z.array(Task), skipped: z.array(PlannedAction) })),
  export: procedure('export.run')
    .input(
      z.object({
        format: z.enum(['json', 'csv', 'markdown']),
        where: where.optional(),
        keys: z.array(MachineKey).max(100_000).optional(),
        columns: z.array(z.string().max(64)).max(64).optional(),
      }),
    )
    .output(
      z.object({ text: z.string(), mediaType: z.string(), fileName: z.string(), count: z.number().int() }),
    ),
}

export const TasksEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), tasks: z.array(Task) }),
  z.object({ type: z.literal('changed'), task: Task }),
])
export type TasksEvent = z.infer<typeof TasksEvent>

export const tasks = {
  watch: procedure('task.read').output(eventIterator(TasksEvent)),
  cancel: procedure('task.cancel', { task: 'taskId' })
    .input(z.object({ taskId: TaskId }))
    .output(z.object({})),
}
