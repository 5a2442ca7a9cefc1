import { useState } from 'react'
import { useApi } from '../../api/client.ts'
import { FactorSetUp } from '../../session/FactorSetUp.tsx'
import { CodesShown } from './CodesShown.tsx'
import { t } from '../../words/index.ts'
import { FormDialog } from './FormDialog.tsx'

/** Sets up the second factor, and shows the recovery codes once. */
export function FactorDialog({ name, onClose }: { name: string; onClose(): void }) {
  const { client } = useApi()
  const [code, setCode] = useState('')
  const [ready, setReady] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (codes) return <CodesShown codes={codes} name={name} onClose={onClose} />
  return (
    <FormDialog
      title={t('session.account.factorTitle')}
      act={t('session.account.factorConfirm')}
      ready={ready && code.trim() !== ''}
      run={async () => {
        const { recoveryCodes } = await client.session.confirmSecondFactor({ code })
        setCodes(recoveryCodes)
      }}
      onClose={onClose}
    >
      <FactorSetUp code={code} onCode={setCode} onReady={setReady} />
    </FormDialog>
  )
}
