import { Button } from '@mantine/core'
import { IconPlus, IconServer2 } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import { isLive } from '../../components/hostState.ts'
import { ListHead } from '../../components/list/ListHead.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import type { ListCopy } from '../../components/list/RowMenu.tsx'
import { Unmeasured } from '../../components/list/Unmeasured.tsx'
import { useScopeName } from '../../components/list/useScopeName.ts'
import { AddHostButton } from '../../actions/AddHostButton.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import badge from '../../components/StateBadge.module.css'
import { type Mark, StateMark } from '../../components/StateMark.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { useResort, useScopeHosts } from '../machines/useMachineRows.ts'
import { hostColumns } from './columns.tsx'
import { type HostRow, hostRows } from './hostRow.ts'
import { useHostListActions } from './useHostListActions.ts'
import { useHostSamples } from './useHostSamples.ts'

const copies: readonly ListCopy<HostRow>[] = [
  { label: t('list.copyName'), text: ({ host }) => host.record.name },
  { label: t('hosts.copyUri'), text: ({ host }) => host.record.uri },
]

/** Every host of the fleet, or of a part of it: how each stands and why, how full it is, and what can be done. */
export function HostsPage() {
  const fleet = useFleet()
  const live = useLiveOrder()
  const version = useResort(live)
  const all = useRows()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array is what makes the list sort again
  const rows = useMemo(() => [...all], [all, version])
  const unmeasured = useHostSamples(
    useMemo(() => all.filter(({ host }) => isLive(host.state)).map(row => row.key), [all]),
  )
  const actions = useHostListActions()
  return (
    <ListPage
      id="hosts"
      label={t('hosts.label')}
      columns={hostColumns}
      rows={rows}
      feed={{ ready: fleet.ready, error: fleet.ready ? null : fleet.feed.error }}
      head={<Head rows={all} unmeasured={unmeasured} />}
      placeholder={t('hosts.filterExample')}
      actions={actions}
      copies={copies}
      onOpen={row => go({ page: 'host', id: row.key })}
      isStale={({ host }) => !isLive(host.state)}
      empty={<Empty />}
    />
  )
}

/** The hosts of the chosen part of the fleet; a row that has not changed stays the same object. */
function useRows(): readonly HostRow[] {
  const hosts = useFleet(fleet => fleet.hosts)
  const scope = useScopeHosts()
  const before = useRef<ReadonlyMap<HostId, HostRow>>(new Map())
  return useMemo(() => {
    const rows = hostRows(hosts.values(), before.current)
    before.current = rows
    return [...rows.values()].filter(row => scope === null || scope.has(row.key))
  }, [hosts, scope])
}

/** Whether the list is sorted by what moves with each sample. */
const useLiveOrder = (): boolean =>
  useAddress(({ sort }) => sort.some(term => hostColumns.find(({ id }) => id === term.column)?.live ?? false))

function Head({ rows, unmeasured }: { rows: readonly HostRow[]; unmeasured: string | null }) {
  const place = useScopeName()
  const ready = useFleet(fleet => fleet.ready)
  const live = rows.filter(({ host }) => isLive(host.state)).length
  const off = rows.filter(({ host }) => host.state.phase === 'disconnected').length
  const trouble = rows.length - live - off
  return (
    <ListHead
      title={place ?? t('hosts.label')}
      facts={[
        ...(ready ? [t('hosts.count', { count: rows.length })] : []),
        ...(unmeasured !== null ? [<Unmeasured key="unmeasured" why={unmeasured} />] : []),
        ...(live > 0 ? [<Fact key="live" mark="running" words={t('hosts.live', { count: live })} />] : []),
        ...(trouble > 0
          ? [<Fact key="trouble" mark="warn" words={t('hosts.trouble', { count: trouble })} />]
          : []),
        ...(off > 0 ? [<Fact key="off" mark="off" words={t('hosts.off', { count: off })} />] : []),
      ]}
      action={
        <AddHostButton leftSection={<IconPlus size={14} aria-hidden="true" />}>
          {t('hosts.add')}
        </AddHostButton>
      }
    />
  )
}

function Fact({ mark, words }: { mark: Mark; words: string }) {
  return (
    <span className={`${badge.badge} ${badge[mark]}`}>
      <StateMark mark={mark} size={10} />
      {words}
    </span>
  )
}

function Empty() {
  const hosts: ReadonlyMap<HostId, HostView> = useFleet(fleet => fleet.hosts)
  const mayAdd = useMay('host.manage')
  if (hosts.size > 0)
    return (
      <EmptyState
        icon={IconServer2}
        title={t('hosts.noneHere')}
        action={
          <Button variant="default" onClick={() => go({ scope: { kind: 'fleet' } })}>
            {t('hosts.wholeFleet')}
          </Button>
        }
      >
        <p>{t('hosts.noneHereWhy')}</p>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconServer2}
      title={t('hosts.none')}
      action={mayAdd && <Button onClick={() => go({ page: 'welcome' })}>{t('hosts.find')}</Button>}
    >
      <p>{t('hosts.noneWhy')}</p>
    </EmptyState>
  )
}
