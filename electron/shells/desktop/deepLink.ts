import { pageIds } from '../../../shared/pages.ts'

/** The scheme that links from outside the program have. */
export const LINK_SCHEME = 'novacron'

const LINK_MAX = 8_000
const ADDRESS_MAX = 8_000
const VALUE_MAX = 4_000
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const WORD = /^[A-Za-z]{1,64}$/

/**
 * The window's address (`#/machine/…`) that a `novacron://` link names; null where it names none. A link
 * comes from anybody: it can only ever choose what is shown.
 */
export function addressOfLink(text: string): string | null {
  if (text.length > LINK_MAX || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== `${LINK_SCHEME}:` || url.username !== '' || url.port !== '') return null
  const page = pageIds.find(each => each === url.hostname.toLowerCase())
  if (page === undefined) return null
  const parts = url.pathname.split('/').filter(part => part !== '')
  const ids = page === 'machine' ? 2 : page === 'host' ? 1 : 0
  const names = parts.slice(0, ids).map(part => part.toLowerCase())
  const [tab, ...rest] = parts.slice(ids)
  if (names.length < ids || !names.every(name => ID.test(name)) || rest.length > 0) return null
  if (tab !== undefined && !WORD.test(tab)) return null
  const query = new URLSearchParams()
  for (const [name, value] of url.searchParams)
    if (WORD.test(name) && value.length <= VALUE_MAX) query.set(name, value)
  const path = [page, ...names, ...(tab === undefined ? [] : [tab])].join('/')
  const search = query.toString()
  return keptAddress(search === '' ? `#/${path}` : `#/${path}?${search}`)
}

/** An address that may be shown again, as it is; null for anything else. */
export function keptAddress(text: unknown): string | null {
  return typeof text === 'string' && text.length <= ADDRESS_MAX && /^#\/[\x21-\x7e]*$/.test(text)
    ? text
    : null
}

/** The first link among a program's arguments; null where there is none. */
export function linkIn(args: readonly string[]): string | null {
  return args.find(arg => arg.toLowerCase().startsWith(`${LINK_SCHEME}://`)) ?? null
}
