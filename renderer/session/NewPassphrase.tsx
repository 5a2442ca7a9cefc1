import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { Strength } from '../../shared/models/access.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { t } from '../words/index.ts'
import { PassphraseField } from './PassphraseField.tsx'
import { Problem } from './Problem.tsx'
import classes from './Session.module.css'
import { strengthWords } from './strengthWords.ts'

const TYPING_MS = 150

/** How strong a passphrase is by the installation's policy, asked while it is typed; both null until answered. */
function useStrength(
  passphrase: string,
  name: string,
): { strength: Strength | null; error: AppError | null } {
  const { client } = useApi()
  const [answer, setAnswer] = useState<{
    of: string
    strength: Strength | null
    error: AppError | null
  } | null>(null)
  useEffect(() => {
    if (passphrase === '') return
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.session.strength({ passphrase, name }, { signal: gone.signal }).then(
        strength => setAnswer({ of: passphrase, strength, error: null }),
        (error: unknown) => {
          if (!gone.signal.aborted) setAnswer({ of: passphrase, strength: null, error: toAppError(error) })
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, passphrase, name])
  return passphrase !== '' && answer?.of === passphrase ? answer : { strength: null, error: null }
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
  const { strength, error } = useStrength(passphrase, name)
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
        <Problem error={error} />
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

/** The strength as four marks and in words; the marks alone would say nothing to some. */
function StrengthMeter({ strength, typed }: { strength: Strength | null; typed: boolean }) {
  return (
    <div className={classes.strength} data-enough={strength?.enough || undefined}>
      <div className={classes.marks} aria-hidden="true">
        {[1, 2, 3, 4].map(mark => (
          <i key={mark} data-on={(typed && strength !== null && strength.score >= mark) || undefined} />
        ))}
      </div>
      <p role="status">{typed ? strength && strengthWords(strength) : t('session.strength.none')}</p>
    </div>
  )
}
