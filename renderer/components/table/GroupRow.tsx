import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import classes from './ResourceTable.module.css'

export interface GroupRowProps {
  top: number
  index: number
  label: string
  count: number
  columns: number
  open: boolean
  onFold(): void
}

/** The heading of a group: folds and unfolds it. */
export function GroupRow({ top, index, label, count, columns, open, onFold }: GroupRowProps) {
  const Icon = open ? IconChevronDown : IconChevronRight
  return (
    <tr
      aria-rowindex={index + 2}
      aria-expanded={open}
      className={classes.group}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td colSpan={columns} className={classes.groupCell}>
        <button type="button" className={classes.fold} onClick={onFold} aria-expanded={open}>
          <Icon size={14} aria-hidden="true" />
          <bdi>{label}</bdi>
          <span className={classes.count}>{count}</span>
        </button>
      </td>
    </tr>
  )
}
