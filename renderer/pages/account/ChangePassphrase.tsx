import { useState } from 'react'
import { useApi } from '../../api/client.ts'
import { NewPassphrase } from '../../session/NewPassphrase.tsx'
import { PassphraseField } from '../../session/PassphraseField.tsx'
import { useSession } from '../../stores/session.ts'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { FormDialog } from './FormDialog.tsx'

/** Another passphrase for oneself; whom the keychain opens may never have had one. */
export function ChangePassphrase({ name, onClose }: { name: string; onClose(): void }) {
  const { client } = useApi()
  const keychainOnly = useSession(({ state }) => state?.setUp === 'justMe' && state.keychain.remembersMe)
  const [old, setOld] = useState('')
  const [passphrase, setPassphrase] = useState<string | null>(null)
  return (
    <FormDialog
      title={t('session.account.changeTitle')}
      act={t('session.must.enter')}
      ready={passphrase !== null && (keychainOnly || old !== '')}
      run={async () => {
        if (passphrase === null) return
        await client.session.changePassphrase({ old: old === '' ? null : old, passphrase })
        tell(t('session.account.changed'))
        onClose()
      }}
      onClose={onClose}
    >
      <PassphraseField
        label={t('session.account.old')}
        value={old}
        onChange={setOld}
        required={!keychainOnly}
        data-autofocus
      />
      <NewPassphrase label={t('session.account.fresh')} name={name} onChosen={setPassphrase} />
    </FormDialog>
  )
}
