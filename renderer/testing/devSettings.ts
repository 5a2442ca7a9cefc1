import type { ConnectionSettings, StoredData } from '../../shared/contract/settings.ts'
import type { HostOptions, Site } from '../../shared/models/host.ts'
import type { DevCore } from './devCore.ts'

const builtIn: HostOptions = {
  transport: 'builtin',
  readOnly: false,
  tickMs: 2_000,
  backgroundTickMs: 10_000,
  keepaliveSeconds: 5,
  keepaliveCount: 3,
  connectTimeoutMs: 10_000,
}

/** Connection settings of the made-up core: the sites' own values over the built-in ones. */
export function devConnections(core: DevCore, sites: readonly Site[]): ConnectionSettings {
  const own = (core.settings.get('dev.connectionDefaults') ?? {}) as HostOptions
  return {
    fleet: { own, inherited: builtIn, sources: {} },
    sites: sites.map(site => ({
      own: site.options,
      inherited: { ...builtIn, ...own },
      sources: Object.fromEntries(Object.keys(own).map(key => [key, 'the settings'])),
      siteId: site.id,
      path: site.name,
    })),
  }
}

/** What the made-up core would have stored. */
export function devData(core: DevCore, sites: readonly Site[]): StoredData {
  const machines = [...core.machines.values()]
  const hosts = [...core.hosts.values()].map(({ record, dataAsOfMs }) => {
    const count = machines.filter(machine => machine.hostId === record.id).length
    return {
      hostId: record.id,
      name: record.name,
      machines: count,
      versions: count * 3,
      resources: count * 4,
      asOfMs: dataAsOfMs,
    }
  })
  return {
    folder: '/home/ops/.local/share/novacron',
    databaseBytes: 4_096 * (40 + machines.length),
    counts: {
      sites: sites.length,
      hosts: hosts.length,
      machines: machines.length,
      versions: machines.length * 3,
      resources: machines.length * 4,
      events: core.log.length,
    },
    hosts,
    notices: [],
  }
}
