import { create } from 'zustand'
import type { HostId, MachineKey, SiteId } from '../../shared/ids.ts'

/** One column of a sort, the first one first. */
export interface SortTerm {
  column: string
  descending: boolean
}

/** Which part of the fleet the list shows. */
export type Scope = { kind: 'fleet' } | { kind: 'site'; id: SiteId } | { kind: 'host'; id: HostId }

/** Where the person is: everything that Back, a bookmark or a copied link brings back. */
export interface Address {
  page: 'machines'
  scope: Scope
  query: string
  sort: readonly SortTerm[]
  group: string | null
  /** The machine whose details are open. */
  machine: MachineKey | null
}

export const firstAddress: Address = {
  page: 'machines',
  scope: { kind: 'fleet' },
  query: '',
  sort: [{ column: 'name', descending: false }],
  group: null,
  machine: null,
}

const ID = /^[0-9a-f-]{36}$/

/** Reads an address from the URL's fragment; what it cannot read it leaves at the default. */
export function parseAddress(hash: string): Address {
  const params = new URLSearchParams(hash.replace(/^#\/?[^?]*\??/, ''))
  const [kind, id = ''] = (params.get('in') ?? '').split(':')
  const machine = params.get('machine') ?? ''
  const sort = (params.get('sort') ?? '')
    .split(',')
    .filter(term => /^-?[A-Za-z]{1,64}$/.test(term))
    .map(term => ({ column: term.replace('-', ''), descending: term.startsWith('-') }))
  return {
    page: 'machines',
    scope: ID.test(id) && (kind === 'site' || kind === 'host') ? ({ kind, id } as Scope) : { kind: 'fleet' },
    query: (params.get('where') ?? '').slice(0, 4000),
    sort: sort.length > 0 ? sort : firstAddress.sort,
    group: /^[A-Za-z]{1,64}$/.test(params.get('group') ?? '') ? params.get('group') : null,
    machine: /^[0-9a-f-]{36}\/[0-9a-f-]{36}$/.test(machine) ? (machine as MachineKey) : null,
  }
}

/** The URL fragment of an address; defaults are left out, so that the plain page has a plain address. */
export function formatAddress(address: Address): string {
  const params = new URLSearchParams()
  if (address.scope.kind !== 'fleet') params.set('in', `${address.scope.kind}:${address.scope.id}`)
  if (address.query) params.set('where', address.query)
  const sort = address.sort.map(term => (term.descending ? '-' : '') + term.column).join(',')
  if (sort && sort !== 'name') params.set('sort', sort)
  if (address.group) params.set('group', address.group)
  if (address.machine) params.set('machine', address.machine)
  const text = params.toString()
  return text ? `#/machines?${text}` : '#/machines'
}

/** The window's address as state. */
export const useAddress = create<Address>()(() => parseAddress(window.location.hash))

/** Goes somewhere; a step that Back should undo is pushed, small adjustments replace. */
export function go(part: Partial<Address>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...useAddress.getState(), ...part }
  const hash = formatAddress(next)
  if (hash !== window.location.hash) {
    if (how === 'push') window.history.pushState(null, '', hash)
    else window.history.replaceState(null, '', hash)
  }
  useAddress.setState(next)
}

/** Follows Back, Forward and links; returns the end of it. */
export function followAddress(): () => void {
  const read = () => useAddress.setState(parseAddress(window.location.hash))
  window.addEventListener('popstate', read)
  window.addEventListener('hashchange', read)
  return () => {
    window.removeEventListener('popstate', read)
    window.removeEventListener('hashchange', read)
  }
}
