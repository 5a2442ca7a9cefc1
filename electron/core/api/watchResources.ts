import type { ResourcesEvent, WatchedKind } from '../../../shared/contract/resources.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HandlerContext } from './base.ts'
import { conflated } from './streams.ts'

/** Follows everything of some kinds on every host: one event a host and kind, again when it changed. */
export function watchResources(
  kinds: readonly WatchedKind[],
  { caller, view: { inventory, registry } }: HandlerContext,
  signal: AbortSignal | undefined,
) {
  const pending = new Map<HostId, Map<WatchedKind, boolean>>()
  const removed = new Set<HostId>()
  const known = () => new Set(registry.list().map(({ id }) => id))
  const whole = (hostId: HostId, kind: WatchedKind) =>
    // What is stored of a kind was written as that kind's model by `replaceRows`.
    ({ type: 'host', kind, hostId, ...inventory.resources(hostId, kind) }) as ResourcesEvent
  return conflated<ResourcesEvent>(caller, signal, {
    subscribe: changed =>
      inventory.onResources(told => {
        const gone = told.kind === null && told.changed
        if (gone) removed.add(told.hostId)
        const its = pending.get(told.hostId) ?? new Map<WatchedKind, boolean>()
        for (const kind of kinds) {
          if (told.kind !== null && told.kind !== kind) continue
          its.set(kind, (its.get(kind) ?? false) || told.changed)
        }
        if (its.size === 0) return
        pending.set(told.hostId, its)
        changed()
      }),
    *snapshot() {
      for (const hostId of known()) for (const kind of kinds) yield whole(hostId, kind)
      yield { type: 'ready' }
    },
    *flush() {
      const there = known()
      // Taken before anything is sent: what happens between two pieces is told the next time.
      const gone = [...removed]
      const told = [...pending]
      removed.clear()
      pending.clear()
      for (const hostId of gone) if (!there.has(hostId)) yield { type: 'hostRemoved', hostId }
      for (const [hostId, its] of told) {
        if (!there.has(hostId)) continue
        for (const [kind, isChanged] of its) {
          if (isChanged) yield whole(hostId, kind)
          else yield { type: 'aged', kind, hostId, ...inventory.freshness(hostId, kind) }
        }
      }
    },
  })
}
