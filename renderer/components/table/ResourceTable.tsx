import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { SortTerm } from '../../stores/address.ts'
import { useUnits, useView } from '../../stores/view.ts'
import { rowsDrawn } from '../firstRows.ts'
import {
  type Arrangement,
  arrange,
  type Folds,
  foldToggled,
  type ListItem,
  nothingFolded,
} from './arrange.ts'
import type { Keyed, ResourceColumn } from './column.ts'
import { ColumnWidths } from './columnWidths.ts'
import { activeRowKey, type GroupStep, groupStep } from './groupKeys.ts'
import { GroupRow } from './GroupRow.tsx'
import classes from './ResourceTable.module.css'
import { tableKey } from './tableKeys.ts'
import { useLatest } from './useLatest.ts'
import { LineLayer } from './LineLayer.tsx'
import { type Selection, type SelectionAction, select } from './selection.ts'
import { TableHeader } from './TableHeader.tsx'
import { useSlots } from './slots.ts'
import { TableRow } from './TableRow.tsx'
import { useScrolledAside } from './useScrolledAside.ts'
import { dropTitle, hoverTitle } from './cellTitle.ts'
import { moveCell, placeOf, SELECT_WIDTH, showCell } from './cellCursor.ts'
import type { useColumns } from './useColumns.ts'

export interface ResourceTableProps<Row extends Keyed> {
  /** Spoken name of the list. */
  label: string
  columns: readonly ResourceColumn<Row>[]
  model: ReturnType<typeof useColumns<Row>>
  rows: readonly Row[]
  sort: readonly SortTerm[]
  onSort(sort: SortTerm[]): void
  /** Columns that it is grouped by, the outer one first. */
  group: readonly string[]
  /** Which groups are folded, where the page wants to know; else the list keeps it. */
  folds?: Folds
  onFolds?(folds: Folds): void
  selection: Selection
  onSelection(selection: Selection): void
  /** The row whose details are open. */
  opened: string | null
  /** Enter, double click or a click on the row's name. */
  onOpen(row: Row): void
  /** Whether rows open at all; they do unless it says otherwise. */
  opens?: boolean
  /** A key that the list itself has no use for; true when it was used. */
  onRowKey?(event: React.KeyboardEvent, row: Row | null): boolean
  /** `column` is the cell's under the pointer; null beside the cells. */
  onContextMenu?(event: React.MouseEvent, row: Row, column: ResourceColumn<Row> | null): void
  /** The column that arrow keys left and right have reached in the active row; null is the whole row. */
  cell?: string | null
  onCell?(column: string | null): void
  isStale?(row: Row): boolean
  /** The rows in view have changed; called while scrolling at the list's own calm pace. */
  onView?(keys: string[]): void
  /** The rows shown, in order, for export and copying. */
  onShown?(rows: readonly Row[]): void
  /** In place of rows: no rows at all, an error, loading. */
  empty?: React.ReactNode
  busy?: boolean
}

const ROW_HEIGHTS = { comfortable: 32, compact: 26 }
const VIEW_CALM_MS = 300

/**
 * The one list of the product: virtual rows, sticky header and first column, sorting by several columns,
 * groups, and a selection that mouse and keyboard reach alike. It shows what it is given and decides nothing.
 */
