import { useEffect, useState } from 'react'
import type { Strength } from '../../shared/models/access.ts'
import { useApi } from '../api/client.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import { PassphraseField } from './PassphraseField.tsx'
import classes from './Session.module.css'

const TYPING_MS = 150

/** How strong a passphrase is by the installation's policy, asked while it is typed; null until answered. */
export function useStrength(passphrase: string, name: string): Strength | null {
  const { client } = useApi()
  const [answer, setAnswer] = useState<{ of: string; strength: Strength } | null>(null)
  useEffect(() => {
    if (passphrase === '') return
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.session.strength({ passphrase, name }, { signal: gone.signal }).then(
        strength => setAnswer({ of: passphrase, strength }),
        (error: unknown) => {
          if (!gone.signal.aborted) tellError(error)
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, passphrase, name])
  return passphrase !== '' && answer?.of === passphrase ? answer.strength : null
}

interface NewPassphraseProps {
  label: string
  /** Sign-in name that it must not resemble. */
  name: string
  /** What was chosen, once it is strong enough and was typed twice alike; null until then. */
  onChosen(passphrase: string | null): void
  autoFocus?: boolean
  /** Somebody else will be told it: typed once, and shown. */
  once?: boolean
  /** To begin with. */
  first?: string
}

/** A new passphrase, typed twice, with its strength in words. */
export function NewPassphrase({
  label,
  name,
  onChosen,
  autoFocus = false,
  once = false,
  first = '',
}: NewPassphraseProps) {
  const [passphrase, setPassphrase] = useState(first)
  const [again, setAgain] = useState('')
  const strength = useStrength(passphrase, name)
  const same = once || passphrase === again
  const chosen = same && strength?.enough ? passphrase : null
  useEffect(() => onChosen(chosen), [onChosen, chosen])
  return (
    <>
      <div>
        <PassphraseField
          label={label}
          value={passphrase}
          onChange={setPassphrase}
          fresh
          required
          {...(autoFocus ? { 'data-autofocus': true } : {})}
          {...(once ? { defaultVisible: true } : {})}
        />
        <StrengthMeter strength={strength} typed={passphrase !== ''} />
      </div>
      {!once && (
        <PassphraseField
          label={t('session.strength.again')}
          value={again}
          onChange={setAgain}
          fresh
          required
          error={again !== '' && !same && t('session.strength.differs')}
        />
      )}
    </>
  )
}

const score = (strength: Strength | null) =>
  Math.max(0, Math.min(4, strength?.score ?? 0)) as 0 | 1 | 2 | 3 | 4

/** The strength as four marks and in words; the marks alone would say nothing to some. */
export function StrengthMeter({ strength, typed }: { strength: Strength | null; typed: boolean }) {
  const verdict = strength
    ? `${t(`session.strength.s${score(strength)}`)}, ${t(strength.enough ? 'session.strength.enough' : 'session.strength.notEnough')}`
    : ''
  return (
    <div className={classes.strength} data-enough={strength?.enough || undefined}>
      <div className={classes.marks} aria-hidden="true">
        {[1, 2, 3, 4].map(mark => (
          <i key={mark} data-on={(typed && strength !== null && score(strength) >= mark) || undefined} />
        ))}
      </div>
      <p role="status">
        {typed ? verdict : t('session.strength.none')}
        {strength?.warning && <span> {strength.warning}</span>}
        {strength?.suggestions.map(text => (
          <span key={text}> {text}</span>
        ))}
      </p>
    </div>
  )
}
