import { useDeferredValue, useEffect, useMemo, useRef } from 'react'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { useApi } from '../../api/client.ts'
import { later } from '../../components/later.ts'
import { ListPage } from '../../components/list/ListPage.tsx'
import type { ListCopy } from '../../components/list/RowMenu.tsx'
import { hiddenColumns } from '../../components/table/useColumns.ts'
import { go, useAddress } from '../../stores/address.ts'
import { setChosen, useChosenHere } from '../../stores/chosen.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMachines } from '../../stores/machines.ts'
import { useMatch } from '../../stores/match.ts'
import { tableView, useView } from '../../stores/view.ts'
import { activeRowKey } from '../../components/table/groupKeys.ts'
import { t } from '../../words/index.ts'
import { machineColumns } from './columns.tsx'
import { exportMachines } from './exportMachines.ts'
import { HostStrip } from './HostStrip.tsx'
import { ListEmpty } from './ListEmpty.tsx'
import { PageHead } from './PageHead.tsx'
import { useListMetrics } from './useListMetrics.ts'
import { useMachineListActions } from './useMachineListActions.ts'
import { useMachineRows, useResort } from './useMachineRows.ts'
import { useMatchFeed } from './useMatchFeed.ts'

const MachineDetails = later(() =>
  import('./details/MachineDetails.tsx').then(module => module.MachineDetails),
)

const LIST = 'machines'
const copies: readonly ListCopy<Machine>[] = [
  { label: t('list.copyName'), text: machine => machine.name },
  { label: t('list.copyUuid'), text: machine => machine.uuid },
]

/** Every machine of the fleet, or of a part of it: filtered, sorted, grouped, acted on. */
export function MachinesPage() {
  const { client } = useApi()
  const { machine: opened, query } = useAddress()
  const match = useMatch()
  const { feed, ready } = useMachines()
  // Whoever may read no hosts reads their own machines all the same.
  const fleetReady = useFleet(fleet => fleet.ready || fleet.feed.phase === 'failed')
  const selection = useChosenHere()
  const actions = useMachineListActions()

  useMatchFeed(query)
  const { all, matching } = useMachineRows()
  const live = useLiveOrder()
  const version = useResort(live)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array is what makes the list sort again
  const rows = useMemo(() => [...matching], [matching, version])
  const measures = useListMetrics(live)
  const counted = useDeferredValue(matching)
  useFollowActive(activeRowKey(selection.active) as MachineKey | null, opened)
  const filter = useMemo(
    () => ({
      rows,
      busy: match.busy,
      error: match.error,
      complete: (text: string, cursor: number, signal: AbortSignal) =>
        client.machines.complete({ query: text, cursor }, { signal }),
    }),
    [client, rows, match.busy, match.error],
  )

  return (
    <ListPage
      id={LIST}
      label={t('machines.label')}
      columns={machineColumns}
      rows={all}
      feed={{ ready: ready && fleetReady, error: ready ? null : feed.error }}
      filter={filter}
      head={
        <>
          <PageHead rows={counted} unmeasured={measures.unmeasured} />
          <HostStrip />
        </>
      }
      placeholder={t('machines.filterExample')}
      actions={actions}
      copies={copies}
      selection={selection}
      onSelection={setChosen}
      onOpen={row => go({ machine: row.key })}
      opened={opened}
      details={opened && <MachineDetails machineKey={opened} onClose={() => go({ machine: null })} />}
      onCloseDetails={() => go({ machine: null })}
      isStale={isStale}
      onView={measures.onView}
      exportShown={(format, shown, columns) => exportMachines(client, format, shown, columns)}
      empty={<ListEmpty />}
    />
  )
}

const isStale = (machine: Machine): boolean => machine.stale

/** Whether what is shown moves with each sample: sorted by one, or grouped with one added up in the groups. */
function useLiveOrder(): boolean {
  const sort = useAddress(address => address.sort)
  const grouped = useAddress(address => address.group.length > 0)
  const hidden = useView(view => tableView(view, LIST).hidden)
  return machineColumns.some(column => {
    if (!column.live) return false
    if (sort.some(term => term.column === column.id)) return true
    return (
      grouped && column.aggregate !== undefined && !hiddenColumns(machineColumns, hidden).includes(column.id)
    )
  })
}

const FOLLOW_MS = 120

/** Open details follow the row the person moves to; a short rest keeps held arrow keys from loading each one. */
function useFollowActive(active: MachineKey | null, opened: MachineKey | null): void {
  const last = useRef(active)
  useEffect(() => {
    if (active === last.current) return
    last.current = active
    if (!active || !opened || active === opened) return
    const timer = setTimeout(() => go({ machine: active }, 'replace'), FOLLOW_MS)
    return () => clearTimeout(timer)
  }, [active, opened])
}
