import { Menu } from '@mantine/core'
import { IconArrowRight, IconCopy, IconLayoutSidebarRight } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import type { Keyed, ResourceColumn } from '../table/column.ts'
import type { ListAction } from './action.ts'
import { ListActionItem } from './ListActionItem.tsx'
import classes from './ListPage.module.css'
import { visible } from '../visible.ts'

/** A text that a row's menu offers to copy, beside its cells. */
export interface ListCopy<Row extends Keyed> {
  label: string
  text(row: Row): string
}

/** A row's menu: for which rows, with what in it, and where. */
export interface RowMenuProps<Row extends Keyed> {
  row: Row
  /** What actions run on: the chosen rows where the row is one of them, else the row. */
  rows: readonly Row[]
  name: string
  /** The cell that was pointed at or stands under the cursor. */
  column: ResourceColumn<Row> | null
  at: { x: number; y: number }
  actions: readonly ListAction<Row>[]
  copies: readonly ListCopy<Row>[]
  onAct(action: ListAction<Row>, rows: readonly Row[]): void
  onOpen?: ((row: Row) => void) | undefined
  /** Opening shows details beside the list. */
  beside: boolean
  onCopyText(text: string): void
  onCopyRows(rows: readonly Row[]): void
  onClose(): void
}

/** What can be done with a row, where the pointer or the keyboard asked for it. */
export function RowMenu<Row extends Keyed>(props: RowMenuProps<Row>) {
  const { row, rows, name, column, at, actions, copies } = props
  const OpenIcon = props.beside ? IconLayoutSidebarRight : IconArrowRight
  const several = rows.length > 1
  const icon = <IconCopy size={14} aria-hidden="true" />
  return (
    <Menu opened onClose={props.onClose} position="bottom-start" offset={2} returnFocus={false}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={name}
          className={classes.place}
          style={{ left: at.x, top: at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={name}>
        <Menu.Label>
          {several ? t('list.chosen', { count: rows.length }) : <bdi>{visible(name)}</bdi>}
        </Menu.Label>
        {props.onOpen && (
          <Menu.Item
            leftSection={<OpenIcon size={14} aria-hidden="true" />}
            rightSection={<kbd>↵</kbd>}
            onClick={() => props.onOpen?.(row)}
          >
            {props.beside ? t('list.openBeside') : t('list.open')}
          </Menu.Item>
        )}
        {actions.map(action => (
          <ListActionItem
            key={action.id}
            action={action}
            rows={rows}
            onClick={() => props.onAct(action, rows)}
          />
        ))}
        {(actions.length > 0 || props.onOpen) && <Menu.Divider />}
        {column && (
          <Menu.Item leftSection={icon} onClick={() => props.onCopyText(column.text(row))}>
            {t('list.copyCell', { column: column.header })}
          </Menu.Item>
        )}
        <Menu.Item leftSection={icon} onClick={() => props.onCopyRows(rows)}>
          {several ? t('list.copyRows', { count: rows.length }) : t('list.copyRow')}
        </Menu.Item>
        {!several &&
          copies.map(({ label, text }) => (
            <Menu.Item key={label} leftSection={icon} onClick={() => props.onCopyText(text(row))}>
              {label}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}
