import { IconDeviceDesktop } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { HostView } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { useApi } from '../../api/client.ts'
import { ListPage } from '../../components/list/ListPage.tsx'
import { Unmeasured } from '../../components/list/Unmeasured.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { setChosen, useChosenHere } from '../../stores/chosen.ts'
import { useMachines } from '../../stores/machines.ts'
import { useMatch } from '../../stores/match.ts'
import { t } from '../../words/index.ts'
import { machineColumns } from '../machines/columns.tsx'
import { exportMachines } from '../machines/exportMachines.ts'
import { useListMetrics } from '../machines/useListMetrics.ts'
import { useMachineListActions } from '../machines/useMachineListActions.ts'
import { useCalm } from '../machines/useMachineRows.ts'
import { useMatchFeed } from '../machines/useMatchFeed.ts'
import classes from './Host.module.css'

const CALM_MS = 250

/** Host and site stand in the page's head. */
const columns = machineColumns.filter(({ id }) => id !== 'host' && id !== 'site')

/** The machines of this host: the same list as everywhere, with the same filter and the same actions. */
export function MachinesTab({ host }: { host: HostView }) {
  const { client } = useApi()
  const hostId = host.record.id
  const query = useAddress(address => address.query)
  const { feed, ready } = useMachines()
  const match = useMatch()
  const actions = useMachineListActions()
  const selection = useChosenHere()
  useMatchFeed(query)
  const byKey = useCalm(
    useMachines(state => state.byKey),
    CALM_MS,
  )
  const all = useMemo(() => [...byKey.values()].filter(machine => machine.hostId === hostId), [byKey, hostId])
  const rows = useMemo(
    () => (match.keys ? all.filter(machine => match.keys?.has(machine.key)) : all),
    [all, match.keys],
  )
  const { onView, unmeasured } = useListMetrics(false)
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
    <div className={classes.list}>
      <ListPage
        id="hostMachines"
        label={t('host.machines.label', { name: host.record.name })}
        columns={columns}
        rows={all}
        feed={{ ready, error: ready ? null : feed.error }}
        filter={filter}
        head={
          unmeasured !== null && (
            <p className={classes.unmeasured}>
              <Unmeasured why={unmeasured} />
            </p>
          )
        }
        placeholder={t('machines.filterExample')}
        actions={actions}
        selection={selection}
        onSelection={setChosen}
        onOpen={row => go({ page: 'machine', id: row.key })}
        isStale={isStale}
        onView={onView}
        exportShown={(format, shown, columns) => exportMachines(client, format, shown, columns)}
        empty={<EmptyState icon={IconDeviceDesktop} title={t('host.machines.none')} />}
      />
    </div>
  )
}

const isStale = (machine: Machine): boolean => machine.stale
