import { useState } from 'react'
import { useApi } from '../../api/client.ts'
import { NewPassphrase } from '../../session/NewPassphrase.tsx'
import { PersonFields, UnlockChoice } from '../../session/SetUpDialog.tsx'
import { openDialog } from '../../stores/dialogs.ts'
import { tookSession, useSession } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { FormDialog } from './FormDialog.tsx'

/** From one person to several; the one becomes their owner. */
export function BecomePeople({ onClose }: { onClose(): void }) {
  const { client } = useApi()
  const person = useSession(({ state }) => state?.person ?? null)
  const [name, setName] = useState(person?.name ?? '')
  const [displayName, setDisplayName] = useState(person?.displayName ?? '')
  const [passphrase, setPassphrase] = useState<string | null>(null)
  return (
    <FormDialog
      title={t('session.setUp.becomePeopleTitle')}
      act={t('session.setUp.finish')}
      ready={name.trim() !== '' && passphrase !== null}
      run={async () => {
        if (passphrase === null) return
        const { recoveryKey, ...state } = await client.session.becomePeople({
          name: name.trim(),
          displayName: displayName.trim(),
          passphrase,
        })
        tookSession(state)
        onClose()
        openDialog({ kind: 'recoveryKey', recoveryKey, name: displayName.trim() || name.trim() })
      }}
      onClose={onClose}
    >
      <p>{t('session.setUp.becomePeopleLead')}</p>
      <PersonFields name={name} displayName={displayName} onName={setName} onDisplayName={setDisplayName} />
      <NewPassphrase label={t('session.signIn.passphrase')} name={name} onChosen={setPassphrase} />
    </FormDialog>
  )
}

/** From several people back to this owner alone. */
export function BecomeJustMe({ onClose }: { onClose(): void }) {
  const { client } = useApi()
  const available = useSession(({ state }) => state?.keychain.available ?? false)
  const [unlock, setUnlock] = useState<'keychain' | 'passphrase'>(available ? 'keychain' : 'passphrase')
  return (
    <FormDialog
      title={t('session.setUp.becomeJustMeTitle')}
      act={t('session.setUp.finish')}
      ready
      danger
      run={async () => {
        tookSession(await client.session.becomeJustMe({ unlock }))
        onClose()
      }}
      onClose={onClose}
    >
      <p>{t('session.setUp.becomeJustMeLead')}</p>
      <UnlockChoice value={unlock} onChange={value => value !== 'none' && setUnlock(value)} />
    </FormDialog>
  )
}

/** For somebody alone here who kept no secrets so far: a passphrase, by way of several people and back. */
export function KeepSecrets({ onClose }: { onClose(): void }) {
  const { client } = useApi()
  const person = useSession(({ state }) => state?.person ?? null)
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const name = person?.name ?? ''
  return (
    <FormDialog
      title={t('session.setUp.keepTitle')}
      act={t('session.setUp.finish')}
      ready={passphrase !== null}
      run={async () => {
        if (passphrase === null) return
        const displayName = person?.displayName ?? ''
        const { recoveryKey } = await client.session.becomePeople({ name, displayName, passphrase })
        tookSession(await client.session.becomeJustMe({ unlock: 'passphrase' }))
        onClose()
        openDialog({ kind: 'recoveryKey', recoveryKey, name })
      }}
      onClose={onClose}
    >
      <p>{t('session.setUp.keepLead')}</p>
      <NewPassphrase label={t('session.signIn.passphrase')} name={name} onChosen={setPassphrase} />
    </FormDialog>
  )
}
