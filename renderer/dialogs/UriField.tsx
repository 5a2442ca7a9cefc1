import { TextInput } from '@mantine/core'
import type { AppError } from '../../shared/errors.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { hostUri } from '../../shared/hostUri.ts'

interface UriFieldProps {
  value: string
  error: AppError | null
  onChange(value: string): void
}

/** An address or a connection URI; the URI that it stands for, with the character underlined where it stops meaning anything. */
export function UriField({ value, error, onChange }: UriFieldProps) {
  const uri = hostUri(value)
  const position = typeof error?.data?.position === 'number' ? error.data.position : null
  return (
    <div>
      <TextInput
        label={t('addHost.address')}
        description={t('addHost.addressWhat')}
        placeholder={t('addHost.addressExample')}
        value={value}
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        styles={{ input: { fontFamily: 'var(--font-code)' } }}
        error={error ? error.message : undefined}
        onChange={event => onChange(event.currentTarget.value)}
      />
      {error === null && uri !== value.trim() && (
        <p className={`${classes.dim} ${classes.small}`} aria-live="polite">
          {t('addHost.opens')} <code>{uri}</code>
        </p>
      )}
      {error && position !== null && (
        <div className={classes.where} aria-hidden="true">
          {uri.slice(Math.max(0, position - 40), position)}
          <u>{uri.slice(position, position + 1) || ' '}</u>
          {uri.slice(position + 1, position + 30)}
        </div>
      )}
      {error?.next && <p className={`${classes.dim} ${classes.small}`}>{error.next}</p>}
    </div>
  )
}
