import type { PageId } from '../../shared/pages.ts'
import { create } from 'zustand'
import type { CoreClient } from '../api/client.ts'
import { formatAddress, go, isScoped, parseAddress, useAddress } from './address.ts'
import { keep } from './kept.ts'
import { isRecord, text } from './stored.ts'
import { readTables, setView, type TableView, useView } from './view.ts'

const NAME_MAX = 80
const VIEWS_MAX = 200

/** A list as a person wants to see it again. */
export interface SavedView {
  id: string
  name: string
  /** Page, part of the fleet, query, sort and group, as the window's address. */
  address: string
  /** The columns of the page's lists, by list. */
  tables: Record<string, TableView>
}

/** What a view may be called, without the spaces around it; undefined where it can't be called that. */
export const savedViewName = (typed: string): string | undefined => text(NAME_MAX, 1)(typed.trim())

const readId = text(64, 1)
const readAddress = text(8_000)

function readView(value: unknown): SavedView[] {
  if (!isRecord(value)) return []
  const id = readId(value.id)
  const name = typeof value.name === 'string' ? savedViewName(value.name) : undefined
  const address = readAddress(value.address)
  const tables = value.tables === undefined ? {} : readTables(value.tables)
  if (id === undefined || name === undefined || tables === undefined) return []
  return address?.startsWith('#/') ? [{ id, name, address, tables }] : []
}

interface SavedViewsState {
  views: readonly SavedView[]
  /** The view opened last, which “update” is about; null until one was. */
  opened: string | null
}

/** The person's views, in their order. */
export const useSavedViews = create<SavedViewsState>()(() => ({ views: [], opened: null }))

/** Reads stored views; one that cannot be read costs the others nothing. */
export function parseSavedViews(value: unknown): SavedViewsState {
  const stored: unknown = isRecord(value) ? value.views : undefined
  const views = Array.isArray(stored) ? stored.flatMap(readView) : []
  return { views: views.slice(0, VIEWS_MAX), opened: null }
}

/** Loads the person's views and saves every change of them. */
export const keepSavedViews = (client: CoreClient, failed: (error: unknown) => void): (() => void) =>
  keep(
    client,
    {
      key: 'savedViews',
      store: useSavedViews,
      parse: parseSavedViews,
      stored: ({ views }) => ({ views }),
    },
    failed,
  )

/** Whether a page shows something that can be saved as a view. */
export const isSaveable = (page: PageId): boolean => isScoped(page) || page === 'search'

/** The address without what is open beside the list. */
const listAddress = (): string => formatAddress({ ...useAddress.getState(), machine: null })

/** A page's lists are named after it: `storage` or `storage.volumes`. */
const ofPage = (table: string, page: PageId): boolean => table === page || table.startsWith(`${page}.`)

function shownNow(): Pick<SavedView, 'address' | 'tables'> {
  const { page } = useAddress.getState()
  const tables = Object.entries(useView.getState().tables).filter(([table]) => ofPage(table, page))
  return { address: listAddress(), tables: Object.fromEntries(tables) }
}

function checkedName(typed: string): string {
  const name = savedViewName(typed)
  if (name === undefined) throw new Error('a saved view needs a name')
  return name
}

const change = (views: (before: readonly SavedView[]) => readonly SavedView[]): void =>
  useSavedViews.setState(state => ({ views: views(state.views) }))

/** Keeps what is shown now under a name; answers the new view, or null where there are too many. */
export function saveView(name: string): SavedView | null {
  if (useSavedViews.getState().views.length >= VIEWS_MAX) return null
  const view: SavedView = { id: crypto.randomUUID(), name: checkedName(name), ...shownNow() }
  change(views => [...views, view])
  useSavedViews.setState({ opened: view.id })
  return view
}

/** Goes where the view was saved, with its columns. */
export function openView(view: SavedView): void {
  const { tables } = useView.getState()
  if (Object.keys(view.tables).length > 0) setView({ tables: { ...tables, ...view.tables } })
  go(parseAddress(view.address))
  useSavedViews.setState({ opened: view.id })
}

/** The view shows from now on what is shown now. */
export const updateView = (id: string): void =>
  change(views => views.map(view => (view.id === id ? { ...view, ...shownNow() } : view)))

export const renameView = (id: string, name: string): void =>
  change(views => views.map(view => (view.id === id ? { ...view, name: checkedName(name) } : view)))

export const removeView = (id: string): void => change(views => views.filter(view => view.id !== id))

/** Brings a view to another place in the list; beyond an end is that end. */
export function moveView(id: string, to: number): void {
  change(views => {
    const view = views.find(each => each.id === id)
    if (!view) return views
    const others = views.filter(each => each !== view)
    return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, view)
  })
}

/** The view that shows exactly what is shown now, if one does; null where the list was changed since. */
export function useCurrentView(): SavedView | null {
  const views = useSavedViews(state => state.views)
  const opened = useSavedViews(state => state.opened)
  const address = useAddress(state => formatAddress({ ...state, machine: null }))
  const same = views.filter(view => view.address === address)
  return same.find(view => view.id === opened) ?? same[0] ?? null
}
