import { IconKey, IconUserMinus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { ListAction } from '../../components/list/action.ts'
import { type ListFeed, ListPage } from '../../components/list/ListPage.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { type GrantRow, grantRows } from './peopleRows.ts'
import { grantColumns } from './personColumns.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import type { People } from './usePeople.ts'

/** What was granted to whom, where, and until when. */
export function GrantList({ all, feed }: { all: People; feed: ListFeed }) {
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const rows = useMemo(() => grantRows(all, { sites, hosts }), [all, sites, hosts])
  const manages = useMayEverywhere('user.manage')
  const [revoking, setRevoking] = useState<readonly GrantRow[] | null>(null)
  const actions = useMemo(
    (): readonly ListAction<GrantRow>[] => [
      {
        id: 'revoke',
        label: t('people.grant.remove'),
        icon: IconUserMinus,
        tone: 'danger',
        asks: true,
        primary: true,
        keeps: true,
        fits: () => manages,
        run: chosen => setRevoking(chosen),
      },
    ],
    [manages],
  )
  return (
    <>
      <ListPage
        id="people.grants"
        label={t('people.grants')}
        columns={grantColumns}
        rows={rows}
        feed={feed}
        defaultSort="who"
        placeholder={t('people.grant.example')}
        actions={actions}
        empty={
          <EmptyState icon={IconKey} title={t('people.grant.none')}>
            <p>{t('people.grant.noneWhat')}</p>
          </EmptyState>
        }
      />
      {revoking && <RevokeDialog rows={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}
