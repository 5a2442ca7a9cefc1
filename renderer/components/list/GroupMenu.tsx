import { IconLayoutList } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import { later } from '../later.ts'
import { MenuButton } from '../MenuButton.tsx'
import type { Keyed, ResourceColumn } from '../table/column.ts'
import type { ListState } from './listState.ts'

const GroupItems = later(() => import('./GroupItems.tsx').then(m => m.GroupItems))

interface GroupMenuProps<Row extends Keyed> {
  columns: readonly ResourceColumn<Row>[]
  state: ListState
  onFoldAll(fold: boolean): void
}

/** What the list is grouped by, on two levels. */
export function GroupMenu<Row extends Keyed>({ columns, state, onFoldAll }: GroupMenuProps<Row>) {
  const groupable = columns.filter(column => column.group)
  if (groupable.length === 0) return null
  const grouped = state.group.length > 0
  return (
    <MenuButton
      label={t('list.group')}
      variant={grouped ? 'light' : 'subtle'}
      color={grouped ? 'accent' : 'gray'}
      menu={place => <GroupItems {...place} groupable={groupable} state={state} onFoldAll={onFoldAll} />}
    >
      <IconLayoutList size={16} aria-hidden="true" />
    </MenuButton>
  )
}
