import { Menu } from '@mantine/core'
import { t } from '../../words/index.ts'
import { AnchoredMenu } from '../AnchoredMenu.tsx'
import type { Anchored } from '../MenuButton.tsx'
import type { Keyed } from '../table/column.ts'
import type { ListAction } from './action.ts'
import { ListActionItem } from './ListActionItem.tsx'

/** What the dots of the selection's bar hold. */
export interface SelectionItemsProps<Row extends Keyed> extends Anchored {
  rows: readonly Row[]
  actions: readonly ListAction<Row>[]
  onAct(action: ListAction<Row>, rows: readonly Row[]): void
  onCopy(): void
}

/** The actions on the chosen rows that have no button of their own. */
export function SelectionItems<Row extends Keyed>(props: SelectionItemsProps<Row>) {
  const { rows, actions, onAct, onCopy, at, onClose } = props
  return (
    <AnchoredMenu at={at} onClose={onClose} label={t('list.moreForChosen')} position="bottom-start">
      {actions.map(action => (
        <ListActionItem key={action.id} action={action} rows={rows} onClick={() => onAct(action, rows)} />
      ))}
      {actions.length > 0 && <Menu.Divider />}
      <Menu.Item onClick={onCopy}>{t('list.copyTable')}</Menu.Item>
    </AnchoredMenu>
  )
}
