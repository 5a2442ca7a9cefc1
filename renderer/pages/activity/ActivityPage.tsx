import { Button } from '@mantine/core'
import {
  IconActivity,
  IconArrowUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconReload,
} from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useActions } from '../../actions/useActions.ts'
import { useApi } from '../../api/client.ts'
import type { ListAction } from '../../components/list/action.ts'
import { ListHead } from '../../components/list/ListHead.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import type { ListCopy } from '../../components/list/RowMenu.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { go } from '../../stores/address.ts'
import { isOpen, useEvents, useTasks } from '../../stores/tasks.ts'
import { t } from '../../words/index.ts'
import { useScopeHosts } from '../machines/useMachineRows.ts'
import { type ActivityRow, activityRows, heldRows } from './activityRow.ts'
import { activityColumns } from './columns.tsx'
import { Tip } from '../../components/Tip.tsx'

const copies: readonly ListCopy<ActivityRow>[] = [
  { label: t('list.copyName'), text: row => row.subject },
  { label: t('activity.copyText'), text: row => row.text },
]

const openRow = ({ machine, hostId }: ActivityRow): void =>
  machine === null ? go({ page: 'host', id: hostId }) : go({ page: 'machine', id: machine })

/** What was asked of machines and what libvirt reported, newest first; it stands still while one reads further down. */
export function ActivityPage() {
  const tasks = useTasks(state => state.tasks)
  const ready = useTasks(state => state.ready)
  const feed = useTasks(state => state.feed)
  const { events, feed: eventsFeed } = useEvents()
  const scope = useScopeHosts()
  const all = useMemo(() => activityRows(tasks, events, scope), [tasks, events, scope])
  const [held, setHeld] = useState<readonly ActivityRow[] | null>(null)
  const [stopped, setStopped] = useState(false)
  const still = useMemo(() => (held === null ? null : heldRows(held, all)), [held, all])
  const rows = still?.rows ?? all
  const actions = useTaskActions()

  /** The newest row out of sight means that somebody reads: nothing may move under their eyes. */
  const onView = (keys: readonly string[]) => {
    const [newest] = rows
    if (stopped || newest === undefined || keys.length === 0) return
    const atTop = keys.includes(newest.key)
    if (atTop && held !== null && still?.fresh === 0) setHeld(null)
    else if (!atTop && held === null) setHeld(all)
  }
  const onToggle = () => {
    setStopped(!stopped)
    setHeld(stopped ? null : all)
  }
  const onFollow = () => {
    setStopped(false)
    setHeld(null)
    toTop()
  }
  return (
    <ListPage
      id="activity"
      label={t('activity.label')}
      columns={activityColumns}
      rows={rows}
      feed={{ ready, error: feed.error ?? eventsFeed.error }}
      defaultSort="-at"
      placeholder={t('activity.filterExample')}
      head={<Head rows={all} />}
      toolbar={
        <Follow
          fresh={still?.fresh ?? 0}
          held={held !== null}
          stopped={stopped}
          onToggle={onToggle}
          onFollow={onFollow}
        />
      }
      actions={actions}
      copies={copies}
      onOpen={openRow}
      onView={onView}
      empty={
        <EmptyState
          icon={IconActivity}
          title={t('activity.none')}
          action={
            <>
              <Button variant="default" onClick={() => go({ page: 'changes' })}>
                {t('activity.changes')}
              </Button>
              <Button variant="default" onClick={() => go({ page: 'audit' })}>
                {t('activity.audit')}
              </Button>
            </>
          }
        >
          <p>{t('activity.noneWhy')}</p>
        </EmptyState>
      }
    />
  )
}

/** Brings the newest row into view: the list scrolls in a box around it. */
function toTop(): void {
  for (let box = document.querySelector('main table[aria-rowcount]'); box; box = box.parentElement)
    box.scrollTop = 0
}

function useTaskActions(): readonly ListAction<ActivityRow>[] {
  const { client } = useApi()
  const { request } = useActions()
  return useMemo(
    () => [
      {
        id: 'cancel',
        label: t('activity.cancel'),
        icon: IconPlayerStop,
        primary: true,
        fits: ({ task }) => task !== null && isOpen(task),
        run: async rows => {
          await Promise.all(
            rows.flatMap(({ task }) => (task ? client.tasks.cancel({ taskId: task.id }) : [])),
          )
        },
      },
      {
        id: 'again',
        label: t('activity.again'),
        icon: IconReload,
        primary: true,
        single: true,
        fits: ({ task }) => task?.status === 'failed',
        run: ([row]) => {
          if (row?.task) request(row.task.action, [row.task.key])
        },
      },
    ],
    [client, request],
  )
}

function Head({ rows }: { rows: readonly ActivityRow[] }) {
  const ready = useTasks(state => state.ready)
  const running = rows.filter(({ task }) => task !== null && isOpen(task)).length
  const failed = rows.filter(({ task }) => task?.status === 'failed').length
  return (
    <ListHead
      title={t('activity.label')}
      facts={[
        ...(ready ? [t('activity.count', { count: rows.length })] : []),
        ...(running > 0 ? [t('activity.running', { count: running })] : []),
        ...(failed > 0 ? [t('activity.failed', { count: failed })] : []),
      ]}
    />
  )
}

interface FollowProps {
  fresh: number
  held: boolean
  stopped: boolean
  onToggle(): void
  onFollow(): void
}

function Follow({ fresh, held, stopped, onToggle, onFollow }: FollowProps) {
  const words = t(stopped ? 'activity.held' : 'activity.following')
  return (
    <>
      {held && fresh > 0 && (
        <Tip label={t('activity.pausedWhy')}>
          <Button
            size="compact-sm"
            leftSection={<IconArrowUp size={14} aria-hidden="true" />}
            onClick={onFollow}
          >
            {t('activity.paused', { count: fresh })}
          </Button>
        </Tip>
      )}
      <Tip label={t('activity.followWhy')}>
        <Button
          size="compact-sm"
          variant="default"
          aria-pressed={!stopped}
          aria-label={t('activity.follow')}
          leftSection={
            stopped ? (
              <IconPlayerPlay size={14} aria-hidden="true" />
            ) : (
              <IconPlayerPause size={14} aria-hidden="true" />
            )
          }
          onClick={onToggle}
        >
          {words}
        </Button>
      </Tip>
    </>
  )
}
