import type { hostListFormats } from '../../../shared/contract/settings.ts'
import type { HostRecord, Site } from '../../../shared/models/host.ts'
import { siteChain } from '../hosts/options.ts'

/** What the list is made from. */
interface Hosts {
  list(): HostRecord[]
  sites(): Site[]
}

/** Quoted where needed (RFC 4180); a cell that a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The list of hosts as a file: names, the way through the sites, URIs and the options each host says itself. */
export function hostListText(
  format: (typeof hostListFormats)[number],
  registry: Hosts,
): { text: string; mediaType: string; fileName: string; count: number } {
  const sites = new Map(registry.sites().map(site => [site.id, site]))
  const hosts = registry
    .list()
    .map(({ name, siteId, uri, autoConnect, options }) => ({
      name,
      site: siteChain(siteId, sites)
        .map(site => site.name)
        .reverse(),
      uri,
      autoConnect,
      options,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const count = hosts.length
  switch (format) {
    case 'json':
      return {
        text: `${JSON.stringify({ hosts }, null, 2)}\n`,
        mediaType: 'application/json',
        fileName: 'hosts.json',
        count,
      }
    case 'csv': {
      const lines = hosts.map(({ name, site, uri, options }) =>
        [name, site.join(' / '), uri, JSON.stringify(options)].map(csvCell).join(','),
      )
      return {
        text: `${['name,site,uri,options', ...lines].join('\r\n')}\r\n`,
        mediaType: 'text/csv',
        fileName: 'hosts.csv',
        count,
      }
    }
    case 'uris':
      return {
        text: hosts.map(host => `${host.uri}\n`).join(''),
        mediaType: 'text/plain',
        fileName: 'hosts.txt',
        count,
      }
  }
}
