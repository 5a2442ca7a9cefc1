import type { Credential } from '../../../shared/contract/credentials.ts'
import { useApi } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { t } from '../../words/index.ts'

/** Asks before a secret is destroyed, and names who still uses it. */
export function RemoveCredential({ credential, onClose }: { credential: Credential; onClose(): void }) {
  const { client } = useApi()
  const used = credential.usedBy.length > 0
  return (
    <ConfirmDialog
      title={t('credentials.removeTitle', { name: credential.name })}
      act={t(used ? 'credentials.removeForce' : 'credentials.removeDo')}
      run={() => client.credentials.remove({ credentialId: credential.id, ...(used ? { force: true } : {}) })}
      onClose={onClose}
    >
      <p>{t('credentials.removeLead')}</p>
      {used && (
        <>
          <p>
            <b>{t('credentials.removeUsed')}</b>
          </p>
          <ul>
            {credential.usedBy.map(each => (
              <li key={each.kind === 'host' ? each.hostId : each.siteId}>
                <bdi>{each.name}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </ConfirmDialog>
  )
}
