import { memo } from 'react'
import { t } from '../../words/index.ts'
import type { Keyed, ResourceColumn } from './column.ts'
import classes from './ResourceTable.module.css'
import { dropSecondClick } from './secondClick.ts'
import type { SelectionAction } from './selection.ts'

export interface TableRowProps<Row extends Keyed> {
  /** Its element's id while it is the active row, which the grid names. */
  activeId: string
  row: Row
  columns: readonly ResourceColumn<Row>[]
  index: number
  /** How deep it stands under headings; undefined in a list without groups. */
  level: number | undefined
  top: number
  chosen: boolean
  active: boolean
  /** The column that the keyboard has reached in it; then that cell is what the grid names. */
  cell: string | null
  opened: boolean
  stale: boolean
  act(action: SelectionAction): void
  onOpen(row: Row): void
  /** Rows can be opened: the name is shown as what does. */
  opens: boolean
  onContextMenu: ((event: React.MouseEvent, row: Row) => void) | undefined
}

const unchanged = () => {}

/** Whether a click met the words of the row's name, and not the empty place beside them. */
const isName = (target: EventTarget): boolean =>
  target instanceof Element &&
  target.closest('bdi') !== null &&
  target.closest('th') !== null &&
  // Whoever marks a name to copy it does not open it.
  !window.getSelection()?.toString()

/** The row's box; the row hears its clicks, so that it draws again only when it is ticked or not. */
const RowBox = memo(function RowBox({ chosen }: { chosen: boolean }) {
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      checked={chosen}
      aria-label={t('list.selectRow')}
      onChange={unchanged}
    />
  )
})

function Row<R extends Keyed>({ row, columns, act, ...props }: TableRowProps<R>) {
  const onClick = (event: React.MouseEvent) => {
    if (event.target instanceof HTMLInputElement)
      act({ type: event.shiftKey ? 'range' : 'toggle', key: row.key })
    else if (event.shiftKey) act({ type: 'range', key: row.key })
    else if (event.ctrlKey || event.metaKey) act({ type: 'toggle', key: row.key })
    else {
      act({ type: 'activate', key: row.key })
      if (event.detail === 2) props.onOpen(row)
      else if (props.opens && isName(event.target)) {
        dropSecondClick(event)
        props.onOpen(row)
      }
    }
  }
  const state = [
    classes.row,
    props.chosen && classes.chosen,
    props.active && classes.active,
    props.opened && classes.opened,
    props.stale && classes.stale,
  ]
  return (
    <tr
      id={props.active && props.cell === null ? props.activeId : undefined}
      aria-rowindex={props.index + 2}
      aria-level={props.level}
      aria-selected={props.chosen}
      data-active={props.active || undefined}
      data-stale={props.stale || undefined}
      className={state.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={onClick}
      onMouseDown={event => {
        // A second click opens, a Shift-click chooses a range: neither selects text.
        if (event.detail > 1 || event.shiftKey) event.preventDefault()
      }}
      onContextMenu={event => {
        act({ type: 'activate', key: row.key })
        props.onContextMenu?.(event, row)
      }}
    >
      <td className={classes.select}>
        <RowBox chosen={props.chosen} />
      </td>
      {columns.map(column =>
        column.pinned ? (
          <th
            key={column.id}
            id={column.id === props.cell ? props.activeId : undefined}
            scope="row"
            className={`${classes.cell} ${classes.pinned} ${props.opens ? classes.name : ''}`}
          >
            {column.cell(row)}
          </th>
        ) : (
          <td
            key={column.id}
            id={column.id === props.cell ? props.activeId : undefined}
            className={`${classes.cell} ${column.align ? classes.end : ''}`}
          >
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  )
}

/** One row; draws again only when its own facts, place or selection change. */
export const TableRow = memo(Row, (before, after) => {
  return (
    before.row === after.row &&
    before.columns === after.columns &&
    before.top === after.top &&
    before.index === after.index &&
    before.level === after.level &&
    before.chosen === after.chosen &&
    before.active === after.active &&
    before.cell === after.cell &&
    before.opened === after.opened &&
    before.opens === after.opens &&
    before.stale === after.stale
  )
}) as typeof Row
