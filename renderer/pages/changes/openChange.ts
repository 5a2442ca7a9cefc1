import type { Change } from '../../../shared/models/change.ts'
import { type Address, go } from '../../stores/address.ts'

/** Where the subject of a change is shown. */
export function changePlace({ kind, machine, hostId, host, subject }: Change): Partial<Address> {
  const listed = `name:"${subject.replaceAll(/["\\]/g, '\\$&')}" host:"${host.replaceAll(/["\\]/g, '\\$&')}"`
  if (kind === 'pool') return { page: 'storage', query: listed }
  if (kind === 'volume') return { page: 'storage', tab: 'volumes', query: subject === '' ? '' : listed }
  if (kind === 'lease') return { page: 'networks', tab: 'leases', query: '' }
  if (kind === 'nodeDevice') return { page: 'host', id: hostId, tab: 'devices' }
  if (kind === 'network') return { page: 'networks', query: listed }
  if (machine !== null) return { page: 'machine', id: machine, tab: kind === 'definition' ? 'history' : null }
  return { page: 'host', id: hostId }
}

/** Opens the subject of a change. */
export const openChange = (change: Change): void => go(changePlace(change))
