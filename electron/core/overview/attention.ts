import type { Attention } from '../../../shared/contract/overview.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { ChangeKind } from '../../../shared/models/change.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Pool, StoredResource } from '../../../shared/models/resources.ts'
import type { Task } from '../../../shared/models/task.ts'
import { canFill, isLive, type Space } from './pools.ts'
import { usesPool } from '../inventory/poolUsers.ts'

/** What trouble is looked for in. */
export interface AttentionSources {
  hosts: readonly HostView[]
  machines: readonly Machine[]
  pools: readonly StoredResource<Pool>[]
  spaces: readonly Space[]
  tasks: readonly Task[]
  /** When something last became what it is; null where that is not kept. */
  changedMs(hostId: HostId, kind: ChangeKind, key: string): number | null
  nowMs: number
}

/** Share of a pool that is used from which on it is told, and from which on it is urgent. */
const NEARLY_FULL = 0.9
const FULL = 0.97
const DAY_MS = 24 * 3_600_000
/** Machines of a pool that are named. */
const NAMED = 3

/** Reasons of a paused machine that nobody asked for. */
const failedPauses: ReadonlySet<string> = new Set(['ioerror', 'watchdog', 'crashed', 'postcopyFailed'])
/** States of a pool that are no trouble, or are that of another one. */
const quiet: ReadonlySet<string> = new Set(['running', 'building', 'unread'])
const preallocated: ReadonlySet<string> = new Set(['logical', 'disk', 'zfs'])

/** Everything that is wrong, the causes before what they cause and the worst first. */
export function attentionOf(sources: AttentionSources): Attention[] {
  const pools = poolTroubles(sources)
  return [
    ...hostTroubles(sources),
    ...pools,
    ...machineTroubles(sources, pools),
    ...taskTroubles(sources),
    ...staleTroubles(sources),
  ].sort((a, b) => weight(a) - weight(b))
}

const kinds: readonly Attention['kind'][] = [
  'network',
  'hostBlocked',
  'hostDown',
  'poolFull',
  'poolInactive',
  'machineFailed',
  'hostDegraded',
  'taskFailed',
  'staleData',
]

const weight = ({ severity, kind }: Attention): number =>
  (severity === 'critical' ? 0 : kinds.length) + kinds.indexOf(kind)

const onHost = ({ record }: HostView) => ({ hostId: record.id, host: record.name })

function hostTroubles({ hosts }: AttentionSources): Attention[] {
  // One that waits for a person does so with any network.
  const suspects = hosts.filter(
    ({ state }) => state.networkSuspect && state.phase !== 'live' && state.phase !== 'blocked',
  )
  const network: Attention[] =
    suspects.length === 0
      ? []
      : [
          {
            kind: 'network',
            id: 'network',
            severity: 'critical',
            hosts: suspects.length,
            // Since nobody answers: one that was away before says nothing of the network.
            sinceMs: lastAnswer(suspects),
          },
        ]
  return [...network, ...hosts.flatMap(host => (suspects.includes(host) ? [] : hostTrouble(host)))]
}

const lastAnswer = (hosts: readonly HostView[]): number => {
  const answers = hosts.flatMap(({ state }) => state.lastContactMs ?? [])
  return answers.length > 0 ? Math.max(...answers) : Math.min(...hosts.map(({ state }) => state.sinceMs))
}

function hostTrouble(host: HostView): Attention[] {
  const { state, dataAsOfMs, machineCount } = host
  const { problem, sinceMs, retryAtMs } = state
  const base = { ...onHost(host), id: `host ${host.record.id}`, problem }
  // The session's own clock starts again at each attempt: it is down since it was last heard of.
  const goneMs = state.lastContactMs ?? dataAsOfMs ?? sinceMs
  switch (state.phase) {
    case 'blocked':
      return [
        {
          ...base,
          kind: 'hostBlocked',
          severity: 'critical',
          sinceMs,
          question: state.question?.kind ?? null,
        },
      ]
    case 'waiting':
    case 'connecting':
      if (state.phase === 'connecting' && state.attempt === 0) return []
      return [
        {
          ...base,
          kind: 'hostDown',
          severity: 'critical',
          sinceMs: goneMs,
          machines: machineCount,
          dataAsOfMs,
          retryAtMs,
        },
      ]
    case 'degraded':
      return [{ ...base, kind: 'hostDegraded', severity: 'warning', sinceMs }]
    default:
      return []
  }
}

