import { attribute, child, children, childText, word } from './elements.ts'
import { readXml } from './tree.ts'

/** Where a pool's data comes from when it is not the host's own. */
export interface PoolSource {
  /** Ready to show: `nfs1:/export/vms`, `rbd:vms@mon1,mon2`, `iscsi:iqn.2026-01.example:vms@san1`. */
  text: string
  /** The same on every host that mounts the same storage. */
  identity: string
}

/** Kinds of pools whose storage another host can have as well, by what tells one storage from another. */
const remoteKinds: ReadonlySet<string> = new Set([
  'netfs',
  'gluster',
  'rbd',
  'iscsi',
  'iscsi-direct',
  'sheepdog',
  'vstorage',
])

/** The servers, path and name of a pool over the network; null for every other pool. Throws `DomainXmlError`. */
export function parsePoolSource(xml: string): PoolSource | null {
  const pool = readXml(xml, 'pool')
  const type = word(pool, 'type')
  if (type === null || !remoteKinds.has(type)) return null
  const source = child(pool, 'source')
  const servers = children(source, 'host').flatMap(host => {
    const name = attribute(host, 'name')
    const port = attribute(host, 'port')
    return name === null ? [] : [`${name.toLowerCase()}${port === null ? '' : `:${port}`}`]
  })
  const path =
    attribute(child(source, 'dir'), 'path') ??
    attribute(child(source, 'device'), 'path') ??
    childText(source, 'name')?.trim() ??
    null
  if (path === null || (servers.length === 0 && type !== 'vstorage')) return null
  const name = type === 'gluster' || type === 'netfs' ? (childText(source, 'name')?.trim() ?? '') : ''
  const place = type === 'gluster' && name !== '' && name !== path ? `${name}${path}` : path
  const text = type === 'netfs' ? `${servers[0] ?? ''}:${place}` : `${type}:${place}@${servers.join(',')}`
  // The order of monitors is a matter of taste; an export's trailing slash is nothing.
  const same = place.length > 1 ? place.replace(/\/+$/, '') : place
  return { text, identity: `${type} ${servers.toSorted().join(',')} ${same}` }
}
