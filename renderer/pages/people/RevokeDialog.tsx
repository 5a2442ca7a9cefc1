import { useApi } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { t } from '../../words/index.ts'
import type { GrantRow } from './peopleRows.ts'
import { visible } from '../../components/visible.ts'

/** Asks before grants are taken away. */
export function RevokeDialog({ rows, onClose }: { rows: readonly GrantRow[]; onClose(): void }) {
  const { client } = useApi()
  return (
    <ConfirmDialog
      title={
        rows.length === 1
          ? t('people.grant.removeTitle')
          : t('people.grant.removeMany', { count: rows.length })
      }
      act={t('people.grant.remove')}
      run={async () => {
        for (const { grant } of rows) await client.people.removeGrant({ grantId: grant.id })
      }}
      onClose={onClose}
    >
      <ul>
        {rows.map(row => (
          <li key={row.key}>
            <bdi>{visible(row.who)}</bdi> · {row.role} · <bdi>{visible(row.where)}</bdi>
          </li>
        ))}
      </ul>
      <p>{t('people.grant.removeLead')}</p>
    </ConfirmDialog>
  )
}
