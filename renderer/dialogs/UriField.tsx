import { TextInput } from '@mantine/core'
import type { AppError } from '../../shared/errors.ts'
import classes from './Dialog.module.css'

interface UriFieldProps {
  value: string
  error: AppError | null
  onChange(value: string): void
}

/** The connection URI, with the character underlined where it stops meaning anything. */
export function UriField({ value, error, onChange }: UriFieldProps) {
  const position = typeof error?.data?.position === 'number' ? error.data.position : null
  return (
    <div>
      <TextInput
        label="Address"
        description="A libvirt URI, as virsh takes it"
        placeholder="qemu+ssh://you@kvm1.example.net/system"
        value={value}
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        styles={{ input: { fontFamily: 'var(--font-code)' } }}
        error={error ? error.message : undefined}
        onChange={event => onChange(event.currentTarget.value)}
      />
      {error && position !== null && (
        <div className={classes.where} aria-hidden="true">
          {value.slice(Math.max(0, position - 40), position)}
          <u>{value.slice(position, position + 1) || ' '}</u>
          {value.slice(position + 1, position + 30)}
        </div>
      )}
      {error?.next && <p className={`${classes.dim} ${classes.small}`}>{error.next}</p>}
    </div>
  )
}
