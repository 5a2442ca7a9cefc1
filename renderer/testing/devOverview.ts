import type { ChangesEvent, FleetOverview, FleetScope, SearchGroup } from '../../shared/contract/index.ts'
import type { Change } from '../../shared/models/change.ts'
import { phases } from '../../shared/models/host.ts'
import { domainStates } from '../../shared/models/domainStates.ts'
import type { DevCore } from './devCore.ts'

const zeros = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map(name => [name, 0])) as Record<Name, number>

function overviewOf(core: DevCore, scope: FleetScope): FleetOverview {
  const hosts = [...core.hosts.values()].filter(
    ({ record }) =>
      scope.kind === 'fleet' || (scope.kind === 'host' ? record.id === scope.id : record.siteId === scope.id),
  )
  const ids = new Set(hosts.map(({ record }) => record.id))
  const machines = [...core.machines.values()].filter(({ hostId }) => ids.has(hostId))
  const byPhase = zeros(phases)
  for (const { state } of hosts) byPhase[state.phase]++
  const states = zeros(domainStates)
  for (const { state } of machines) states[state]++
  return {
    atMs: Date.now(),
    attention: hosts.flatMap(({ record, state, machineCount, dataAsOfMs }) =>
      state.phase === 'waiting'
        ? {
            kind: 'hostDown' as const,
            id: record.id,
            severity: 'critical' as const,
            hostId: record.id,
            host: record.name,
            sinceMs: state.sinceMs,
            problem: state.problem,
            machines: machineCount,
            dataAsOfMs,
            retryAtMs: state.retryAtMs,
          }
        : [],
    ),
    attentionCount: hosts.filter(({ state }) => state.phase === 'waiting').length,
    capacity: {
      cpu: {
        cpus: hosts.length * 32,
        usedCpus: 11,
        measuredCpus: 64,
        runningVcpus: 200,
        definedVcpus: 240,
        usedPercent: 17.2,
        promisedPercent: 156,
      },
      memory: {
        totalBytes: hosts.length * 2 ** 37,
        usedBytes: 2 ** 37,
        measuredBytes: 2 ** 38,
        runningBytes: 2 ** 38,
        definedBytes: 2 ** 39,
        usedPercent: 50,
        promisedPercent: 100,
      },
      storage: {
        capacityBytes: 0,
        allocationBytes: 0,
        provisionedBytes: 0,
        pools: 0,
        sharedPools: 0,
        stalePools: 0,
        oldestMs: null,
        usedPercent: null,
        promisedPercent: null,
      },
      unknownHosts: 0,
      partHosts: 0,
    },
    pools: [],
    top: { cpu: [], memory: [], disk: [], net: [] },
    phases: byPhase,
    states,
    staleMachines: machines.filter(({ stale }) => stale).length,
    hosts: hosts.map(({ record, site, state, machineCount, runningCount, dataAsOfMs }) => ({
      hostId: record.id,
      name: record.name,
      siteId: record.siteId,
      site,
      phase: state.phase,
      machines: machineCount,
      running: runningCount,
      cpuPercent: null,
      memoryPercent: null,
      dataAsOfMs,
      spark: [],
    })),
    hostCount: hosts.length,
    sites: [],
  }
}

/** The picture of the made-up fleet, again at every tick. */
export async function* watchOverview(
  core: DevCore,
  scope: FleetScope,
  signal: AbortSignal | undefined,
): AsyncGenerator<FleetOverview, void> {
  const ticks = core.bus.subscribe('tick', signal ? { signal } : {})
  yield overviewOf(core, scope)
  for await (const _ of ticks) yield overviewOf(core, scope)
}

/** Machines of the made-up fleet whose name holds the text. */
export function devSearch(core: DevCore, text: string, limit: number): SearchGroup[] {
  const wanted = text.trim().toLowerCase()
  const found = [...core.machines.values()].filter(
    ({ name }) => wanted !== '' && name.toLowerCase().includes(wanted),
  )
  if (found.length === 0) return []
  const hits = found.slice(0, limit).map(({ name, hostId, host, key, stale }) => {
    const from = name.toLowerCase().indexOf(wanted)
    const match = { field: 'name' as const, text: name, from, to: from + wanted.length, line: null }
    return { kind: 'machine' as const, name, hostId, host, key, pool: null, ...match, stale }
  })
  return [{ kind: 'machine', hits, more: found.length > limit }]
}

/** A few made-up changes of the first machines. */
export function devChanges(core: DevCore, sinceMs: number): Change[] {
  return [...core.machines.values()]
    .slice(0, 12)
    .map(({ uuid, name, hostId, host, siteId, key }, index): Change => {
      const atMs = Date.now() - index * 3_600_000
      const states = { field: 'state', from: 'running', to: index % 3 === 0 ? 'crashed' : 'shutoff' }
      return {
        id: 1_000 - index,
        atMs,
        afterMs: index % 4 === 0 ? atMs - 86_400_000 : atMs - 30_000,
        hostId,
        kind: index % 2 === 0 ? 'state' : 'definition',
        key: uuid,
        subject: name,
        change: 'changed',
        fields: index % 2 === 0 ? [states] : [],
        times: index === 2 ? 5 : 1,
        host,
        siteId,
        machine: key,
        present: true,
      }
    })
    .filter(({ atMs }) => atMs >= sinceMs)
}

/** The made-up changes, once. */
export async function* watchChanges(
  core: DevCore,
  sinceMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangesEvent, void> {
  const hosts = [...core.hosts.values()].map(({ record, state, dataAsOfMs }) => ({
    hostId: record.id,
    host: record.name,
    live: state.phase === 'live',
    asOfMs: dataAsOfMs,
  }))
  yield {
    type: 'snapshot',
    changes: devChanges(core, sinceMs),
    more: false,
    beganMs: Date.now() - 40 * 86_400_000,
    hosts,
  }
  await new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))
}
