import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconLayoutList } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import type { Keyed, ResourceColumn } from '../table/column.ts'
import type { ListState } from './listState.ts'

const NOTHING = 'nothing'

interface GroupMenuProps<Row extends Keyed> {
  columns: readonly ResourceColumn<Row>[]
  state: ListState
  onFoldAll(fold: boolean): void
}

/** What the list is grouped by, on two levels. */
export function GroupMenu<Row extends Keyed>({ columns, state, onFoldAll }: GroupMenuProps<Row>) {
  const groupable = columns.filter(column => column.group)
  const [first, second] = state.group
  if (groupable.length === 0) return null
  const level = (
    value: string | undefined,
    offered: typeof groupable,
    onChange: (id: string) => void,
    stays = false,
  ) => (
    <Menu.RadioGroup value={value ?? NOTHING} onChange={onChange}>
      <Menu.RadioItem value={NOTHING} closeMenuOnClick>
        {t('list.groupNothing')}
      </Menu.RadioItem>
      {offered.map(({ id, header }) => (
        <Menu.RadioItem key={id} value={id} closeMenuOnClick={!stays}>
          {header}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('list.group')}>
          <ActionIcon
            aria-label={t('list.group')}
            variant={first ? 'light' : 'subtle'}
            color={first ? 'accent' : 'gray'}
          >
            <IconLayoutList size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('list.groupBy')}</Menu.Label>
        {level(
          first,
          groupable,
          id =>
            state.change({ group: id === NOTHING ? [] : [id, ...(second && second !== id ? [second] : [])] }),
          // The second level may be chosen next.
          first === undefined,
        )}
        {first && (
          <>
            <Menu.Divider />
            <Menu.Label>{t('list.thenBy')}</Menu.Label>
            {level(
              second,
              groupable.filter(({ id }) => id !== first),
              id => state.change({ group: id === NOTHING ? [first] : [first, id] }),
            )}
            <Menu.Divider />
            <Menu.Item onClick={() => onFoldAll(true)}>{t('list.foldAll')}</Menu.Item>
            <Menu.Item onClick={() => onFoldAll(false)}>{t('list.unfoldAll')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
