import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useState } from 'react'
import { t } from '../words/index.ts'
import classes from './Session.module.css'

interface PassphraseFieldProps
  extends Omit<PasswordInputProps, 'onChange' | 'value' | 'autoComplete' | 'maxLength'> {
  value: string
  onChange(value: string): void
  /** A new one is chosen, rather than a known one typed. */
  fresh?: boolean
}

/** A passphrase as it is typed, with a word where Caps Lock would spoil it. */
export function PassphraseField({ value, onChange, fresh = false, ...rest }: PassphraseFieldProps) {
  const [capsLock, setCapsLock] = useState(false)
  const look = (event: React.KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  return (
    <div>
      <PasswordInput
        {...rest}
        value={value}
        maxLength={1024}
        autoComplete={fresh ? 'new-password' : 'current-password'}
        onChange={event => onChange(event.currentTarget.value)}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={() => setCapsLock(false)}
      />
      <span role="status" className={classes.caps}>
        {capsLock ? t('session.signIn.capsLock') : ''}
      </span>
    </div>
  )
}
