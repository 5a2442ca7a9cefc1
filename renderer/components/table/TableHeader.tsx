import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { memo } from 'react'
import type { SortTerm } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import { toggleSort } from './arrange.ts'
import type { Keyed } from './column.ts'
import classes from './ResourceTable.module.css'
import type { useColumns } from './useColumns.ts'

interface TableHeaderProps<Row extends Keyed> {
  model: ReturnType<typeof useColumns<Row>>
  sort: readonly SortTerm[]
  onSort(sort: SortTerm[]): void
  chosen: number
  of: number
  onAll(): void
}

const STEP = 16

function Header<Row extends Keyed>({ model, sort, onSort, chosen, of, onAll }: TableHeaderProps<Row>) {
  const headers = new Map(model.table.getFlatHeaders().map(header => [header.column.id, header]))
  return (
    <thead className={classes.head}>
      <tr aria-rowindex={1} className={classes.headRow}>
        <td className={classes.select}>
          <input
            type="checkbox"
            aria-label={t('list.selectAll')}
            checked={chosen > 0 && chosen === of}
            ref={box => {
              if (box) box.indeterminate = chosen > 0 && chosen < of
            }}
            onChange={onAll}
            disabled={of === 0}
          />
        </td>
        {model.visible.map(({ column, width }) => {
          const at = sort.findIndex(term => term.column === column.id)
          const term = sort[at]
          const header = headers.get(column.id)
          const Arrow = term?.descending ? IconArrowDown : IconArrowUp
          const resize = (by: number) =>
            model.table.setColumnSizing(sizes => ({
              ...sizes,
              [column.id]: Math.max(column.minWidth ?? 56, Math.min(900, width + by)),
            }))
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={term ? (term.descending ? 'descending' : 'ascending') : 'none'}
              className={`${classes.headCell} ${column.align ? classes.end : ''} ${column.pinned ? classes.pinned : ''}`}
            >
              <button
                type="button"
                className={classes.sort}
                title={column.description ?? t('list.sortBy', { column: column.header })}
                onClick={event => onSort(toggleSort(sort, column.id, event.shiftKey))}
              >
                <span className={classes.headText}>{column.header}</span>
                {term && <Arrow size={12} aria-hidden="true" />}
                {term && sort.length > 1 && <span className={classes.rank}>{at + 1}</span>}
              </button>
              {/* biome-ignore lint/a11y/useSemanticElements: a movable separator has no element of its own */}
              <div
                role="separator"
                aria-orientation="vertical"
                aria-label={t('list.widthOf', { column: column.header })}
                aria-valuenow={Math.round(width)}
                aria-valuemin={column.minWidth ?? 56}
                aria-valuemax={900}
                tabIndex={0}
                className={classes.edge}
                onMouseDown={header?.getResizeHandler()}
                onTouchStart={header?.getResizeHandler()}
                onDoubleClick={() => header?.column.resetSize()}
                onKeyDown={event => {
                  if (event.key === 'ArrowLeft') resize(-STEP)
                  else if (event.key === 'ArrowRight') resize(STEP)
                  else return
                  event.preventDefault()
                }}
              />
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

/** The list's heading: sorts, resizes (mouse, touch, arrow keys on the edge), selects everything. */
export const TableHeader = memo(Header) as typeof Header
