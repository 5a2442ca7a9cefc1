import type { FleetEvent } from '../../../shared/contract/hosts.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostView, Site } from '../../../shared/models/host.ts'
import { siteChain } from '../hosts/options.ts'
import type { Core } from '../core.ts'
import { capacityOf } from '../inventory/capacity.ts'
import type { CoreView } from '../view/index.ts'
import { api, type HandlerContext } from './base.ts'
import { endOf } from './caller.ts'
import { hostDetailHandlers } from './hostDetails.ts'
import { refuseStored, storedAs } from './storedHost.ts'
import { checkAnswer, checkDraft, checkHostChange, checkSiteChange, requireRight } from './hostChecks.ts'
import { placeOf, requireCredentialUse } from './credentials.ts'
import { conflated } from './streams.ts'
import { mustStillBe } from './outdated.ts'

/** Counts and ages of a host move often; they are told at this pace. */
const HOST_PACE_MS = 250

/** Names of the sites from the outermost to the host's own; null outside every site. */
function sitePath(siteId: SiteId | null, sites: readonly Site[]): string | null {
  const chain = siteChain(siteId, new Map(sites.map(site => [site.id, site])))
  return chain.length === 0
    ? null
    : chain
        .map(site => site.name)
        .reverse()
        .join(' / ')
}

type Hosts = Pick<CoreView, 'registry' | 'inventory'>

/** A host as lists and pages show it. */
export function hostView({ registry, inventory }: Hosts, id: HostId): HostView | null {
  const record = registry.get(id)
  if (!record) return null
  const session = registry.session(id)
  const { machines, running } = inventory.count(id)
  const facts = inventory.facts(id)
  return {
    record,
    ...(registry.isPart?.(id) ? { part: true } : {}),
    site: sitePath(record.siteId, registry.sites()),
    state: session.state,
    facts,
    transport: session.transport,
    readOnly: session.live?.readOnly ?? registry.readOnly(id),
    settled: inventory.isSettled(id),
    machineCount: machines,
    runningCount: running,
    capacity: capacityOf(inventory.given(id), facts),
    dataAsOfMs: inventory.confirmedAtMs(id),
  }
}

/** Every host as lists show it. */
export const hostViews = (core: Hosts): HostView[] =>
  core.registry
    .list()
    .map(record => hostView(core, record.id))
    .filter(view => view !== null)

function watchFleet({ caller, view: core }: HandlerContext, signal: AbortSignal | undefined) {
  const touched = new Set<HostId>()
  let sites = false
  return conflated<FleetEvent>(caller, signal, {
    paceMs: HOST_PACE_MS,
    subscribe(changed) {
      const stops = [
        core.registry.onHost(event => {
          if (event.type === 'sites') sites = true
          else touched.add('record' in event ? event.record.id : event.hostId)
          changed()
        }),
        core.inventory.onChange(delta => {
          for (const machine of delta.changed) touched.add(machine.hostId)
          for (const key of delta.removed) touched.add(key.slice(0, 36) as HostId)
          for (const host of delta.stale) touched.add(host.hostId)
          changed()
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    snapshot: () => [{ type: 'snapshot', sites: core.registry.sites(), hosts: hostViews(core) }],
    *flush() {
      // Taken before anything is sent: what happens between two pieces is told the next time.
      const told = sites
      const ids = told ? core.registry.list().map(record => record.id) : []
      const all = new Set([...ids, ...touched])
      sites = false
      touched.clear()
      if (told) yield { type: 'sites', sites: core.registry.sites() }
      for (const hostId of all) {
        const host = hostView(core, hostId)
        if (host) yield { type: 'hostChanged', host }
        else yield { type: 'hostRemoved', hostId }
      }
    },
  })
}

/** Handlers of the hosts area. */
export const hostHandlers = (core: Core) => {
  const { registry } = core
  return {
    ...hostDetailHandlers(core),
    watch: api.hosts.watch.handler(({ context, signal }) => watchFleet(context, signal)),
    list: api.hosts.list.handler(({ context: { view } }) => hostViews(view)),
    preview: api.hosts.preview.handler(({ input, context: { view } }) => ({
      ...registry.preview(input),
      storedAs: storedAs(core, view, input)?.name ?? null,
    })),
    add: api.hosts.add.handler(({ input, context }) => {
      checkDraft(core, context.caller.seat.access, input)
      refuseStored(core, context.view, input)
      return registry.add(input)
    }),
    update: api.hosts.update.handler(({ input: { hostId, acceptNewKeys, was, ...change }, context }) => {
      mustStillBe(was, registry.get(hostId)?.options ?? was)
      checkHostChange(core, context.caller.seat.access, hostId, { ...change, acceptNewKeys })
      if (acceptNewKeys?.length) registry.acceptKeys(hostId, acceptNewKeys)
      return registry.update(hostId, change)
    }),
    remove: api.hosts.remove.handler(async ({ input }) => {
      await registry.remove(input.hostId)
      return {}
    }),
    connect: api.hosts.connect.handler(({ input }) => {
      registry.connect(input.hostId)
      return {}
    }),
    disconnect: api.hosts.disconnect.handler(({ input }) => {
      registry.disconnect(input.hostId)
      return {}
    }),
    answer: api.hosts.answer.handler(({ input, context }) => {
      const { access } = context.caller.seat
      checkAnswer(core, access, input.hostId, input.answer)
      registry.answer(input.hostId, input.answer, access.person?.name)
      return {}
    }),
    test: api.hosts.test.handler(({ input, context, signal }) => {
      const { access } = context.caller.seat
      if ('draft' in input) {
        requireRight(access, 'host.manage', placeOf(input.draft.siteId))
        checkDraft(core, access, input.draft)
      } else requireRight(access, 'host.manage', { kind: 'host', hostId: input.hostId })
      return registry.diagnose(input, endOf(context.caller, signal))
    }),
    acceptDestination: api.hosts.acceptDestination.handler(({ input: { hostId, digest }, context }) => {
      const { credential } = registry.options(hostId).options
      requireCredentialUse(core, context.caller.seat.access, credential)
      core.credentials.destinations.accept(hostId, digest)
      if (registry.session(hostId).state.problem?.code === 'credential.withheld') registry.connect(hostId)
      return {}
    }),
    pinnedKeys: api.hosts.pinnedKeys.handler(({ input }) => registry.pinnedKeys(input.hostId)),
    forgetKey: api.hosts.forgetKey.handler(({ input }) => {
      registry.forgetKey(input.hostId, input.endpoint, input.sha256)
      return {}
    }),
  }
}

/** Handlers of the sites area. */
export const siteHandlers = (core: Core) => ({
  create: api.sites.create.handler(({ input }) => core.registry.createSite(input)),
  update: api.sites.update.handler(({ input: { siteId, was, ...change }, context }) => {
    mustStillBe(was, core.registry.sites().find(({ id }) => id === siteId)?.options ?? was)
    checkSiteChange(core, context.caller.seat.access, siteId, change)
    return core.registry.updateSite(siteId, change)
  }),
  remove: api.sites.remove.handler(({ input }) => {
    core.registry.removeSite(input.siteId)
    return {}
  }),
})
