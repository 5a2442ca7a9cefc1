import { Menu } from '@mantine/core'
import { t } from '../../words/index.ts'
import { AnchoredMenu } from '../AnchoredMenu.tsx'
import type { Anchored } from '../MenuButton.tsx'
import type { ListState } from './listState.ts'

const NOTHING = 'nothing'

/** A column as the menu of groups names it. */
export interface Groupable {
  id: string
  header: string
}

interface GroupItemsProps extends Anchored {
  groupable: readonly Groupable[]
  state: ListState
  onFoldAll(fold: boolean): void
}

/** The columns that a list can be grouped by, on two levels. */
export function GroupItems({ groupable, state, onFoldAll, ...place }: GroupItemsProps) {
  const [first, second] = state.group
  const level = (
    value: string | undefined,
    offered: readonly Groupable[],
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
    <AnchoredMenu {...place} label={t('list.group')}>
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
    </AnchoredMenu>
  )
}
