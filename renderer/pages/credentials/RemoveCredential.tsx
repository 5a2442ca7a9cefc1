import type { Credential } from '../../../shared/contract/credentials.ts'
import { useApi } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { t } from '../../words/index.ts'
import classes from './Credentials.module.css'
import { userWords } from './credentialForm.ts'
import { visible } from '../../components/visible.ts'

/** Users that the question names; the rest is counted. */
const NAMED = 8

/** Asks before a secret is destroyed, and names who still uses it and what becomes of them. */
export function RemoveCredential({ credential, onClose }: { credential: Credential; onClose(): void }) {
  const { client } = useApi()
  const { id, name, usedBy, hiddenUsers } = credential
  const isUsed = usedBy.length + hiddenUsers > 0
  const more = Math.max(0, usedBy.length - NAMED)
  return (
    <ConfirmDialog
      title={t('credentials.removeTitle', { name })}
      act={t(isUsed ? 'credentials.removeForce' : 'credentials.removeDo')}
      run={() => client.credentials.remove({ credentialId: id, ...(isUsed ? { force: true } : {}) })}
      onClose={onClose}
    >
      <p>{t('credentials.removeLead')}</p>
      {isUsed && (
        <>
          <p>
            <b>{t('credentials.removeUsed')}</b>
          </p>
          <ul className={classes.users}>
            {usedBy.slice(0, NAMED).map(each => (
              <li key={each.kind === 'host' ? each.hostId : each.siteId}>
                <bdi>{visible(each.name)}</bdi> <span>{userWords(each)}</span>
              </li>
            ))}
            {more > 0 && <li>{t('credentials.panel.more', { count: more })}</li>}
            {hiddenUsers > 0 && <li>{t('credentials.panel.hidden', { count: hiddenUsers })}</li>}
          </ul>
          <p>{t('credentials.removeBreaks')}</p>
        </>
      )}
    </ConfirmDialog>
  )
}
