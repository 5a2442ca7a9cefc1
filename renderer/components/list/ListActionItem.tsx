import { Menu } from '@mantine/core'
import type { Keyed } from '../table/column.ts'
import { fitting, type ListAction } from './action.ts'

interface ListActionItemProps<Row extends Keyed> {
  action: ListAction<Row>
  rows: readonly Row[]
  onClick(): void
}

/** One action in a menu, with its key; three dots where it asks first; dimmed where it fits none of the rows. */
export function ListActionItem<Row extends Keyed>({ action, rows, onClick }: ListActionItemProps<Row>) {
  const { label, icon: Icon, tone, key, asks, meaning } = action
  return (
    <Menu.Item
      {...(tone === 'danger' ? { color: 'var(--state-bad)' } : {})}
      title={meaning}
      leftSection={<Icon size={14} aria-hidden="true" />}
      rightSection={key ? <kbd>{key.toUpperCase()}</kbd> : undefined}
      disabled={fitting(action, rows).length === 0}
      onClick={onClick}
    >
      {label}
      {asks ? '…' : ''}
    </Menu.Item>
  )
}
