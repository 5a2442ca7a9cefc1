import { ActionIcon, Button } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import { later } from '../later.ts'
import { MenuButton } from '../MenuButton.tsx'
import type { Keyed } from '../table/column.ts'
import { fitting, type ListAction } from './action.ts'
import classes from './ListPage.module.css'
import type { SelectionItemsProps } from './SelectionItems.tsx'

// Fetched for any row; the cast says again that it takes this list's rows.
const SelectionItems = later<SelectionItemsProps<Keyed>>(() =>
  import('./SelectionItems.tsx').then(m => m.SelectionItems),
) as <Row extends Keyed>(props: SelectionItemsProps<Row>) => React.ReactNode

/** The bar of the chosen rows. */
export interface SelectionBarProps<Row extends Keyed> {
  /** Spoken name of the list. */
  label: string
  rows: readonly Row[]
  actions: readonly ListAction<Row>[]
  onAct(action: ListAction<Row>, rows: readonly Row[]): void
  onClear(): void
  onCopy(): void
}

/** Slides over the toolbar while rows are chosen: what can be done with all of them. */
export function SelectionBar<Row extends Keyed>({
  label,
  rows,
  actions,
  onAct,
  onClear,
  onCopy,
}: SelectionBarProps<Row>) {
  const primary = actions.filter(action => action.primary)
  const others = actions.filter(action => !action.primary)
  return (
    <div
      className={`${classes.toolbar} ${classes.selection}`}
      role="toolbar"
      aria-label={t('list.chosenBar', { label })}
    >
      <b className={classes.chosen}>{t('list.chosen', { count: rows.length })}</b>
      {primary.map(action => {
        const { id, icon: Icon, label } = action
        return (
          <Button
            key={id}
            variant="default"
            leftSection={<Icon size={14} aria-hidden="true" />}
            disabled={fitting(action, rows).length === 0}
            onClick={() => onAct(action, rows)}
          >
            {label}
          </Button>
        )
      })}
      <MenuButton
        label={t('list.moreForChosen')}
        menu={place => (
          <SelectionItems {...place} rows={rows} actions={others} onAct={onAct} onCopy={onCopy} />
        )}
      >
        <IconDots size={16} aria-hidden="true" />
      </MenuButton>
      <ActionIcon className={classes.clear} aria-label={t('list.chooseNothing')} onClick={onClear}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  )
}
