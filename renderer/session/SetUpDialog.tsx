import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../api/client.ts'
import { DialogFrame } from '../dialogs/DialogFrame.tsx'
import { openDialog } from '../stores/dialogs.ts'
import { useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { Choice } from './Choice.tsx'
import { enter } from './enter.ts'
import { keychainWords } from './keychainWords.ts'
import { NewPassphrase } from './NewPassphrase.tsx'
import { Problem } from './Problem.tsx'
import classes from './Session.module.css'
import { useSubmit } from './useSubmit.ts'

type Unlock = 'keychain' | 'passphrase' | 'none'

/** The first choice: who uses this installation, and what opens its secrets. */
export function SetUpDialog({ onClose }: { onClose(): void }) {
  const { client } = useApi()
  const keychain = useSession(({ state }) => state?.keychain ?? null)
  const [mode, setMode] = useState<'justMe' | 'people' | null>(null)
  const [chosen, setChosen] = useState(false)
  const [wanted, setUnlock] = useState<Unlock | null>(null)
  // Whether the keychain can be used is known a moment after the window is there.
  const unlock = wanted ?? (keychain?.available ? 'keychain' : 'passphrase')
  const [name, setName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const { busy, error, onSubmit } = useSubmit(async () => {
    const given = passphrase ?? undefined
    const answer = await client.session.setUp(
      mode === 'people'
        ? { mode, name: name.trim(), displayName: displayName.trim(), passphrase: given ?? '' }
        : { mode: 'justMe', unlock, ...(unlock === 'passphrase' ? { passphrase: given } : {}) },
    )
    await enter(answer)
    if (answer.recoveryKey === null) onClose()
    else
      openDialog({
        kind: 'recoveryKey',
        recoveryKey: answer.recoveryKey,
        name: answer.state.person?.displayName || answer.state.person?.name || name.trim(),
      })
  })
  const needsPassphrase = mode === 'people' || unlock === 'passphrase'
  const ready = (mode !== 'people' || name.trim() !== '') && (!needsPassphrase || passphrase !== null)
  const id = 'set-up'
  if (!chosen)
    return (
      <DialogFrame
        key="who"
        title={t('session.setUp.title')}
        onClose={onClose}
        footer={
          <>
            <Button variant="default" onClick={onClose}>
              {t('dialogs.cancel')}
            </Button>
            <Button disabled={mode === null} onClick={() => setChosen(true)}>
              {t('session.setUp.next')}
            </Button>
          </>
        }
      >
        <p>{t('session.setUp.lead')}</p>
        <fieldset className={classes.choices} aria-label={t('session.setUp.title')}>
          {(['justMe', 'people'] as const).map(each => (
            <Choice
              key={each}
              name="who"
              checked={mode === each}
              label={t(`session.setUp.${each}`)}
              what={t(`session.setUp.${each}What`)}
              onChoose={() => setMode(each)}
            />
          ))}
        </fieldset>
      </DialogFrame>
    )
  return (
    // Another dialog, so that the keyboard begins in it.
    <DialogFrame
      key="how"
      title={mode === 'people' ? t('session.setUp.people') : t('session.setUp.justMe')}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={() => setChosen(false)}>
            {t('session.setUp.back')}
          </Button>
          <Button type="submit" form={id} disabled={!ready} loading={busy}>
            {t('session.setUp.finish')}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit}>
        {mode === 'people' ? (
          <>
            <p>{t('session.setUp.owner')}</p>
            <PersonFields
              name={name}
              displayName={displayName}
              onName={setName}
              onDisplayName={setDisplayName}
            />
          </>
        ) : (
          <UnlockChoice value={unlock} onChange={setUnlock} withNone />
        )}
        {needsPassphrase && (
          <NewPassphrase label={t('session.signIn.passphrase')} name={name} onChosen={setPassphrase} />
        )}
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}

interface PersonFieldsProps {
  name: string
  displayName: string
  onName(name: string): void
  onDisplayName(name: string): void
  /** They are somebody else's, not one's own. */
  others?: boolean
}

/** How somebody signs in and is called. */
export function PersonFields({
  name,
  displayName,
  onName,
  onDisplayName,
  others = false,
}: PersonFieldsProps) {
  return (
    <div className={classes.pair}>
      <TextInput
        label={others ? t('people.person.name') : t('session.setUp.name')}
        description={t('session.setUp.nameWhat')}
        value={name}
        maxLength={64}
        autoComplete={others ? 'off' : 'username'}
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
        required
        onChange={event => onName(event.currentTarget.value)}
      />
      <TextInput
        label={others ? t('people.person.displayName') : t('session.setUp.displayName')}
        description={t('session.setUp.displayNameWhat')}
        value={displayName}
        maxLength={200}
        autoComplete={others ? 'off' : 'name'}
        onChange={event => onDisplayName(event.currentTarget.value)}
      />
    </div>
  )
}

interface UnlockChoiceProps<Value extends Unlock> {
  value: Value
  onChange(value: Value): void
  withNone?: Value extends 'none' ? true : boolean
}

/** What opens the secrets of somebody who is alone here; a keychain that cannot be used says why. */
export function UnlockChoice({ value, onChange, withNone = false }: UnlockChoiceProps<Unlock>) {
  const keychain = useSession(({ state }) => state?.keychain ?? null)
  const available = keychain?.available ?? false
  return (
    <fieldset className={classes.choices}>
      <legend>{t('session.setUp.how')}</legend>
      <Choice
        name="unlock"
        checked={value === 'keychain'}
        label={t('session.setUp.keychain')}
        what={
          available ? t('session.setUp.keychainWhat') : keychainWords(keychain ?? { why: null, reason: null })
        }
        disabled={!available}
        onChoose={() => onChange('keychain')}
      />
      <Choice
        name="unlock"
        checked={value === 'passphrase'}
        label={t('session.setUp.passphrase')}
        what={t('session.setUp.passphraseWhat')}
        onChoose={() => onChange('passphrase')}
      />
      {withNone && (
        <Choice
          name="unlock"
          checked={value === 'none'}
          label={t('session.setUp.none')}
          what={t('session.setUp.noneWhat')}
          onChoose={() => onChange('none')}
        />
      )}
    </fieldset>
  )
}
