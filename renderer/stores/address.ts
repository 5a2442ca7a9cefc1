import { create } from 'zustand'
import type { HostId, MachineKey, SiteId } from '../../shared/ids.ts'
import { type PageId, pageIds } from '../../shared/pages.ts'

/** One column of a sort, the first one first. */
export interface SortTerm {
  column: string
  descending: boolean
}

/** Which part of the fleet a page shows. */
export type Scope = { kind: 'fleet' } | { kind: 'site'; id: SiteId } | { kind: 'host'; id: HostId }

export const isPageId = (text: string): text is PageId => pageIds.some(id => id === text)

/** Where the person is: everything that Back, a bookmark or a copied link brings back. */
export interface Address {
  page: PageId
  /** The machine (`MachineKey`) or host that the page is about; null on every other page. */
  id: string | null
  /** The page's tab or section; null is its first. */
  tab: string | null
  scope: Scope
  query: string
  sort: readonly SortTerm[]
  /** Columns that the list is grouped by, the outer one first; two at most. */
  group: readonly string[]
  /** The machine whose details are open beside a list. */
  machine: MachineKey | null
  /** What only one page knows about, by names of its own. */
  params: Readonly<Record<string, string>>
}

export const firstAddress: Address = {
  page: 'machines',
  id: null,
  tab: null,
  scope: { kind: 'fleet' },
  query: '',
  sort: [{ column: 'name', descending: false }],
  group: [],
  machine: null,
  params: {},
}

const ID = /^[0-9a-f-]{36}$/
const KEY = /^[0-9a-f-]{36}\/[0-9a-f-]{36}$/
const WORD = /^[A-Za-z]{1,64}$/
const known = new Set(['in', 'where', 'sort', 'group', 'machine'])
const GROUPS_MAX = 2
const PARAM_MAX = 4000

/** The page, object and tab that a path names; an object that is not one, or a page nobody knows, is the first page. */
function parsePath(path: string): Pick<Address, 'page' | 'id' | 'tab'> {
  const parts = path.split('/').filter(part => part !== '')
  const page = pageIds.find(id => id === parts[0])
  if (page === undefined) return firstAddress
  const size = page === 'machine' ? 2 : page === 'host' ? 1 : 0
  const id = size === 0 ? null : parts.slice(1, 1 + size).join('/')
  if (id !== null && !(page === 'machine' ? KEY : ID).test(id)) return firstAddress
  const tab = parts[1 + size] ?? ''
  return { page, id, tab: WORD.test(tab) ? tab : null }
}

/** Reads an address from the URL's fragment; what it cannot read it leaves at the default. */
export function parseAddress(hash: string): Address {
  const [path = '', search = ''] = splitOnce(hash.replace(/^#/, ''), '?')
  const params = new URLSearchParams(search)
  const [kind, id = ''] = (params.get('in') ?? '').split(':')
  const machine = params.get('machine') ?? ''
  const sort = (params.get('sort') ?? '')
    .split(',')
    .filter(term => /^-?[A-Za-z]{1,64}$/.test(term))
    .map(term => ({ column: term.replace('-', ''), descending: term.startsWith('-') }))
  const group = (params.get('group') ?? '').split(',').filter(term => WORD.test(term))
  const own = [...params].filter(([name]) => !known.has(name) && WORD.test(name))
  return {
    ...parsePath(path),
    scope: ID.test(id) && (kind === 'site' || kind === 'host') ? ({ kind, id } as Scope) : { kind: 'fleet' },
    query: (params.get('where') ?? '').slice(0, 4000),
    sort: sort.length > 0 ? sort : firstAddress.sort,
    group: group.slice(0, GROUPS_MAX),
    machine: KEY.test(machine) ? (machine as MachineKey) : null,
    params: Object.fromEntries(own.map(([name, value]) => [name, value.slice(0, PARAM_MAX)])),
  }
}

/** The URL fragment of an address; defaults are left out, so that the plain page has a plain address. */
export function formatAddress(address: Address): string {
  const params = new URLSearchParams()
  if (address.scope.kind !== 'fleet') params.set('in', `${address.scope.kind}:${address.scope.id}`)
  if (address.query) params.set('where', address.query)
  const sort = address.sort.map(term => (term.descending ? '-' : '') + term.column).join(',')
  if (sort && sort !== 'name') params.set('sort', sort)
  if (address.group.length > 0) params.set('group', address.group.join(','))
  if (address.machine) params.set('machine', address.machine)
  for (const [name, value] of Object.entries(address.params)) if (value !== '') params.set(name, value)
  const path = [address.page, address.id, address.tab].filter(part => part !== null).join('/')
  const text = params.toString()
  return text ? `#/${path}?${text}` : `#/${path}`
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** The window's address as state. */
export const useAddress = create<Address>()(() => parseAddress(window.location.hash))

/** Pages that show a part of the fleet; the part is kept from one to the next. */
const scoped: ReadonlySet<PageId> = new Set([
  'overview',
  'machines',
  'hosts',
  'storage',
  'networks',
  'topology',
  'activity',
  'changes',
])

export const isScoped = (page: PageId): boolean => scoped.has(page)

/**
 * Goes somewhere; a step that Back should undo is pushed, small adjustments replace. Another page starts
 * without the query, sort and the like of the one before; the part of the fleet stays chosen between lists.
 */
export function go(part: Partial<Address>, how: 'push' | 'replace' = 'push'): void {
  const before = useAddress.getState()
  const elsewhere = part.page !== undefined && (part.page !== before.page || (part.id ?? null) !== before.id)
  const kept = elsewhere && part.page !== undefined && scoped.has(part.page) ? { scope: before.scope } : {}
  const next = elsewhere ? { ...firstAddress, ...kept, ...part } : { ...before, ...part }
  const hash = formatAddress(next)
  if (hash !== window.location.hash) {
    if (how === 'push') window.history.pushState(null, '', hash)
    else window.history.replaceState(null, '', hash)
  }
  useAddress.setState(next)
}

/** Chooses a part of the fleet on the page that is open, or on the list of machines where it has no parts. */
export function goScope(scope: Scope): void {
  const { page } = useAddress.getState()
  go(scoped.has(page) ? { scope } : { page: 'machines', scope })
}

/** The link to an address, for an anchor's `href`. */
export const hrefOf = (part: Partial<Address>): string => formatAddress({ ...firstAddress, ...part })

/** An address in which whatever says the same as before is the same object: streams are opened anew for another scope. */
export function keepSame(before: Address, address: Address): Address {
  const same = <T>(one: T, other: T): T => (JSON.stringify(one) === JSON.stringify(other) ? one : other)
  return {
    ...address,
    scope: same(before.scope, address.scope),
    sort: same(before.sort, address.sort),
    group: same(before.group, address.group),
    params: same(before.params, address.params),
  }
}

/** Follows Back, Forward and links; returns the end of it. */
export function followAddress(): () => void {
  const read = () => useAddress.setState(before => keepSame(before, parseAddress(window.location.hash)))
  // What the address became while the window was being drawn counts too.
  if (window.location.hash !== '' && window.location.hash !== formatAddress(useAddress.getState())) read()
  window.addEventListener('popstate', read)
  window.addEventListener('hashchange', read)
  return () => {
    window.removeEventListener('popstate', read)
    window.removeEventListener('hashchange', read)
  }
}
