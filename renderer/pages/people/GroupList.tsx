import { IconPencil, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type { Group } from '../../../shared/models/access.ts'
import { useApi } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import type { ListAction } from '../../components/list/action.ts'
import { type ListFeed, ListPage } from '../../components/list/ListPage.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { useMayEverywhere } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { GroupDialog, groupDraft } from './GroupDialog.tsx'
import { type GroupRow, groupRows } from './peopleRows.ts'
import { groupColumns } from './personColumns.tsx'
import type { People } from './usePeople.ts'

/** Groups with their members. */
export function GroupList({ all, feed }: { all: People; feed: ListFeed }) {
  const { client } = useApi()
  const rows = useMemo(() => groupRows(all), [all])
  const manages = useMayEverywhere('user.manage')
  const [asked, setAsked] = useState<{ kind: 'edit' | 'remove'; group: Group } | null>(null)
  useEffect(() => {
    // Being changed when the window was locked.
    const group = all.groups.find(({ id }) => id === groupDraft.keptOf())
    if (group) setAsked({ kind: 'edit', group })
  }, [all.groups])
  const actions = useMemo(
    (): readonly ListAction<GroupRow>[] =>
      (['edit', 'remove'] as const).map(kind => ({
        id: kind,
        label: t(`people.group.${kind}`),
        icon: kind === 'edit' ? IconPencil : IconTrash,
        asks: true,
        single: true,
        keeps: true,
        primary: true,
        ...(kind === 'edit' ? { key: 'e' } : { tone: 'danger' as const }),
        fits: () => manages,
        run: ([row]) => row && setAsked({ kind, group: row.group }),
      })),
    [manages],
  )
  const close = () => setAsked(null)
  return (
    <>
      <ListPage
        id="people.groups"
        label={t('people.groups')}
        columns={groupColumns}
        rows={rows}
        feed={feed}
        placeholder={t('people.group.example')}
        actions={actions}
        onOpen={row => manages && setAsked({ kind: 'edit', group: row.group })}
        empty={
          <EmptyState icon={IconUsersGroup} title={t('people.group.none')}>
            <p>{t('people.group.noneWhat')}</p>
          </EmptyState>
        }
      />
      {asked?.kind === 'edit' && <GroupDialog all={all} group={asked.group} onClose={close} />}
      {asked?.kind === 'remove' && (
        <ConfirmDialog
          title={t('people.group.removeTitle', { name: asked.group.name })}
          act={t('people.group.remove')}
          run={() => client.people.removeGroup({ groupId: asked.group.id })}
          onClose={close}
        >
          <p>{t('people.group.removeLead')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
