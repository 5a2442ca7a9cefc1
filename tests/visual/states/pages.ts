import type { LiveFleet } from '../liveFleet/index.ts'

/** A page of the window, by the name of its pictures. */
export interface StatePage {
  name: string
  address(fleet: LiveFleet): string
  /** What it needs pressed before it is what it is called. */
  open?: 'addHost' | 'palette'
  /** Calls of the frame that this page shows too. */
  frame?: RegExp
  /** Calls that what stands around the part that is looked at needs: never held and never failed. */
  around?: RegExp
}

const at = (name: string, address = `/${name}`, frame?: RegExp): StatePage => ({
  name,
  address: () => address,
  ...(frame ? { frame } : {}),
})

const machine = (tab: string): StatePage => ({
  name: `machine${tab[0]?.toUpperCase() ?? ''}${tab.slice(1)}`,
  address: fleet => `/machine/${fleet.machine('pay-db-1')}/${tab}`,
  // A tab fails by itself; the page without one shows a machine that could not be read.
  ...(tab === '' ? {} : { around: /^\/machines\/watch/ }),
})

const host = (tab: string): StatePage => ({
  name: `host${tab[0]?.toUpperCase() ?? ''}${tab.slice(1)}`,
  address: fleet => `/host/${fleet.host('fra-kvm-2')}/${tab}`,
})

/** Every page that is looked at in every state. */
export const statePages: readonly StatePage[] = [
  at('overview'),
  at('machines'),
  machine(''),
  machine('performance'),
  machine('hardware'),
  machine('snapshots'),
  machine('xml'),
  machine('history'),
  at('hosts', '/hosts', /^\/hosts\/watch/),
  host(''),
  host('performance'),
  host('machines'),
  host('storage'),
  host('networks'),
  host('devices'),
  host('connection'),
  at('storage'),
  at('networks'),
  at('topology'),
  at('search', '/search?q=pay'),
  at('activity'),
  at('changes', '/changes?since=7d'),
  at('welcome'),
  { name: 'addHost', address: () => '/hosts', open: 'addHost' },
  { name: 'palette', address: () => '/machines', open: 'palette' },
  at('people'),
  at('peopleRoles', '/people/roles'),
  at('credentials'),
  at('audit'),
  at('account'),
  at('settings'),
  at('settingsConnections', '/settings/connections'),
  at('settingsPolicies', '/settings/policies'),
  at('settingsData', '/settings/data'),
  at('settingsAbout', '/settings/about'),
]
