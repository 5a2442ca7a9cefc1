import { useMemo, useState } from 'react'
import { noSelection } from '../../components/table/selection.ts'
import { ResourceTable } from '../../components/table/ResourceTable.tsx'
import { useColumns } from '../../components/table/useColumns.ts'
import { go, useAddress } from '../../stores/address.ts'
import { machineColumns } from './columns.tsx'
import { useListMetrics } from './useListMetrics.ts'
import { useMachineRows, useResort } from './useMachineRows.ts'

export function MachinesPage() {
  const { sort, group, machine } = useAddress()
  const [selection, setSelection] = useState(noSelection)
  const model = useColumns('machines', machineColumns)
  const rows = useMachineRows()
  const live = sort.some(term => machineColumns.find(column => column.id === term.column)?.live)
  const version = useResort(live)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array is what makes the list sort again
  const sortable = useMemo(() => [...rows], [rows, version])
  const onView = useListMetrics(live)
  return (
    <ResourceTable
      label="Machines"
      columns={machineColumns}
      model={model}
      rows={sortable}
      sort={sort}
      onSort={next => go({ sort: next })}
      group={group}
      selection={selection}
      onSelection={setSelection}
      opened={machine}
      onOpen={row => go({ machine: row.key })}
      isStale={row => row.stale}
      onView={onView}
    />
  )
}
