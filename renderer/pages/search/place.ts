import type { SearchHit } from '../../../shared/contract/index.ts'
import type { Address } from '../../stores/address.ts'

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

/** Where the object of a result is shown. */
export function placeOf(hit: SearchHit): Partial<Address> {
  const { kind, key, hostId, host, name, line, pool } = hit
  const listed = `name:${quoted(name)} host:${quoted(host)}`
  switch (kind) {
    case 'machine':
      return key === null ? { page: 'machines' } : { page: 'machine', id: key }
    case 'xml':
      return key === null
        ? { page: 'machines' }
        : { page: 'machine', id: key, tab: 'xml', params: line === null ? {} : { line: String(line) } }
    case 'snapshot':
      return key === null ? { page: 'machines' } : { page: 'machine', id: key, tab: 'snapshots' }
    case 'host':
      return { page: 'host', id: hostId }
    case 'volume':
      return {
        page: 'storage',
        tab: 'volumes',
        query: listed,
        params: { open: `volume/${hostId}/${pool ?? ''}/${name}` },
      }
    case 'pool':
      return { page: 'storage', query: listed, params: { open: `pool/${hostId}/${name}` } }
    case 'network':
      return { page: 'networks', query: listed, params: { open: `network/${hostId}/${name}` } }
  }
}
