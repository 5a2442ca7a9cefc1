import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey, SiteId, TaskId } from '../ids.ts'
import { FleetThing } from '../models/access.ts'
import { HostPhase, Problem } from '../models/host.ts'
import { DomainState } from '../models/machine.ts'
import { MachineAction } from '../models/task.ts'
import { procedure } from './procedure.ts'
import { FleetScope } from './relations.ts'

const severity = z.enum(['critical', 'warning'])
const onHost = z.object({
  /** The same as long as it is the same trouble. */
  id: z.string(),
  severity,
  hostId: HostId,
  host: z.string(),
  /** Since when (Unix ms), where that is known. */
  sinceMs: z.number().nullable(),
})
const ofMachine = onHost.extend({ key: MachineKey, machine: z.string(), stale: z.boolean() })
const ofPool = onHost.extend({
  pool: z.string(),
  /** Machines with a disk in it, by name, a few of them; and how many there are. */
  machines: z.array(z.string()),
  machineCount: z.number().int(),
  stale: z.boolean(),
})

/** Something that is wrong, as facts; the cause stands for its consequences. */
export const Attention = z.discriminatedUnion('kind', [
  /** Every host failed at once: the cause is this computer's network, the hosts are told by number. */
  z.object({
    kind: z.literal('network'),
    id: z.string(),
    severity,
    sinceMs: z.number().nullable(),
    hosts: z.number().int(),
  }),
  /** The host waits for a person: a key to trust, a password. */
  onHost.extend({
    kind: z.literal('hostBlocked'),
    question: z.enum(['newHostKey', 'changedHostKey', 'secret']).nullable(),
    problem: Problem.nullable(),
  }),
  onHost.extend({
    kind: z.literal('hostDown'),
    problem: Problem.nullable(),
    machines: z.number().int(),
    dataAsOfMs: z.number().nullable(),
    retryAtMs: z.number().nullable(),
  }),
  onHost.extend({ kind: z.literal('hostDegraded'), problem: Problem.nullable() }),
  /** Crashed, or paused by what it could not write; `because` names a pool that is to blame. */
  ofMachine.extend({
    kind: z.literal('machineFailed'),
    state: DomainState,
    reason: z.string().nullable(),
    because: z.string().nullable(),
  }),
  ofPool.extend({ kind: z.literal('poolFull'), usedPercent: z.number(), availableBytes: z.number() }),
  /** Off, or in another state in which machines can't use it. */
  ofPool.extend({ kind: z.literal('poolInactive'), state: z.string() }),
  onHost.extend({
    kind: z.literal('taskFailed'),
    taskId: TaskId,
    key: MachineKey,
    machine: z.string(),
    action: MachineAction,
    problem: Problem.nullable(),
  }),
  /** Nobody has seen the host for more than a day, and it is not being tried. */
  onHost.extend({ kind: z.literal('staleData'), dataAsOfMs: z.number(), machines: z.number().int() }),
])
export type Attention = z.infer<typeof Attention>

const count = z.number().int()
const bytes = z.number().nonnegative()

/** Percent of the whole: used is measured, promised is what machines that run (or all volumes) may take. Null where not known. */
const shares = { usedPercent: z.number().nullable(), promisedPercent: z.number().nullable() }

/** How full the hosts are. What is used is measured; `measured…` says of how much. */
export const Capacity = z.object({
  cpu: z.object({
    /** CPUs of the hosts whose number is known. */
    cpus: count,
    usedCpus: z.number().nullable(),
    measuredCpus: count,
    /** Virtual CPUs of machines that run, and of all that are defined. */
    runningVcpus: count,
    definedVcpus: count,
    ...shares,
  }),
  memory: z.object({
    totalBytes: bytes,
    usedBytes: bytes.nullable(),
    measuredBytes: bytes,
    runningBytes: bytes,
    definedBytes: bytes,
    ...shares,
  }),
  storage: z.object({
    capacityBytes: bytes,
    allocationBytes: bytes,
    /** What all volumes may grow to. */
    provisionedBytes: bytes,
    pools: count,
    /** Pools that several hosts share, or that lie on one file system: counted once. */
    sharedPools: count,
    /** Pools of hosts that are not connected: they are in the sums as they were last seen. */
    stalePools: count,
    /** When the oldest of those was last seen, Unix ms; null where there is none. */
    oldestMs: z.number().nullable(),
    ...shares,
  }),
  /** Hosts of which nothing is known yet, so that they are in none of the sums. */
  unknownHosts: count,
  /** Hosts that the reader knows only as where their machines are: in none of the sums, unless there is no other, when the sums are of what those machines were given. */
  partHosts: count,
})
export type Capacity = z.infer<typeof Capacity>

/** A pool in the list of the fullest. */
export const PoolUse = z.object({
  hostId: HostId,
  host: z.string(),
  pool: z.string(),
  /** Hosts that share it; 1 for a local one. */
  hosts: count,
  capacityBytes: bytes,
  allocationBytes: bytes,
  provisionedBytes: bytes,
  stale: z.boolean(),
})
export type PoolUse = z.infer<typeof PoolUse>

export const consumerMetrics = ['cpu', 'memory', 'disk', 'net'] as const

/** A machine that uses much of something now, with its last ticks (gaps are null). */
export const Consumer = z.object({
  key: MachineKey,
  name: z.string(),
  host: z.string(),
  value: z.number(),
  spark: z.array(z.number().nullable()),
})
export type Consumer = z.infer<typeof Consumer>

/** A host as a small multiple. */
export const HostTile = z.object({
  hostId: HostId,
  name: z.string(),
  siteId: SiteId.nullable(),
  site: z.string().nullable(),
  phase: HostPhase,
  machines: count,
  running: count,
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
  dataAsOfMs: z.number().nullable(),
  /** CPU percent of the last ticks. */
  spark: z.array(z.number().nullable()),
})
export type HostTile = z.infer<typeof HostTile>

/** A site as a small multiple; the hosts outside every site have one without an id. */
export const SiteTile = z.object({
  siteId: SiteId.nullable(),
  name: z.string().nullable(),
  production: z.boolean(),
  hosts: count,
  live: count,
  machines: count,
  /** Of those, running on a live host. */
  running: count,
  attention: count,
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
})
export type SiteTile = z.infer<typeof SiteTile>

export const FleetOverview = z.object({
  atMs: z.number(),
  /** Worst first, at most a hundred; `attentionCount` says how many there are. */
  attention: z.array(Attention),
  attentionCount: count,
  capacity: Capacity,
  /** The fullest, a few. */
  pools: z.array(PoolUse),
  top: z.object({
    cpu: z.array(Consumer),
    memory: z.array(Consumer),
    disk: z.array(Consumer),
    net: z.array(Consumer),
  }),
  /** Hosts by where their session stands. */
  phases: z.record(HostPhase, count),
  /** Machines of live hosts by state. */
  states: z.record(DomainState, count),
  /** Machines that are known as they were when their host was last seen; in none of `states`. */
  staleMachines: count,
  hosts: z.array(HostTile),
  hostCount: count,
  sites: z.array(SiteTile),
})
export type FleetOverview = z.infer<typeof FleetOverview>

export const fleet = {
  /** The whole picture at once, again whenever it moved; at most one in two seconds. */
  overview: procedure('host.read')
    .input(z.object({ scope: FleetScope }))
    .output(eventIterator(FleetOverview)),
  /**
   * Whether what is not in the fleet now is known to have been, by what the core keeps: false also for what the person
   * could not have seen there.
   */
  wasThere: procedure('app.read')
    .input(z.object({ thing: FleetThing }))
    .output(z.object({ was: z.boolean() })),
}
