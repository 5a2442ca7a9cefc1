import { AppError } from '../../../shared/errors.ts'

/** What is thrown when something is asked of a transport that has ended. */
export function closedTransport(cause?: unknown): AppError {
  return new AppError('transport.closed', 'The connection to the host has ended.', {
    next: 'Connect again.',
    ...(cause === undefined ? {} : { cause }),
  })
}
