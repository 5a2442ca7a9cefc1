import { ActionIcon, Checkbox, Popover } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import { Anchor } from '../AnchoredMenu.tsx'
import type { Anchored } from '../MenuButton.tsx'
import type { Keyed, ResourceColumn } from './column.ts'
import classes from './ColumnPanel.module.css'
import type { ColumnModel } from './useColumns.ts'

interface ColumnPanelProps extends Anchored {
  columns: readonly Pick<ResourceColumn<Keyed>, 'id' | 'header' | 'pinned' | 'optional'>[]
  table: ColumnModel
}

/** A list's columns with their places. */
export function ColumnPanel({ columns, table, at, onClose }: ColumnPanelProps) {
  const leaves = table.getAllLeafColumns()
  const ids = leaves.map(leaf => leaf.id)
  const move = (id: string, by: number) => {
    const at = ids.indexOf(id)
    const to = at + by
    if (to < 0 || to >= ids.length) return
    const next = ids.toSpliced(at, 1).toSpliced(to, 0, id)
    table.setColumnOrder(next)
  }
  return (
    <Popover
      opened
      onChange={onClose}
      onDismiss={onClose}
      position="bottom-end"
      width={280}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Anchor at={at} />
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('list.columns')}>
        <ul className={classes.list}>
          {leaves.map((leaf, index) => {
            const column = columns.find(each => each.id === leaf.id)
            if (!column) return null
            return (
              <li key={leaf.id} className={classes.line}>
                <Checkbox
                  label={column.header}
                  checked={leaf.getIsVisible()}
                  disabled={column.pinned ?? false}
                  onChange={event => leaf.toggleVisibility(event.currentTarget.checked)}
                />
                {!column.pinned && (
                  <span className={classes.moves}>
                    <ActionIcon
                      size={24}
                      aria-label={t('list.moveLeft', { column: column.header })}
                      disabled={index <= 1}
                      onClick={() => move(leaf.id, -1)}
                    >
                      <IconArrowUp size={13} aria-hidden="true" />
                    </ActionIcon>
                    <ActionIcon
                      size={24}
                      aria-label={t('list.moveRight', { column: column.header })}
                      disabled={index === ids.length - 1}
                      onClick={() => move(leaf.id, 1)}
                    >
                      <IconArrowDown size={13} aria-hidden="true" />
                    </ActionIcon>
                  </span>
                )}
              </li>
            )
          })}
        </ul>
        <button
          type="button"
          className={classes.reset}
          onClick={() => {
            table.setColumnOrder([])
            table.setColumnSizing({})
            table.setColumnVisibility(
              Object.fromEntries(columns.map(column => [column.id, !column.optional])),
            )
          }}
        >
          {t('list.firstColumns')}
        </button>
      </Popover.Dropdown>
    </Popover>
  )
}
