import type { ConnectionLayer, ConnectionSettings, StoredData } from '../../../shared/contract/settings.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { HostOptions, Site } from '../../../shared/models/host.ts'
import type { Core } from '../core.ts'
import { sourceWords } from '../hosts/index.ts'
import { type ResolvedOptions, siteChain } from '../hosts/options.ts'
import { refuseExport } from '../policies/index.ts'
import type { CoreView } from '../view/index.ts'
import { api } from './base.ts'
import { requireCredentialUse } from './credentials.ts'
import { diagnosticsText } from './diagnosticsText.ts'
import { findingsFor } from './findings.ts'
import { hostListText } from './hostListText.ts'
import { mustStillBe } from './outdated.ts'

/** What a layer says itself beside what it would take over; a source in words where it is not the product's default. */
function layer(own: HostOptions, { options, sources }: ResolvedOptions): ConnectionLayer {
  const said = Object.entries(sources).flatMap(([key, source]) => {
    const words = sourceWords(source)
    return words === null ? [] : [[key, words] as const]
  })
  return { own, inherited: options, sources: Object.fromEntries(said) }
}

const pathOf = (site: Site, sites: ReadonlyMap<SiteId, Site>): string =>
  siteChain(site.id, sites)
    .map(each => each.name)
    .reverse()
    .join(' / ')

function connections({ registry }: Pick<CoreView, 'registry'>): ConnectionSettings {
  const sites = new Map(registry.sites().map(site => [site.id, site]))
  return {
    fleet: layer(registry.connectionDefaults, registry.productOptions()),
    sites: [...sites.values()]
      .map(site => ({
        ...layer(site.options, registry.siteOptions(site.parentId)),
        siteId: site.id,
        path: pathOf(site, sites),
      }))
      .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true })),
  }
}

function storedData(
  { store, registry, inventory }: CoreView,
  folder: string,
  findings: readonly string[],
): StoredData {
  const { databaseBytes, events, hosts } = store.amounts()
  const none = { machines: 0, versions: 0, resources: 0 }
  const of = registry.list().map(({ id, name }) => ({
    hostId: id,
    name,
    // Of a host of which only some machines may be seen, those are what there is to tell.
    ...(hosts.get(id) ?? { ...none, machines: [...inventory.machinesOf(id)].length }),
    asOfMs: inventory.confirmedAtMs(id),
  }))
  const sum = (what: keyof typeof none) => of.reduce((all, host) => all + host[what], 0)
  return {
    folder,
    databaseBytes,
    counts: {
      sites: registry.sites().length,
      hosts: of.length,
      machines: sum('machines'),
      versions: sum('versions'),
      resources: sum('resources'),
      events,
    },
    hosts: of
      .filter(({ hostId }) => registry.isPart?.(hostId) !== true)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
    notices: [...findings, ...store.notices],
  }
}

/** Handlers of the settings area. */
export const settingsHandlers = (core: Core) => ({
  connections: api.settings.connections.handler(({ context: { view } }) => connections(view)),
  setConnectionDefaults: api.settings.setConnectionDefaults.handler(({ input, context }) => {
    const { credential } = input.options
    mustStillBe(input.was, core.registry.connectionDefaults)
    if (credential !== core.registry.connectionDefaults.credential)
      requireCredentialUse(core, context.caller.seat.access, credential)
    core.registry.setConnectionDefaults(input.options)
    return {}
  }),
  data: api.settings.data.handler(({ context: { view, caller } }) =>
    storedData(view, core.folder, findingsFor(core, caller.seat.access)),
  ),
  verify: api.settings.verify.handler(async ({ signal }) => ({
    problems: await core.store.verify(signal),
  })),
  compact: api.settings.compact.handler(() => core.backup.compact()),
  exportHosts: api.settings.exportHosts.handler(({ input, context: { caller, view } }) => {
    const { access } = caller.seat
    const hosts = view.registry
      .list()
      .filter(
        ({ id }) => access.may('export.run', { kind: 'host', hostId: id }) && !view.registry.isPart?.(id),
      )
    refuseExport(view.policies.get(), hosts.length)
    return hostListText(input.format, { list: () => hosts, sites: () => view.registry.sites() })
  }),
  diagnostics: api.settings.diagnostics.handler(({ context }) => ({
    text: diagnosticsText(context.view, core.store.interrupted, context.caller.shell),
  })),
})
