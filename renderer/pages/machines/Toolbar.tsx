import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDownload, IconLayoutList, IconLayoutRows } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { useApi } from '../../api/client.ts'
import { QueryBar } from '../../components/QueryBar.tsx'
import { ColumnChooser } from '../../components/table/ColumnChooser.tsx'
import type { useColumns } from '../../components/table/useColumns.ts'
import { go, useAddress } from '../../stores/address.ts'
import { setView, useView } from '../../stores/view.ts'
import { machineColumns } from './columns.tsx'
import type { ExportFormat } from './exportList.ts'
import classes from './MachinesPage.module.css'

const formats: { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
  { format: 'markdown', label: 'Markdown' },
]

const NOTHING = 'nothing'

interface ToolbarProps {
  model: ReturnType<typeof useColumns<Machine>>
  result: string
  onExport(format: ExportFormat): void
  onCopy(): void
  onLeave(): void
  /** The selection's bar lies over it. */
  covered: boolean
}

/** Over the list: filter, grouping, density, columns, export. */
export function Toolbar({ model, result, onExport, onCopy, onLeave, covered }: ToolbarProps) {
  const { client } = useApi()
  const query = useAddress(address => address.query)
  const group = useAddress(address => address.group[0] ?? null)
  const density = useView(view => view.density)
  const groupable = machineColumns.filter(column => column.group)
  const onQuery = useCallback((text: string) => go({ query: text }, 'replace'), [])
  const compact = density === 'compact'
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="List" inert={covered}>
      <QueryBar
        value={query}
        onChange={onQuery}
        complete={(text, cursor, signal) => client.machines.complete({ query: text, cursor }, { signal })}
        onLeave={onLeave}
        placeholder="Filter: web state:running memory>=8GiB tag:prod"
        result={result}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="Group">
            <ActionIcon
              aria-label="Group"
              variant={group ? 'light' : 'subtle'}
              color={group ? 'accent' : 'gray'}
            >
              <IconLayoutList size={16} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Group by</Menu.Label>
          <Menu.RadioGroup
            value={group ?? NOTHING}
            onChange={id => go({ group: id === NOTHING ? [] : [id] })}
          >
            <Menu.RadioItem value={NOTHING} closeMenuOnClick>
              Nothing
            </Menu.RadioItem>
            {groupable.map(({ id, header }) => (
              <Menu.RadioItem key={id} value={id} closeMenuOnClick>
                {header}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={compact ? 'Taller rows' : 'Denser rows'}>
        <ActionIcon
          aria-label="Dense rows"
          aria-pressed={compact}
          onClick={() => setView({ density: compact ? 'comfortable' : 'compact' })}
        >
          <IconLayoutRows size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <ColumnChooser columns={machineColumns} model={model} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="Export">
            <ActionIcon aria-label="Export what is shown">
              <IconDownload size={16} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Exactly what is shown, as</Menu.Label>
          {formats.map(({ format, label }) => (
            <Menu.Item key={format} onClick={() => onExport(format)}>
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={onCopy}>Copy as a table</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
