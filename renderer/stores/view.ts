import { create } from 'zustand'
import {
  builtInUnits,
  chooseUnits,
  readUnitChoices,
  type UnitChoices,
  unitChoiceValues,
} from '../../shared/unitChoices.ts'
import type { CoreClient } from '../api/client.ts'
import { type PageId, pageIds } from '../../shared/pages.ts'
import { keep } from './kept.ts'
import { fields, flag, isRecord, listOf, oneOf, recordOf, text, within } from './stored.ts'

const NAME_MAX = 200
const ADDRESS_MAX = 20_000

/** How one list's columns are arranged. */
export interface TableView {
  /** Columns in their order; those not named come after in the page's own order. */
  order: string[]
  /** Null until the person has chosen. */
  hidden: string[] | null
  widths: Record<string, number>
}

const names = listOf(text(NAME_MAX))
const untouched: TableView = { order: [], hidden: null, widths: {} }

const readTable = fields<TableView>({
  order: [names, []],
  hidden: [value => (value === null ? null : names(value)), null],
  widths: [recordOf(within(0, 10_000)), {}],
})

/** Reads stored columns of lists, by list. */
export const readTables = recordOf<TableView>(value => (isRecord(value) ? readTable(value) : undefined))

/** How the person arranged the window; kept in the core, so that every shell shows the same. */
export interface View extends UnitChoices {
  theme: 'auto' | 'dark' | 'light'
  density: 'comfortable' | 'compact'
  railWidth: number
  railOpen: boolean
  closedSites: string[]
  dockOpen: boolean
  dockHeight: number
  dockTab: 'tasks' | 'events'
  detailsWidth: number
  tables: Record<string, TableView>
  savedViewsOpen: boolean
  /** Where a window that was told no place opens: where the person last was, or a page. */
  startPage: 'last' | PageId
  /** The address (`#/…`) where the person was last. */
  lastAddress: string
}

const KEY = 'view'

/** Reads stored view state; what is unreadable is the default, a newer field is ignored. */
export const parseView = fields<View>({
  theme: [oneOf(['auto', 'dark', 'light']), 'auto'],
  density: [oneOf(['comfortable', 'compact']), 'comfortable'],
  railWidth: [within(180, 480), 240],
  railOpen: [flag, true],
  closedSites: [names, []],
  dockOpen: [flag, false],
  dockHeight: [within(120, 900), 220],
  dockTab: [oneOf(['tasks', 'events']), 'tasks'],
  detailsWidth: [within(320, 1200), 440],
  tables: [readTables, {}],
  savedViewsOpen: [flag, true],
  sizes: [oneOf(unitChoiceValues.sizes), builtInUnits.sizes],
  networkRates: [oneOf(unitChoiceValues.networkRates), builtInUnits.networkRates],
  clock: [oneOf(unitChoiceValues.clock), builtInUnits.clock],
  timeZone: [oneOf(unitChoiceValues.timeZone), builtInUnits.timeZone],
  startPage: [oneOf(['last', ...pageIds]), 'last'],
  lastAddress: [text(ADDRESS_MAX), ''],
})

export const useView = create<View>()(() => parseView(readLocal()))

/** What is written before the window draws a change: whoever hears of it later finds the new way. */
let written = readUnitChoices(useView.getState())
chooseUnits(written)
useView.subscribe(view => {
  const { sizes, networkRates, clock, timeZone } = view
  const same =
    sizes === written.sizes &&
    networkRates === written.networkRates &&
    clock === written.clock &&
    timeZone === written.timeZone
  if (same) return
  written = readUnitChoices(view)
  chooseUnits(written)
})

/** Names how quantities and times are written, so that what they are written in can be drawn anew by it. */
export const useUnits = (): string =>
  useView(({ sizes, networkRates, clock, timeZone }) => [sizes, networkRates, clock, timeZone].join())

/** Changes how the window is arranged; it is saved a moment later. */
export const setView = (part: Partial<View>): void => useView.setState(part)

/** A list's own columns; the same object until they change. */
export const tableView = (view: View, table: string): TableView => view.tables[table] ?? untouched

export function setTableView(table: string, part: Partial<TableView>): void {
  const view = useView.getState()
  setView({ tables: { ...view.tables, [table]: { ...tableView(view, table), ...part } } })
}

/** How one window is laid out, and where it is, is no other window's. */
const sharedView = (view: View): Partial<View> => {
  const { theme, density, tables, startPage } = view
  return { theme, density, tables, startPage, ...readUnitChoices(view) }
}

/**
 * Loads the person's view and saves every change of it. The browser's own storage holds a copy for
 * the first paint only, so that the theme does not flash.
 */
export function keepView(
  client: CoreClient,
  failed: (error: unknown) => void,
  loaded?: () => void,
): () => void {
  const stop = useView.subscribe(view => localStorage.setItem(KEY, JSON.stringify(view)))
  const end = keep(client, { key: KEY, store: useView, parse: parseView, shared: sharedView }, failed, loaded)
  return () => {
    stop()
    end()
  }
}

function readLocal(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null')
  } catch {
    // Not ours or damaged: the stored view arrives from the core a moment later.
    return null
  }
}
