/** Names of the pages. */
export const pages = {
  overview: 'Overview',
  machines: 'Machines',
  machine: 'Machine',
  hosts: 'Hosts',
  host: 'Host',
  storage: 'Storage',
  networks: 'Networks',
  topology: 'Topology',
  search: 'Search',
  activity: 'Activity',
  changes: 'What changed',
  settings: 'Settings',
  welcome: 'Welcome',
  list: 'Pages',
} as const
