import type { AppError } from '../../shared/errors.ts'
import classes from './Session.module.css'
import { type Tried, triedWords } from './tried.ts'
import { useWait } from './useWait.ts'

type Told = Pick<AppError, 'message' | 'next'> & Partial<Pick<AppError, 'code' | 'data'>>

/** What went wrong with a form, what to do about it, and how long to wait where that is part of it. */
export function Problem({ error }: { error: Told | null }) {
  return error ? <TriedText tried={triedWords(error)} /> : null
}

/** A refused try; the seconds are counted silently, or they would be read out one by one. */
export function TriedText({ tried }: { tried: Tried }) {
  const waits = useWait(tried.untilMs)
  return (
    <div className={classes.problem}>
      <p role="alert">
        <b>{tried.message}</b> {tried.next}
      </p>
      {waits !== '' && <p role="timer">{waits}</p>}
    </div>
  )
}
