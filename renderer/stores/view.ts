import { z } from 'zod'
import { create } from 'zustand'
import type { CoreClient } from '../api/client.ts'
import { pageIds } from './address.ts'
import { keep } from './kept.ts'

export const TableView = z.object({
  /** Columns in their order; those not named come after in the page's own order. */
  order: z.array(z.string()).default([]),
  hidden: z.array(z.string()).nullable().default(null),
  widths: z.record(z.string(), z.number()).default({}),
})
export type TableView = z.infer<typeof TableView>

const View = z.object({
  theme: z.enum(['auto', 'dark', 'light']).default('auto'),
  density: z.enum(['comfortable', 'compact']).default('comfortable'),
  railWidth: z.number().min(180).max(480).default(240),
  railOpen: z.boolean().default(true),
  closedSites: z.array(z.string()).default([]),
  dockOpen: z.boolean().default(false),
  dockHeight: z.number().min(120).max(900).default(220),
  dockTab: z.enum(['tasks', 'events']).default('tasks'),
  detailsWidth: z.number().min(320).max(1200).default(440),
  tables: z.record(z.string(), TableView).default({}),
  savedViewsOpen: z.boolean().default(true),
  /** Where a window that was told no place opens: where the person last was, or a page. */
  startPage: z
    .enum(['last', ...pageIds])
    .catch('last')
    .default('last'),
  /** The address (`#/…`) where the person was last. */
  lastAddress: z.string().max(20_000).catch('').default(''),
})
/** How the person arranged the window; kept in the core, so that every shell shows the same. */
export type View = z.infer<typeof View>

const KEY = 'view'

/** Reads stored view state; anything unreadable is the default, a newer field is ignored. */
export function parseView(value: unknown): View {
  const whole = View.safeParse(value ?? {})
  return whole.success ? whole.data : View.parse({})
}

export const useView = create<View>()(() => parseView(readLocal()))

/** Changes how the window is arranged; it is saved a moment later. */
export const setView = (part: Partial<View>): void => useView.setState(part)

const untouched: TableView = { order: [], hidden: null, widths: {} }

/** A list's own columns; the same object until they change. */
export const tableView = (view: View, table: string): TableView => view.tables[table] ?? untouched

export function setTableView(table: string, part: Partial<TableView>): void {
  const view = useView.getState()
  setView({ tables: { ...view.tables, [table]: { ...tableView(view, table), ...part } } })
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
  const end = keep(client, { key: KEY, store: useView, parse: parseView }, failed, loaded)
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
