import { type ReactNode, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import layout from '../layout.module.css'
import type { AppError } from '../../../shared/errors.ts'
import type { Exported, ExportFormat } from '../../../shared/exportTable.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { mustExport } from '../../stores/windowRules.ts'
import { t } from '../../words/index.ts'
import { copyText } from '../copyText.ts'
import { later } from '../later.ts'
import { Banner, ErrorState } from '../Messages.tsx'
import { RetryButton, RetryWords } from '../Retrying.tsx'
import { type Folds, nothingFolded } from '../table/arrange.ts'
import type { Keyed, ResourceColumn } from '../table/column.ts'
import { ResourceTable } from '../table/ResourceTable.tsx'
import { noSelection, type Selection } from '../table/selection.ts'
import { useColumns } from '../table/useColumns.ts'
import { fitting, type ListAction } from './action.ts'
import { DetailsSplit } from './DetailsSplit.tsx'
import { asLine, asTable, exportRows, saveText } from './exportList.ts'
import classes from './ListPage.module.css'
import { ListSkeleton, NoMatch } from './ListStates.tsx'
import { ListToolbar } from './ListToolbar.tsx'
import { knownSort, type ListState, useAddressList } from './listState.ts'
import type { ListCopy, RowMenuProps } from './RowMenu.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { type ListFilter, useListFilter } from './useListFilter.ts'

/** How the rows of a list come: `ready` once the first snapshot is in; an error before that takes their place. */
export interface ListFeed {
  ready: boolean
  error: AppError | null
  busy?: boolean
}

export interface ListPageProps<Row extends Keyed> {
  /** The page (`hosts`), or the page and the list (`storage.pools`): names the stored columns and the exported file. */
  id: string
  /** Spoken name of the list. */
  label: string
  columns: readonly ResourceColumn<Row>[]
  /** All rows, before the filter; a row that has not changed stays the same object. */
  rows: readonly Row[]
  feed: ListFeed
  /** In place of rows where there are none at all: teaches the next step. */
  empty: ReactNode
  onOpen?(row: Row): void
  /** Title, facts and what else stands over the toolbar. */
  head?: ReactNode
  /** Where query, sort and group are kept; the address without it. */
  state?: ListState
  /** A column, `-` before it for descending; the pinned one or the first without it. */
  defaultSort?: string
  placeholder?: string
  /** More of the toolbar, behind the filter. */
  toolbar?: ReactNode
  actions?: readonly ListAction<Row>[]
  copies?: readonly ListCopy<Row>[]
  /** The row whose details are open, and they themselves. */
  opened?: string | null
  details?: ReactNode
  onCloseDetails?(): void
  isStale?(row: Row): boolean
  selection?: Selection
  onSelection?(selection: Selection): void
  /** Where the core answers the query; without it the rows are filtered here. */
  filter?: ListFilter<Row>
  /** Where the core writes the export; without it the window does. */
  exportShown?(
    format: ExportFormat,
    rows: readonly Row[],
    columns: readonly ResourceColumn<Row>[],
  ): Promise<Exported>
  /** The rows in view, at a calm pace. */
  onView?(keys: string[]): void
}

// Fetched for any row; the cast says again that it takes this list's rows.
const RowMenu = later<RowMenuProps<Keyed>>(() => import('./RowMenu.tsx').then(m => m.RowMenu)) as <
  Row extends Keyed,
>(
  props: RowMenuProps<Row>,
) => ReactNode

const noActions: never[] = []

/** A whole list: filter, toolbar, table, selection, row menu, keys, export and every state of it. */
export function ListPage<Row extends Keyed>(props: ListPageProps<Row>) {
  const address = useAddressList()
  const state = props.state ?? address
  const { columns, rows: all, actions = noActions, copies = noActions, onOpen, feed } = props
  const model = useColumns(props.id, columns)
  const local = useListFilter(columns, props.filter ? noActions : all, props.filter ? '' : state.query)
  const filter = props.filter ?? local
  const [own, setOwn] = useState(noSelection)
  const selection = props.selection ?? own
  const setSelection = props.onSelection ?? setOwn
  const [folds, setFolds] = useState<Folds>(nothingFolded)
  const [cell, setCell] = useState<string | null>(null)
  const [menu, setMenu] = useState<Menu<Row> | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const shown = useRef<readonly Row[]>([])
  const visible = model.visible.map(({ column }) => column)
  const first = columns.find(column => column.pinned) ?? columns[0]
  const firstSort = props.defaultSort ?? first?.id ?? ''
  // The same array until it changes: another one would sort the list again.
  const sort = useMemo(() => knownSort(state.sort, columns, firstSort), [state.sort, columns, firstSort])

  const chosenRows = () => shown.current.filter(row => selection.chosen.has(row.key))
  const targets = (row: Row | null): readonly Row[] => {
    if (selection.chosen.size > 0 && (row === null || selection.chosen.has(row.key))) return chosenRows()
    return row ? [row] : []
  }
  /** In the order of the list; what a folded group hides comes last. */
  const asShown = (rows: readonly Row[]): readonly Row[] => {
    const among = new Set(rows)
    return [...new Set([...shown.current.filter(row => among.has(row)), ...rows])]
  }
  const clear = () => setSelection({ ...selection, chosen: new Set() })
  const onAct = (action: ListAction<Row>, rows: readonly Row[]) => {
    const meant = fitting(action, rows)
    if (meant.length === 0) return
    Promise.resolve(action.run(meant)).then(
      () => {
        if (!action.keeps) clear()
      },
      (error: unknown) => tellError(error),
    )
  }
  const onCopyText = (text: string, said: string = t('list.copied')) => {
    copyText(text).then(
      () => tell(said),
      (error: unknown) => tellError(error, t('list.copyFailed')),
    )
  }
  const onCopyRows = (rows: readonly Row[]) =>
    onCopyText(
      rows.length === 1 && rows[0] ? asLine(rows[0], visible) : asTable(rows, visible),
      t('list.copiedRows', { count: rows.length }),
    )
  const write = async (format: ExportFormat) => {
    if (props.exportShown) return props.exportShown(format, shown.current, visible)
    mustExport(shown.current.length)
    return exportRows(format, props.id.replaceAll('.', '-'), shown.current, visible)
  }
  const onExport = (format: ExportFormat) => {
    write(format).then(
      file => {
        saveText(file)
        tell(t('list.exported', { count: file.count, file: file.fileName }))
      },
      (error: unknown) => tellError(error, t('list.exportFailed')),
    )
  }
  const onCopyKey = (row: Row | null) => {
    const column = cell === null ? undefined : visible.find(each => each.id === cell)
    if (selection.chosen.size > 0) onCopyRows(chosenRows())
    else if (row && column) onCopyText(column.text(row))
    else if (row) onCopyRows([row])
    else onCopyRows(shown.current)
  }
  const onRowKey = (event: React.KeyboardEvent, row: Row | null): boolean => {
    const control = event.ctrlKey || event.metaKey
    if (event.key === 'Escape') {
      if (selection.chosen.size > 0) clear()
      else if (props.details && props.onCloseDetails) props.onCloseDetails()
      else return false
      return true
    }
    if (control && event.key.toLowerCase() === 'c' && !window.getSelection()?.toString()) {
      onCopyKey(row)
      return true
    }
    if (control || event.altKey) return false
    if (
      row &&
      (event.key === 'm' || event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))
    ) {
      const line = frame.current?.querySelector('table tr[data-active]')?.getBoundingClientRect()
      const column = visible.find(each => each.id === cell) ?? null
      if (line) setMenu({ row, column, x: line.left + 60, y: line.bottom })
      return true
    }
    const action = actions.find(each => each.key === event.key)
    const rows = targets(row)
    if (!action || fitting(action, rows).length === 0) return false
    onAct(action, rows)
    return true
  }
  const onShown = useCallback((rows: readonly Row[]) => {
    shown.current = rows
  }, [])
  const focusList = () => frame.current?.querySelector<HTMLElement>('table[aria-rowcount]')?.focus()
  const filtered = state.query.trim() !== ''
  const chosen = selection.chosen.size
  // The bar's counts may come a frame later than the rows.
  const found = useDeferredValue(filter.rows.length)

  return (
    <div ref={frame} className={layout.page}>
      {props.head}
      <div className={classes.bars}>
        <ListToolbar
          label={props.label}
          state={state}
          columns={columns}
          model={model}
          complete={filter.complete}
          placeholder={props.placeholder ?? t('list.filterExample')}
          result={
            filtered && feed.ready && !filter.busy
              ? t('list.matches', { count: found, total: all.length })
              : ''
          }
          extra={props.toolbar}
          ready={feed.ready}
          onExport={onExport}
          onCopy={() => onCopyRows(shown.current)}
          onLeave={focusList}
          onFoldAll={fold => setFolds({ all: fold, except: new Set() })}
          covered={chosen > 0}
        />
        {chosen > 0 && (
          <SelectionBar
            label={props.label}
            rows={filter.rows.filter(row => selection.chosen.has(row.key))}
            actions={actions}
            onAct={(action, rows) => {
              // The bar goes with the selection: what comes next gives the keyboard back to the list.
              focusList()
              onAct(action, asShown(rows))
            }}
            onClear={() => {
              focusList()
              clear()
            }}
            onCopy={() => onCopyRows(chosenRows())}
          />
        )}
      </div>
      {feed.ready && feed.error && (
        <Banner tone="warn" action={<RetryButton error={feed.error} variant="default" size="compact-xs" />}>
          {t('list.feedLost', { message: feed.error.message })} <RetryWords error={feed.error} />
        </Banner>
      )}
      <DetailsSplit details={props.details}>
        <ResourceTable
          label={props.label}
          columns={columns}
          model={model}
          rows={filter.rows}
          sort={sort}
          onSort={next => state.change({ sort: next })}
          group={state.group}
          folds={folds}
          onFolds={setFolds}
          selection={selection}
          onSelection={setSelection}
          cell={cell}
          onCell={setCell}
          opened={props.opened ?? null}
          onOpen={row => onOpen?.(row)}
          opens={onOpen !== undefined}
          onRowKey={onRowKey}
          onContextMenu={(event, row, column) => {
            event.preventDefault()
            setMenu({ row, column, x: event.clientX, y: event.clientY })
          }}
          {...(props.isStale ? { isStale: props.isStale } : {})}
          {...(props.onView ? { onView: props.onView } : {})}
          onShown={onShown}
          empty={<NoRows {...props} filter={filter} state={state} />}
          busy={filter.busy || (feed.busy ?? false)}
        />
      </DetailsSplit>
      {menu && first && (
        <RowMenu
          row={menu.row}
          rows={targets(menu.row)}
          name={first.text(menu.row)}
          column={menu.column}
          at={menu}
          actions={actions}
          copies={copies}
          onAct={onAct}
          onOpen={onOpen}
          beside={props.onCloseDetails !== undefined}
          onCopyText={onCopyText}
          onCopyRows={onCopyRows}
          onClose={() => {
            setMenu(null)
            focusList()
          }}
        />
      )}
    </div>
  )
}

interface Menu<Row extends Keyed> {
  row: Row
  column: ResourceColumn<Row> | null
  x: number
  y: number
}

/** What stands in place of rows, and why. */
function NoRows<Row extends Keyed>({
  feed,
  filter,
  state,
  rows,
  label,
  empty,
}: ListPageProps<Row> & { filter: ListFilter<Row>; state: ListState }) {
  if (feed.error && !feed.ready) return <ErrorState error={feed.error} />
  if (!feed.ready || filter.busy) return <ListSkeleton label={label} />
  if (filter.error) return <ErrorState error={filter.error} />
  if (rows.length > 0 && state.query.trim() !== '')
    return <NoMatch query={state.query} total={rows.length} onClear={() => state.change({ query: '' })} />
  return empty
}
