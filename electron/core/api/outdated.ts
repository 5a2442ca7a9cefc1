import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../shared/errors.ts'

/**
 * Throws `input.outdated` where `was`, from which somebody made a change, is not what holds `now`: saving it would
 * undo what somebody else saved meanwhile. Who says nothing of where a change began from replaces what holds.
 */
export function mustStillBe(was: unknown, now: unknown): void {
  if (was === undefined || isDeepStrictEqual(was, now)) return
  throw new AppError('input.outdated', 'Somebody else changed this meanwhile; nothing was saved.', {
    next: 'Look at what holds now, and make the change again.',
  })
}

/** The same of lists whose order says nothing. What is gone altogether is for its own error. */
export function listsMustStillBe(
  was: readonly string[] | undefined,
  now: () => readonly string[] | undefined,
): void {
  if (was === undefined) return
  const present = now()
  if (present !== undefined) mustStillBe([...was].sort(), [...present].sort())
}
