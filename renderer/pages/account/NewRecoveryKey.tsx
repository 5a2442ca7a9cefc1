import { useState } from 'react'
import { useApi } from '../../api/client.ts'
import { PassphraseField } from '../../session/PassphraseField.tsx'
import { openDialog } from '../../stores/dialogs.ts'
import { useSession } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { FormDialog } from './FormDialog.tsx'

/** A new recovery key for oneself; the old one is worth nothing afterwards. */
export function NewRecoveryKey({ name, onClose }: { name: string; onClose(): void }) {
  const { client } = useApi()
  const keychainOnly = useSession(({ state }) => state?.setUp === 'justMe' && state.keychain.remembersMe)
  const [passphrase, setPassphrase] = useState('')
  return (
    <FormDialog
      title={t('session.account.recoveryTitle')}
      act={t('session.account.recoveryNew')}
      ready={keychainOnly || passphrase !== ''}
      run={async () => {
        const given = passphrase === '' ? null : passphrase
        const { recoveryKey } = await client.session.newRecoveryKey({ passphrase: given })
        onClose()
        openDialog({ kind: 'recoveryKey', recoveryKey, name })
      }}
      onClose={onClose}
    >
      <p>{t('session.account.recoveryWhat')}</p>
      <PassphraseField
        label={t('session.account.old')}
        value={passphrase}
        onChange={setPassphrase}
        required={!keychainOnly}
        data-autofocus
      />
    </FormDialog>
  )
}
