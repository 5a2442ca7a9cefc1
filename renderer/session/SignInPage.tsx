import { Button, TextInput } from '@mantine/core'
import { IconKey, IconServer2 } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { SessionState } from '../../shared/models/access.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { t } from '../words/index.ts'
import { enter } from './enter.ts'
import { keychainWords } from './keychainWords.ts'
import { installationPlace } from './place.ts'
import { PassphraseField } from './PassphraseField.tsx'
import { TriedText } from './Problem.tsx'
import { RecoverForm } from './RecoverForm.tsx'
import classes from './Session.module.css'
import { afterRefusal, firstStep, type SignInStep } from './signInStep.ts'
import { useWait } from './useWait.ts'

/** In place of the window where somebody must sign in or unlock; nothing of the fleet is behind it. */
export function SignInPage({ state, ended }: { state: SessionState; ended: boolean }) {
  const [recovering, setRecovering] = useState(false)
  const [locked, setLocked] = useState(state.lockedName)
  useEffect(() => {
    document.title = 'NovaCron'
  }, [])
  const justMe = state.setUp === 'justMe'
  const title = locked || justMe ? t('session.signIn.unlockTitle') : t('session.signIn.title')
  return (
    <main className={classes.page}>
      <section className={classes.card} aria-label={recovering ? t('session.recover.title') : title}>
        <Brand />
        {recovering ? (
          <RecoverForm name={locked ?? ''} justMe={justMe} onBack={() => setRecovering(false)} />
        ) : (
          <SignInForm
            key={locked}
            state={state}
            locked={locked}
            title={title}
            notice={endWords(state.leftBy ?? null, ended)}
            onOther={() => setLocked(null)}
            onLost={() => setRecovering(true)}
          />
        )}
      </section>
    </main>
  )
}

/** Why nobody is in any more, where that was not the person's own doing; a cut that nobody explained has ended it too. */
function endWords(leftBy: SessionState['leftBy'] | null, ended: boolean): string | null {
  if (leftBy) return t(`session.signIn.left.${leftBy}`)
  return ended ? t('session.signIn.ended') : null
}

/** Which installation asks. */
export function Brand() {
  const place = installationPlace()
  return (
    <p className={classes.brand}>
      <IconServer2 size={16} aria-hidden="true" />
      <bdi>{place ? t('session.signIn.at', { place }) : t('session.signIn.here')}</bdi>
    </p>
  )
}

interface SignInFormProps {
  state: SessionState
  locked: string | null
  title: string
  notice: string | null
  onOther(): void
  onLost(): void
}

function SignInForm({ state, locked, title, notice, onOther, onLost }: SignInFormProps) {
  const { client } = useApi()
  const [name, setName] = useState(locked ?? '')
  const [passphrase, setPassphrase] = useState('')
  const [code, setCode] = useState('')
  const [step, setStep] = useState<SignInStep>(firstStep)
  const [busy, setBusy] = useState(false)
  const waits = useWait(step.tried?.untilMs ?? null)
  const justMe = state.setUp === 'justMe'
  const asksName = locked === null && !justMe
  const attempt = async (call: () => ReturnType<typeof client.session.signIn>) => {
    setBusy(true)
    try {
      await enter(await call())
    } catch (thrown) {
      const error = toAppError(thrown)
      setStep(before => afterRefusal(before, error, asksName))
      setCode('')
      if (error.code === 'signIn.refused' && step.kind === 'name') setPassphrase('')
    } finally {
      setBusy(false)
    }
  }
  const onSubmit = (event: React.FormEvent) => {
    event.preventDefault()
    if (busy || waits !== '') return
    const given = { name: name.trim(), passphrase, ...(code === '' ? {} : { code }) }
    void attempt(() => client.session.signIn(given))
  }
  const ready =
    (!asksName || name.trim() !== '') && passphrase !== '' && (step.kind === 'name' || code !== '')
  if (step.kind === 'code')
    return (
      <form className={classes.form} onSubmit={onSubmit}>
        <header className={classes.head}>
          <h1 className={classes.title}>{t('session.signIn.codeTitle')}</h1>
          <p className={classes.lead}>{t('session.signIn.codeLead', { name: name.trim() })}</p>
        </header>
        <TextInput
          label={t('session.signIn.code')}
          description={t('session.signIn.codeWhat')}
          value={code}
          maxLength={64}
          autoComplete="one-time-code"
          spellCheck={false}
          autoFocus
          required
          onChange={event => setCode(event.currentTarget.value)}
        />
        {step.tried && <TriedText tried={step.tried} />}
        <Button type="submit" size="sm" loading={busy} disabled={!ready || waits !== ''}>
          {t('session.signIn.codeEnter')}
        </Button>
        <button type="button" className={classes.linkish} onClick={() => setStep(firstStep)}>
          {t('session.signIn.back')}
        </button>
      </form>
    )
  return (
    <>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {justMe ? (
          <p className={classes.lead}>{t('session.signIn.justMeLead')}</p>
        ) : (
          locked !== null && (
            <p className={classes.lead}>
              <bdi>
                {t(notice ? 'session.signIn.againLead' : 'session.signIn.unlockLead', { name: locked })}
              </bdi>
            </p>
          )
        )}
      </header>
      {notice && (
        <p role="status" className={classes.notice}>
          {notice}
        </p>
      )}
      {state.keychain.available && state.keychain.remembersMe && (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconKey size={15} aria-hidden="true" />}
          loading={busy}
          onClick={() => void attempt(() => client.session.signInByKeychain())}
        >
          {t('session.signIn.keychain')}
        </Button>
      )}
      {!state.keychain.available && state.keychain.remembersMe && (
        <p role="status" className={classes.notice}>
          {keychainWords(state.keychain)}
        </p>
      )}
      <form className={classes.form} onSubmit={onSubmit}>
        {asksName ? (
          <TextInput
            label={t('session.signIn.name')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            maxLength={200}
            autoFocus
            required
            onChange={event => setName(event.currentTarget.value)}
          />
        ) : (
          <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
        )}
        <PassphraseField
          label={t('session.signIn.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          autoFocus={!asksName}
          required
        />
        {step.tried && <TriedText tried={step.tried} />}
        <Button type="submit" size="sm" loading={busy} disabled={!ready || waits !== ''}>
          {locked !== null || justMe ? t('session.signIn.unlock') : t('session.signIn.enter')}
        </Button>
      </form>
      <div className={classes.ways}>
        {locked !== null && !justMe && (
          <button type="button" className={classes.linkish} onClick={onOther}>
            {t('session.signIn.other')}
          </button>
        )}
        <button type="button" className={classes.linkish} onClick={onLost}>
          {t('session.signIn.lost')}
        </button>
      </div>
    </>
  )
}
