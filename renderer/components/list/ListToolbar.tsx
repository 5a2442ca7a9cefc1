import { ActionIcon } from '@mantine/core'
import { IconDownload, IconLayoutRows } from '@tabler/icons-react'
import { useCallback, useRef } from 'react'
import type { ExportFormat } from '../../../shared/exportTable.ts'
import { setView, useView } from '../../stores/view.ts'
import { t } from '../../words/index.ts'
import { later } from '../later.ts'
import { MenuButton } from '../MenuButton.tsx'
import { QueryBar, type QueryBarProps } from '../QueryBar.tsx'
import { ColumnChooser } from '../table/ColumnChooser.tsx'
import type { Keyed, ResourceColumn } from '../table/column.ts'
import type { useColumns } from '../table/useColumns.ts'
import { GroupMenu } from './GroupMenu.tsx'
import type { ListState } from './listState.ts'
import classes from './ListPage.module.css'
import { Tip } from '../Tip.tsx'

const ExportItems = later(() => import('./ExportItems.tsx').then(m => m.ExportItems))

interface ListToolbarProps<Row extends Keyed> {
  label: string
  state: ListState
  columns: readonly ResourceColumn<Row>[]
  model: ReturnType<typeof useColumns<Row>>
  complete: QueryBarProps['complete']
  placeholder: string
  result: string
  extra?: React.ReactNode
  /** There are rows, if only none. */
  ready: boolean
  onExport(format: ExportFormat): void
  onCopy(): void
  onLeave(): void
  onFoldAll(fold: boolean): void
  /** The selection's bar lies over it. */
  covered: boolean
}

/** Over the list: filter, grouping, density, columns, export. */
export function ListToolbar<Row extends Keyed>({ state, columns, model, ...props }: ListToolbarProps<Row>) {
  const density = useView(view => view.density)
  const compact = density === 'compact'
  const change = useRef(state.change)
  change.current = state.change
  const onQuery = useCallback((query: string) => change.current({ query }), [])
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('list.toolbar')} inert={props.covered}>
      <QueryBar
        label={t('list.filter', { label: props.label })}
        value={state.query}
        onChange={onQuery}
        complete={props.complete}
        onLeave={props.onLeave}
        placeholder={props.placeholder}
        result={props.result}
      />
      {props.extra}
      <GroupMenu columns={columns} state={state} onFoldAll={props.onFoldAll} />
      <Tip label={compact ? t('list.taller') : t('list.denser')}>
        <ActionIcon
          aria-label={t('list.denseRows')}
          aria-pressed={compact}
          onClick={() => setView({ density: compact ? 'comfortable' : 'compact' })}
        >
          <IconLayoutRows size={16} aria-hidden="true" />
        </ActionIcon>
      </Tip>
      <ColumnChooser columns={columns} model={model} />
      <MenuButton
        label={t('list.exportShown')}
        tip={t('list.exportLabel')}
        refused={props.ready ? null : t('list.exportNothing')}
        menu={place => <ExportItems {...place} onExport={props.onExport} onCopy={props.onCopy} />}
      >
        <IconDownload size={16} aria-hidden="true" />
      </MenuButton>
    </div>
  )
}
