import { TextInput } from '@mantine/core'
import { useCallback, useEffect, useRef } from 'react'
import { useApi } from '../api/client.ts'
import { CopyButton } from '../components/CopyButton.tsx'
import { ErrorState } from '../components/Messages.tsx'
import { Skeleton } from '../pages/host/Skeleton.tsx'
import { useAnswer } from '../pages/settings/useAnswer.ts'
import { t } from '../words/index.ts'
import { QrCode } from './QrCode.tsx'
import classes from './Session.module.css'

interface FactorSetUpProps {
  code: string
  onCode(code: string): void
  /** The seed is there: a code can be confirmed. */
  onReady(ready: boolean): void
}

/** A fresh seed as a picture and as text, and the code that shows that the authenticator has it. */
export function FactorSetUp({ code, onCode, onReady }: FactorSetUpProps) {
  const { client } = useApi()
  const seed = useAnswer(
    useCallback(signal => client.session.beginSecondFactor(undefined, { signal }), [client]),
  )
  const ready = seed.value !== null
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    onReady(ready)
    // It came after the dialog had chosen where the keyboard begins.
    if (ready) field.current?.focus()
  }, [onReady, ready])
  if (seed.error) return <ErrorState error={seed.error} onRetry={seed.again} />
  if (seed.value === null) return <Skeleton what={t('session.account.factorTitle')} rows={5} />
  return (
    <>
      <p>{t('session.account.factorScan')}</p>
      <div className={classes.qr}>
        <QrCode modules={seed.value.qr} label={t('session.account.factorQr')} />
        <div className={classes.form}>
          <div>
            <p className={classes.dim}>{t('session.account.factorText')}</p>
            <code>{(seed.value.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
          </div>
          <div>
            <CopyButton text={seed.value.secret} label={t('parts.copy')} />
          </div>
        </div>
      </div>
      <TextInput
        label={t('session.account.factorCode')}
        value={code}
        maxLength={64}
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        required
        ref={field}
        onChange={event => onCode(event.currentTarget.value)}
      />
    </>
  )
}