function poolTroubles({ hosts, machines, pools, spaces, changedMs }: AttentionSources): Attention[] {
  const views = new Map(hosts.map(host => [host.record.id, host]))
  const byHost = Map.groupBy(machines, machine => machine.hostId)
  const usersOf = (hostId: HostId, pool: Pool) =>
    (byHost.get(hostId) ?? []).filter(machine => machine.disks.some(disk => usesPool(disk, pool)))
  const told = (host: HostView, pool: Pool, users: readonly Machine[]) => ({
    ...onHost(host),
    id: `pool ${host.record.id} ${pool.uuid}`,
    pool: pool.name,
    machines: users.slice(0, NAMED).map(({ name }) => name),
    machineCount: users.length,
    stale: !isLive(host),
  })
  const full = spaces.flatMap((space): Attention[] => {
    const { pool, hostId, capacityBytes, allocationBytes } = space
    const host = views.get(hostId)
    const used = allocationBytes / capacityBytes
    if (!host || used < NEARLY_FULL || !canFill(pool)) return []
    const users = new Set(
      pools
        .filter(row =>
          space.pools.some(({ hostId: id, name }) => id === row.hostId && name === row.value.name),
        )
        .flatMap(row => usersOf(row.hostId, row.value)),
    )
    return [
      {
        ...told(host, pool, [...users]),
        kind: 'poolFull',
        // Nothing grows in a volume group: it is full when no further volume fits.
        severity: used >= FULL && !preallocated.has(pool.type ?? '') ? 'critical' : 'warning',
        sinceMs: null,
        usedPercent: Math.min(100, used * 100),
        availableBytes: Math.max(0, pool.availableBytes ?? capacityBytes - allocationBytes),
      },
    ]
  })
  const inactive = pools.flatMap(({ hostId, key, value: pool }): Attention[] => {
    const host = views.get(hostId)
    if (!host || quiet.has(pool.state)) return []
    const users = usersOf(hostId, pool)
    // One that does not answer holds up whoever else asks the host of its pools.
    if (users.length === 0 && pool.state !== 'unanswered') return []
    const severity = users.some(({ id }) => id !== null) ? 'critical' : 'warning'
    const sinceMs = changedMs(hostId, 'pool', key)
    return [{ ...told(host, pool, users), kind: 'poolInactive', severity, sinceMs, state: pool.state }]
  })
  return [...full, ...inactive]
}

function machineTroubles(
  { machines, pools, changedMs }: AttentionSources,
  found: readonly Attention[],
): Attention[] {
  const full = found.filter(trouble => trouble.kind === 'poolFull')
  const because = (machine: Machine): string | null => {
    if (machine.stateReason !== 'ioerror') return null
    const names = pools.filter(
      ({ hostId, value }) => hostId === machine.hostId && machine.disks.some(disk => usesPool(disk, value)),
    )
    return names.map(({ value }) => value.name).find(name => full.some(({ pool }) => pool === name)) ?? null
  }
  return machines.flatMap((machine): Attention[] => {
    const { state, stateReason, key, hostId, host, name, uuid, stale } = machine
    const paused = state === 'paused' && failedPauses.has(stateReason ?? '')
    if (state !== 'crashed' && !paused) return []
    return [
      {
        kind: 'machineFailed',
        id: `machine ${key}`,
        severity: 'critical',
        hostId,
        host,
        sinceMs: changedMs(hostId, 'state', uuid),
        key,
        machine: name,
        stale,
        state,
        reason: stateReason,
        because: because(machine),
      },
    ]
  })
}

function taskTroubles({ tasks, hosts, nowMs }: AttentionSources): Attention[] {
  const ids = new Set(hosts.map(({ record }) => record.id))
  const newest = new Map<string, Task>()
  for (const task of tasks) {
    const at = `${task.action} ${task.key}`
    if ((newest.get(at)?.createdAtMs ?? -1) <= task.createdAtMs) newest.set(at, task)
  }
  // A later try of the same says how it stands; what failed yesterday is history.
  return [...newest.values()].flatMap((task): Attention[] => {
    const { hostId, host, id: taskId, key, machine, action, problem, endedAtMs } = task
    if (task.status !== 'failed' || endedAtMs === null || nowMs - endedAtMs > DAY_MS) return []
    if (!ids.has(hostId)) return []
    const id = `task ${taskId}`
    const base = { id, severity: 'warning', hostId, host, sinceMs: endedAtMs } as const
    return [{ ...base, kind: 'taskFailed', taskId, key, machine, action, problem }]
  })
}

function staleTroubles({ hosts, nowMs }: AttentionSources): Attention[] {
  return hosts.flatMap((host): Attention[] => {
    const { state, dataAsOfMs, machineCount: machines } = host
    if (state.phase !== 'disconnected' || dataAsOfMs === null || nowMs - dataAsOfMs < DAY_MS) return []
    const id = `stale ${host.record.id}`
    return [
      {
        kind: 'staleData',
        id,
        severity: 'warning',
        ...onHost(host),
        sinceMs: dataAsOfMs,
        dataAsOfMs,
        machines,
      },
    ]
  })
}
