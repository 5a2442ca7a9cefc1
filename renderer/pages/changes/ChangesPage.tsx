import { Button } from '@mantine/core'
import { IconArrowUpRight, IconCheckbox, IconHistory } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { changeKinds } from '../../../shared/models/change.ts'
import type { ListAction } from '../../components/list/action.ts'
import { ListHead } from '../../components/list/ListHead.tsx'
import { ListPage } from '../../components/list/ListPage.tsx'
import { Banner, EmptyState } from '../../components/Messages.tsx'
import { go } from '../../stores/address.ts'
import { formatCount, formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { useScopeHosts } from '../machines/useMachineRows.ts'
import { ChangeDetails } from './ChangeDetails.tsx'
import classes from './Changes.module.css'
import type { ChangeRow, ChangesState } from './changesState.ts'
import { changeColumns } from './columns.tsx'
import { openChange } from './openChange.ts'
import { SinceChoice } from './SinceChoice.tsx'
import { useChanges } from './useChanges.ts'
import { useDefinitionWords } from './useDefinitionWords.ts'

const WEEK_MS = 7 * 86_400_000

const actions: readonly ListAction<ChangeRow>[] = [
  {
    id: 'open',
    label: t('changes.open'),
    icon: IconArrowUpRight,
    single: true,
    primary: true,
    fits: ({ change }) => change.present,
    run: ([row]) => {
      if (row) openChange(row.change)
    },
  },
  {
    id: 'history',
    label: t('changes.history'),
    icon: IconHistory,
    single: true,
    fits: ({ change }) => change.present && change.machine !== null,
    run: ([row]) => go({ page: 'machine', id: row?.change.machine ?? null, tab: 'history' }),
  },
]

/** What became another since a chosen time: machines, their definitions and states, pools, networks, hosts. */
export function ChangesPage() {
  const { state, feed, since, sinceMs, visit } = useChanges()
  const scope = useScopeHosts()
  const [opened, setOpened] = useState<string | null>(null)
  const rows = useMemo(
    () => (scope === null ? state.rows : state.rows.filter(({ change }) => scope.has(change.hostId))),
    [state.rows, scope],
  )
  const worded = useDefinitionWords(rows)
  const shown = rows.find(row => row.key === opened) ?? null
  const close = () => setOpened(null)
  return (
    <ListPage
      id="changes"
      label={t('changes.label')}
      columns={changeColumns}
      rows={worded.rows}
      onView={worded.onView}
      feed={{ ready: state.ready, error: feed.error }}
      defaultSort="-at"
      placeholder={t('changes.filterExample')}
      head={
        <>
          <ListHead
            title={t('changes.label')}
            facts={state.ready ? facts(rows) : []}
            action={<SinceChoice since={since} sinceMs={sinceMs} visit={visit} />}
          />
          <Honesty state={state} sinceMs={sinceMs} first={since.kind === 'lastVisit' && visit === null} />
        </>
      }
      actions={actions}
      onOpen={row => setOpened(row.key === opened ? null : row.key)}
      opened={opened}
      details={shown && <ChangeDetails change={shown.change} onClose={close} />}
      onCloseDetails={close}
      empty={
        <EmptyState
          icon={IconCheckbox}
          title={t('changes.none')}
          action={
            // Where one looks back as far or further already, it would show the same.
            sinceMs !== null && sinceMs <= Date.now() - WEEK_MS ? null : (
              <Button variant="default" onClick={() => go({ params: { since: '7d' } })}>
                {t('changes.lookBack')}
              </Button>
            )
          }
        >
          <p>{t('changes.noneWhy', { when: formatMoment(sinceMs ?? Date.now()) })}</p>
        </EmptyState>
      }
    />
  )
}

function facts(rows: readonly ChangeRow[]) {
  const kinds = changeKinds
    .map(kind => ({ kind, count: rows.filter(({ change }) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
  return [
    t('changes.count', { count: rows.length }),
    ...kinds.map(({ kind, count }) => (
      <button
        key={kind}
        type="button"
        className={classes.kind}
        onClick={() => go({ query: `kind:${kind}` }, 'replace')}
      >
        {t(`changes.kind.${kind}`)} {formatCount(count)}
      </button>
    )),
  ]
}

/** What the list can't know. */
function Honesty({ state, sinceMs, first }: { state: ChangesState; sinceMs: number | null; first: boolean }) {
  const away = state.hosts.filter(({ live }) => !live)
  const { beganMs } = state
  const before = beganMs !== null && sinceMs !== null && beganMs > sinceMs + 3_600_000
  const notes = [
    first ? t('changes.firstVisit') : null,
    away.length > 0
      ? t('changes.unseen', { count: away.length, names: namesOf(away.map(({ host }) => host)) })
      : null,
    before ? t('changes.began', { when: formatMoment(beganMs) }) : null,
    state.more ? t('changes.more', { count: state.rows.length }) : null,
  ].filter(note => note !== null)
  if (!state.ready || notes.length === 0) return null
  return <Banner tone="busy">{notes.join(' ')}</Banner>
}

const NAMED = 3

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ')
  return names.length > NAMED ? `${shown} … (+${formatCount(names.length - NAMED)})` : shown
}
