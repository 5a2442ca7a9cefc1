import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../api/client.ts'
import { openDialog } from '../stores/dialogs.ts'
import { t } from '../words/index.ts'
import { enter } from './enter.ts'
import { NewPassphrase } from './NewPassphrase.tsx'
import { Problem } from './Problem.tsx'
import classes from './Session.module.css'
import { useSubmit } from './useSubmit.ts'

interface RecoverFormProps {
  name: string
  /** There is only one person: no name is asked for. */
  justMe: boolean
  onBack(): void
}

/** Sets a new passphrase by the printed key, and says what is lost without it. */
export function RecoverForm({ name: given, justMe, onBack }: RecoverFormProps) {
  const { client } = useApi()
  const [name, setName] = useState(given)
  const [recoveryKey, setRecoveryKey] = useState('')
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const { busy, error, onSubmit } = useSubmit(async () => {
    if (passphrase === null) return
    const answer = await client.session.recover({ name: name.trim(), recoveryKey, passphrase })
    await enter(answer)
    openDialog({
      kind: 'recoveryKey',
      recoveryKey: answer.recoveryKey,
      name: answer.state.person?.name ?? name,
    })
  })
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('session.recover.title')}</h1>
        <p className={classes.lead}>{t('session.recover.lead')}</p>
      </header>
      {!justMe && (
        <TextInput
          label={t('session.signIn.name')}
          autoComplete="username"
          spellCheck={false}
          value={name}
          maxLength={200}
          autoFocus
          required
          onChange={event => setName(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={t('session.recover.key')}
        description={t('session.recover.keyWhat')}
        value={recoveryKey}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        autoFocus={justMe}
        required
        onChange={event => setRecoveryKey(event.currentTarget.value)}
      />
      <NewPassphrase label={t('session.recover.passphrase')} name={name} onChosen={setPassphrase} />
      <Problem error={error} />
      <Button
        type="submit"
        size="sm"
        loading={busy}
        disabled={(!justMe && name.trim() === '') || recoveryKey.trim() === '' || passphrase === null}
      >
        {t('session.recover.enter')}
      </Button>
      <p className={classes.dim}>{t('session.recover.none')}</p>
      <button type="button" className={classes.linkish} onClick={onBack}>
        {t('session.signIn.back')}
      </button>
    </form>
  )
}
