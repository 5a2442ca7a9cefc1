import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import type { GroupItem } from './arrange.ts'
import type { Aggregate } from './column.ts'
import classes from './ResourceTable.module.css'
import { visible } from '../visible.ts'

export interface GroupRowProps {
  group: GroupItem
  top: number
  index: number
  /** Columns shown, in their order. */
  columns: readonly { id: string; align?: 'end'; aggregate?: Aggregate }[]
  /** Its element's id while the keyboard stands on it, which the grid names. */
  activeId: string | undefined
  onFold(key: string): void
}

/** The heading of a group: folds and unfolds it, and says what its members come to. */
export function GroupRow({ group, top, index, columns, activeId, onFold }: GroupRowProps) {
  const { label, level, count, open, aggregates } = group
  const Icon = open ? IconChevronDown : IconChevronRight
  const [, ...others] = columns
  return (
    <tr
      id={activeId}
      aria-rowindex={index + 2}
      aria-level={level + 1}
      aria-expanded={open}
      className={`${classes.group} ${activeId === undefined ? '' : classes.active}`}
      data-level={level}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td colSpan={2} className={classes.groupCell}>
        <button
          type="button"
          tabIndex={-1}
          className={classes.fold}
          onClick={() => onFold(group.key)}
          aria-expanded={open}
        >
          <Icon size={14} aria-hidden="true" />
          <bdi className={classes.groupLabel} title={label}>
            {visible(label)}
          </bdi>
          <span className={classes.count}>{formatCount(count)}</span>
        </button>
      </td>
      {others.map(column => (
        <td key={column.id} className={`${classes.cell} ${classes.sum} ${column.align ? classes.end : ''}`}>
          <span title={column.aggregate && t(`list.aggregate.${column.aggregate}`)}>
            {aggregates.get(column.id)}
          </span>
        </td>
      ))}
    </tr>
  )
}
