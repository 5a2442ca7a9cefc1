import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../api/client.ts'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { CodesShown } from './CodesShown.tsx'
import { FormDialog } from './FormDialog.tsx'

interface CodeDialogProps {
  /** Takes the second factor away, or makes its recovery codes anew. */
  kind: 'removeFactor' | 'codes'
  name: string
  onClose(): void
}

/** What a code of the authenticator must be given for. */
export function CodeDialog({ kind, name, onClose }: CodeDialogProps) {
  const { client } = useApi()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (codes) return <CodesShown codes={codes} name={name} onClose={onClose} />
  const removes = kind === 'removeFactor'
  return (
    <FormDialog
      title={t(removes ? 'session.account.factorRemoveTitle' : 'session.account.codesRenewTitle')}
      act={t(removes ? 'session.account.factorRemove' : 'session.account.codesRenew')}
      danger={removes}
      ready={code.trim() !== ''}
      run={async () => {
        if (removes) {
          await client.session.removeSecondFactor({ code })
          tell(t('session.account.factorRemoved'))
          onClose()
        } else setCodes((await client.session.renewRecoveryCodes({ code })).recoveryCodes)
      }}
      onClose={onClose}
    >
      <p>{t(removes ? 'session.account.factorRemoveWhat' : 'session.account.codesRenewWhat')}</p>
      <TextInput
        label={t('session.signIn.code')}
        description={t('session.signIn.codeWhat')}
        value={code}
        maxLength={64}
        autoComplete="one-time-code"
        spellCheck={false}
        required
        data-autofocus
        onChange={event => setCode(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
