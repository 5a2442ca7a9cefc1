import { IconColumns } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import { later } from '../later.ts'
import { MenuButton } from '../MenuButton.tsx'
import type { Keyed, ResourceColumn } from './column.ts'
import type { useColumns } from './useColumns.ts'

const ColumnPanel = later(() => import('./ColumnPanel.tsx').then(m => m.ColumnPanel))

interface ColumnChooserProps<Row extends Keyed> {
  columns: readonly ResourceColumn<Row>[]
  model: ReturnType<typeof useColumns<Row>>
}

/** Which columns a list shows and in what order; kept for this list. */
export function ColumnChooser<Row extends Keyed>({ columns, model: { table } }: ColumnChooserProps<Row>) {
  return (
    <MenuButton
      label={t('list.columns')}
      menu={place => <ColumnPanel {...place} columns={columns} table={table} />}
    >
      <IconColumns size={16} aria-hidden="true" />
    </MenuButton>
  )
}
