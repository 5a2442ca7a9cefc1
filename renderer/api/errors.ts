import { ORPCError } from '@orpc/client'
import { AppError, readAppError } from '../../shared/errors.ts'
import { errorInWords } from '../words/problemWords.ts'

/**
 * Whatever a call or stream threw as the error a person reads: the core's own `AppError` rebuilt from
 * the wire, an abort as `cancelled`, anything else as `internal`; in the window's language.
 */
export const toAppError = (error: unknown): AppError => errorInWords(read(error))

function read(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof ORPCError) {
    const wire = error.code === 'APP' ? readAppError(error.data) : null
    if (wire) return wire
    if (error.status === 400)
      return new AppError('input.invalid', 'The core refused the request as malformed.', {
        next: 'Reload the window; if it persists, report it.',
        cause: error,
      })
  }
  if (error instanceof DOMException && error.name === 'AbortError')
    return new AppError('cancelled', 'Cancelled.', { cause: error })
  if (error instanceof Error && error.name === 'AbortError')
    return new AppError('core.unreachable', 'The connection to the core was cut.', { cause: error })
  return new AppError('internal', 'Something inside NovaCron failed.', {
    next: 'See the log for details.',
    cause: error,
  })
}
