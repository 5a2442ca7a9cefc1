import { useMemo, useState } from 'react'
import { go, type SortTerm, useAddress } from '../../stores/address.ts'

/** What a list is filtered, sorted and grouped by. */
export interface ListView {
  query: string
  sort: readonly SortTerm[]
  /** Columns, the outer one first; two at most. */
  group: readonly string[]
}

/** A list's view with the way to change it; whatever Back should undo is a step of its own. */
export interface ListState extends ListView {
  change(part: Partial<ListView>): void
}

/** The view that is in the address: Back, links and saved views bring it back. */
export function useAddressList(): ListState {
  const query = useAddress(address => address.query)
  const sort = useAddress(address => address.sort)
  const group = useAddress(address => address.group)
  return useMemo(
    () => ({ query, sort, group, change: part => go(part, part.group === undefined ? 'replace' : 'push') }),
    [query, sort, group],
  )
}

const plainView: ListView = { query: '', sort: [], group: [] }

/** A view that only this list knows, for a second list on a page. */
export function useLocalList(first: Partial<ListView> = plainView): ListState {
  const [view, setView] = useState<ListView>({ ...plainView, ...first })
  return useMemo(() => ({ ...view, change: part => setView(before => ({ ...before, ...part })) }), [view])
}

/** `-capacityBytes` as a sort. */
export const sortOf = (text: string): SortTerm[] =>
  text.split(',').map(term => ({ column: term.replace(/^-/, ''), descending: term.startsWith('-') }))

/** The terms of a sort that the list has columns for; where none is left, the list's own first order. */
export function knownSort(
  sort: readonly SortTerm[],
  columns: readonly { id: string }[],
  first: string,
): readonly SortTerm[] {
  const known = sort.filter(term => columns.some(column => column.id === term.column))
  return known.length > 0 ? known : sortOf(first)
}
