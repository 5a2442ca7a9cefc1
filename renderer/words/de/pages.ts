import type { Catalogue } from '../catalogue.ts'

export const pages: Catalogue['pages'] = {
  overview: 'Überblick',
  machines: 'Maschinen',
  machine: 'Maschine',
  hosts: 'Hosts',
  host: 'Host',
  storage: 'Speicher',
  networks: 'Netzwerke',
  topology: 'Topologie',
  search: 'Suche',
  activity: 'Aktivität',
  changes: 'Änderungen',
  audit: 'Protokoll',
  people: 'Personen und Rollen',
  credentials: 'Zugangsdaten',
  account: 'Mein Konto',
  settings: 'Einstellungen',
  welcome: 'Willkommen',
  list: 'Seiten',
}
