import { useEffect, useRef } from 'react'
import classes from './Rail.module.css'

interface RenameFieldProps {
  name: string
  /** Spoken name of the field. */
  label: string
  /** The new name, or null where nothing was changed. */
  onDone(name: string | null): void
}

const NAME_MAX = 200

/** A name being written in its place: Enter and leaving keep it, Esc does not. */
export function RenameField({ name, label, onDone }: RenameFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  useEffect(() => field.current?.select(), [])
  const finish = (keep: boolean) => {
    if (done.current) return
    done.current = true
    const typed = field.current?.value.trim() ?? ''
    onDone(keep && typed !== '' && typed !== name ? typed : null)
  }
  return (
    <input
      ref={field}
      className={classes.rename}
      aria-label={label}
      defaultValue={name}
      maxLength={NAME_MAX}
      spellCheck={false}
      autoComplete="off"
      dir="auto"
      onClick={event => event.stopPropagation()}
      onBlur={() => finish(true)}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(true)
        else if (event.key === 'Escape') finish(false)
      }}
    />
  )
}