export function ResourceTable<Row extends Keyed>(props: ResourceTableProps<Row>) {
  const { columns, rows, sort, group, selection, model } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const density = useView(view => view.density)
  const [ownFolds, setOwnFolds] = useState(nothingFolded)
  const folds = props.folds ?? ownFolds
  const setFolds = props.onFolds ?? setOwnFolds
  const arrangement: Arrangement = useMemo(() => ({ sort, group, folds }), [sort, group, folds])
  const items = useMemo(() => arrange(rows, columns, arrangement), [rows, columns, arrangement])
  const keys = useMemo(() => items.flatMap(item => (item.kind === 'row' ? item.key : [])), [items])
  const lines = useMemo(() => (group.length === 0 ? keys : items.map(item => item.key)), [items, keys, group])
  const columnIds = model.visible.map(({ column }) => column.id).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows draw again when the columns change, not at each new width
  const shown = useMemo(() => model.visible.map(({ column }) => column), [columnIds, columns])
  const template = model.visible.map(({ width }) => `${width}px`).join(' ')
  const total = model.visible.reduce((sum, { width }) => sum + width, SELECT_WIDTH)
  const rowHeight = ROW_HEIGHTS[density]
  useScrolledAside(scroller, total)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another map only where a column or a width is another
  const widths = useMemo(
    () => new Map(model.visible.map(({ column, width }) => [column.id, width])),
    [columnIds, template],
  )

  const { range, slotOf } = useSlots()
  const units = useUnits()
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: index => items[index]?.key ?? index,
    overscan: 3,
    rangeExtractor: range,
    isScrollingResetDelay: 600,
    scrollPaddingStart: HEADER_HEIGHT,
    scrollPaddingEnd: rowHeight,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again exactly when the density changes
  useLayoutEffect(() => virtual.measure(), [rowHeight])

  // While it scrolls, rows keep the place of their slot, so that no element moves; at rest they stand in order,
  // as a screen reader reads them.
  const drawn = virtual.isScrolling
    ? virtual.getVirtualItems().toSorted((a, b) => slotOf(a.index) - slotOf(b.index))
    : virtual.getVirtualItems()
  const [firstDrawn, lastDrawn] = [virtual.getVirtualItems()[0], virtual.getVirtualItems().at(-1)]
  const pinned = SELECT_WIDTH + (model.visible[0]?.column.pinned ? model.visible[0].width : 0)
  const { onSelection, onShown, onView } = props
  useEffect(() => {
    if (selection.active === null && selection.chosen.size === 0) return
    const kept = select(selection, { type: 'keep' }, keys, lines)
    if (kept !== selection) onSelection(kept)
  }, [keys, lines, selection, onSelection])
  useEffect(() => {
    onShown?.(items.flatMap(item => (item.kind === 'row' ? item.row : [])))
  }, [items, onShown])
  const drew = drawn.length > 0
  useEffect(() => {
    if (drew) rowsDrawn()
  }, [drew])
  useInView(items, virtual.range?.startIndex ?? 0, virtual.range?.endIndex ?? 0, onView)

  const act = (action: SelectionAction) => {
    const next = select(selection, action, keys, lines)
    onSelection(next)
    if (action.type === 'move' || action.type === 'end') showLine(next.active)
  }
  const showLine = (key: string | null) => {
    const at = key === null ? -1 : items.findIndex(item => item.key === key)
    if (at >= 0) virtual.scrollToIndex(at)
  }
  const stepTo = (step: GroupStep) => {
    if ('fold' in step) setFolds(foldToggled(folds, step.fold))
    else {
      act({ type: 'activate', key: step.to })
      showLine(step.to)
    }
  }
  const rowAct = useLatest(act)
  const chooseAll = useLatest(() => act({ type: 'all' }))
  const onSort = useLatest((next: SortTerm[]) => props.onSort(next))
  const rowFold = useLatest((key: string) => {
    setFolds(foldToggled(folds, key))
    act({ type: 'activate', key })
    scroller.current?.querySelector('table')?.focus({ preventScroll: true })
  })
  const rowOpen = useLatest((row: Row) => props.onOpen(row))
  const rowMenu = useLatest((event: React.MouseEvent, row: Row) => {
    const box = event.target instanceof Element ? event.target.closest('td, th') : null
    const at = box instanceof HTMLTableCellElement ? box.cellIndex - 1 : -1
    props.onContextMenu?.(event, row, shown[at] ?? null)
  })
  const rowOf = (key: string | null): Row | null => {
    const item = key === null ? undefined : items.find(each => each.key === key)
    return item?.kind === 'row' ? item.row : null
  }
  const goToCell = (column: string | null) => {
    props.onCell?.(column)
    showCell(scroller.current, model.visible, column)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget && event.key !== 'Escape') return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const step = group.length === 0 ? null : groupStep(event, items, selection.active, props.cell ?? null)
    if (step) {
      stepTo(step)
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (activeRowKey(selection.active) !== null && moveCell(event, shown, props.cell ?? null, goToCell)) {
      event.preventDefault()
      return
    }
    const command = tableKey(event, page)
    if (command === 'open') {
      const row = rowOf(selection.active)
      if (row) props.onOpen(row)
    } else if (command === 'toggle') {
      const key = activeRowKey(selection.active)
      if (key !== null) act({ type: 'toggle', key })
    } else if (command) act(command)
    else if (!props.onRowKey?.(event, rowOf(selection.active))) return
    event.preventDefault()
    event.stopPropagation()
  }

  const hinted = (rowIndex: number, cellIndex: number) => {
    const item = items[rowIndex - 2]
    const column = shown[cellIndex - 1]
    return item?.kind === 'row' && column ? { column, row: item.row } : null
  }
  const activeId = `${id}-active`
  const cellPlace = placeOf(model.visible, props.cell ?? null)
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={
        {
          '--columns': `${SELECT_WIDTH}px ${template} minmax(0, 1fr)`,
          '--total': `${total}px`,
          '--cell-at': `${cellPlace.at}px`,
          '--cell-width': `${cellPlace.width}px`,
        } as React.CSSProperties
      }
    >
      <div className={classes.moreAside} aria-hidden="true" />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles support it; with groups it is a treegrid */}
      <table
        role={group.length === 0 ? 'grid' : 'treegrid'}
        className={classes.table}
        aria-label={props.label}
        aria-rowcount={items.length + 1}
        aria-colcount={shown.length + 1}
        aria-multiselectable="true"
        aria-busy={props.busy}
        data-cell={props.cell ?? undefined}
        aria-activedescendant={selection.active === null ? undefined : activeId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={event => {
          // Reached by keyboard: the first row takes the place that arrows leave from.
          if (
            event.target === event.currentTarget &&
            selection.active === null &&
            event.currentTarget.matches(':focus-visible')
          )
            act({ type: 'move', by: 1, extend: false })
        }}
      >
        <TableHeader
          model={model}
          sort={sort}
          onSort={onSort}
          chosen={selection.chosen.size}
          of={keys.length}
          onAll={chooseAll}
        />
        <tbody
          // Rows are drawn again only when their own facts change; in other units all of them are.
          key={units}
          className={classes.body}
          style={{ height: virtual.getTotalSize() }}
          onPointerOver={event => hoverTitle(event, hinted)}
          onPointerOut={dropTitle}
        >
          <ColumnWidths value={widths}>
            {drawn.map(({ index, start }) => {
              const item = items[index]
              const key = slotOf(index)
              if (!item) return null
              if (item.kind === 'group')
                return (
                  <GroupRow
                    key={key}
                    top={start}
                    index={index}
                    group={item}
                    columns={shown}
                    activeId={selection.active === item.key ? activeId : undefined}
                    onFold={rowFold}
                  />
                )
              return (
                <TableRow
                  key={key}
                  activeId={activeId}
                  row={item.row}
                  columns={shown}
                  index={index}
                  level={group.length === 0 ? undefined : group.length + 1}
                  top={start}
                  chosen={selection.chosen.has(item.key)}
                  active={selection.active === item.key}
                  cell={selection.active === item.key ? (props.cell ?? null) : null}
                  opened={props.opened === item.key}
                  stale={props.isStale?.(item.row) ?? false}
                  act={rowAct}
                  onOpen={rowOpen}
                  opens={props.opens ?? true}
                  onContextMenu={rowMenu}
                />
              )
            })}
          </ColumnWidths>
        </tbody>
      </table>
      {firstDrawn !== undefined &&
        lastDrawn !== undefined &&
        shown.map(
          column =>
            column.line && (
              <LineLayer
                key={column.id}
                line={column.line}
                items={items}
                first={firstDrawn.index}
                last={lastDrawn.index}
                rowHeight={rowHeight}
                {...placeOf(model.visible, column.id)}
                covered={pinned}
                top={HEADER_HEIGHT}
                scroller={scroller}
              />
            ),
        )}
      {items.length === 0 && <div className={classes.empty}>{props.empty}</div>}
    </div>
  )
}

const HEADER_HEIGHT = 30

/** Tells the page which rows are in view, at most every so often while they scroll past. */
function useInView<Row extends Keyed>(
  items: readonly ListItem<Row>[],
  first: number,
  last: number,
  onView: ((keys: string[]) => void) | undefined,
): void {
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null)
  const tell = useRef(() => {})
  tell.current = () => {
    pending.current = null
    onView?.(items.slice(first, last + 1).flatMap(item => (item.kind === 'row' ? item.key : [])))
  }
  useEffect(() => {
    pending.current ??= setTimeout(() => tell.current(), VIEW_CALM_MS)
  })
  useEffect(
    () => () => {
      if (pending.current !== null) clearTimeout(pending.current)
      pending.current = null
    },
    [],
  )
}
