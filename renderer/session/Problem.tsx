import type { AppError } from '../../shared/errors.ts'
import classes from './Session.module.css'

/** What went wrong with a form, and what to do about it. */
export function Problem({ error }: { error: Pick<AppError, 'message' | 'next'> | null }) {
  if (!error) return null
  return (
    <p role="alert" className={classes.problem}>
      <b>{error.message}</b> {error.next}
    </p>
  )
}
