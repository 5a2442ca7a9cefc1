import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { MachinesEvent, MatchEvent } from '../../../shared/contract/machines.ts'
import { complete } from '../../../shared/query/index.ts'
import type { Core } from '../core.ts'
import { exportMachines } from '../inventory/export.ts'
import { refuseExport } from '../policies/index.ts'
import { checkAct, plannedAct } from './acts.ts'
import { api, type HandlerContext } from './base.ts'
import { chunks } from './chunks.ts'
import { definitionHandlers, definitionOf, machineOf } from './machineDetails.ts'
import { conflated } from './streams.ts'

/** Rows in one piece of a snapshot: small enough that neither side's loop is held (250 are 0.5 MB and some 15 ms). */
const SNAPSHOT_ROWS = 250
/** … and in the first: as many as a window shows at once, so that it has something to show soon. */
const FIRST_ROWS = 60
/** A query on ages or live metrics is asked again this often, although no machine changed. */
const VOLATILE_MS = 2000

function watchMachines({ caller, view: { inventory } }: HandlerContext, signal: AbortSignal | undefined) {
  const touched = new Set<MachineKey>()
  const stale = new Map<HostId, { stale: boolean; asOfMs: number | null }>()
  return conflated<MachinesEvent>(caller, signal, {
    subscribe: changed =>
      inventory.onChange(delta => {
        for (const machine of delta.changed) touched.add(machine.key)
        for (const key of delta.removed) touched.add(key)
        for (const host of delta.stale) stale.set(host.hostId, { stale: host.stale, asOfMs: host.asOfMs })
        changed()
      }),
    *snapshot() {
      const all = [...inventory.machines()]
      if (all.length === 0) yield { type: 'snapshot', machines: [], more: false }
      let left = all.length
      for (const machines of chunks(all, SNAPSHOT_ROWS, FIRST_ROWS)) {
        left -= machines.length
        yield { type: 'snapshot', machines, more: left > 0 }
      }
    },
    *flush() {
      // Taken before anything is sent: what happens between two pieces is told the next time.
      const aged = [...stale]
      stale.clear()
      for (const [hostId, state] of aged) yield { type: 'hostStale', hostId, ...state }
      const keys = [...touched]
      touched.clear()
      const removed = keys.filter(key => inventory.machine(key) === undefined)
      if (removed.length > 0) yield { type: 'removed', keys: removed }
      for (const part of chunks(keys, SNAPSHOT_ROWS)) {
        const machines = part.map(key => inventory.machine(key)).filter(machine => machine !== undefined)
        if (machines.length > 0) yield { type: 'changed', machines }
      }
    },
  })
}

function watchMatches(where: string, { caller, view }: HandlerContext, signal: AbortSignal | undefined) {
  const matching = new Set<MachineKey>()
  const touched = new Set<MachineKey>()
  let everything = false
  const { inventory } = view
  const query = view.query(where)
  return conflated<MatchEvent>(caller, signal, {
    subscribe: changed => {
      const unsubscribe = inventory.onChange(delta => {
        for (const machine of delta.changed) touched.add(machine.key)
        for (const key of delta.removed) touched.add(key)
        if (delta.stale.length > 0) everything = true
        changed()
      })
      const again = query.volatile
        ? setInterval(() => {
            everything = true
            changed()
          }, VOLATILE_MS)
        : null
      again?.unref()
      return () => {
        unsubscribe()
        if (again) clearInterval(again)
      }
    },
    *snapshot() {
      const matches = query.matcher()
      for (const machine of inventory.machines()) if (matches(machine)) matching.add(machine.key)
      yield { type: 'snapshot', keys: [...matching] }
    },
    *flush() {
      const candidates = everything
        ? new Set([...[...inventory.machines()].map(machine => machine.key), ...matching])
        : new Set(touched)
      touched.clear()
      everything = false
      const matches = query.matcher()
      const added: MachineKey[] = []
      const removed: MachineKey[] = []
      for (const key of candidates) {
        const machine = inventory.machine(key)
        const now = machine !== undefined && matches(machine)
        if (now === matching.has(key)) continue
        if (now) matching.add(key)
        else matching.delete(key)
        ;(now ? added : removed).push(key)
      }
      if (added.length > 0 || removed.length > 0) yield { type: 'delta', added, removed }
    },
  })
}

/** Handlers of the machines area. */
export const machineHandlers = (core: Core) => ({
  watch: api.machines.watch.handler(({ context, signal }) => watchMachines(context, signal)),
  list: api.machines.list.handler(({ input, context: { view } }) => view.select(input.where, input.hostId)),
  match: api.machines.match.handler(({ input, context, signal }) =>
    watchMatches(input.where, context, signal),
  ),
  complete: api.machines.complete.handler(({ input, context: { view } }) => ({
    completions: complete(input.query, input.cursor, view.vocabulary()),
    error: view.queryError(input.query),
  })),
  get: api.machines.get.handler(({ input, context: { view } }) => machineOf(view, input.key)),
  xml: api.machines.xml.handler(({ input, context: { view } }) => {
    const { xml, source } = definitionOf(view, input)
    return { xml, hash: source.hash, asOfMs: source.asOfMs }
  }),
  ...definitionHandlers,
  versions: api.machines.versions.handler(({ input, context: { view } }) => {
    const { hostId, uuid } = splitMachineKey(input.key)
    return view.store.definitions.versions(hostId, uuid)
  }),
  plan: api.machines.plan.handler(({ input, context }) =>
    plannedAct(core, context, input.action, input.keys),
  ),
  operate: api.machines.operate.handler(({ input, context }) => {
    const { action, keys, timeoutMs, perHost, together, confirmed = [] } = input
    checkAct(core, context, { action, keys, confirmed })
    return context.view.tasks.operate(action, keys, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(perHost === undefined ? {} : { perHost }),
      ...(together === undefined ? {} : { together }),
    })
  }),
  export: api.machines.export.handler(({ input, context: { caller, view } }) => {
    const { access } = caller.seat
    const found = view
      .select(input.where, undefined)
      .filter(machine => access.mayMachine('export.run', machine))
    const byKey = new Map(found.map(machine => [machine.key, machine]))
    // Named machines come in the order they were named in: exactly what a list shows.
    const machines = input.keys ? [...new Set(input.keys)].flatMap(key => byKey.get(key) ?? []) : found
    refuseExport(view.policies.get(), machines.length)
    return exportMachines(input.format, machines, {
      latest: key => view.sampler.latest(key) ?? null,
      nowMs: view.nowMs(),
      ...(input.columns ? { columns: input.columns } : {}),
    })
  }),
})
