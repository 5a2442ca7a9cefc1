import { AppError } from '../../../../shared/errors.ts'

/** Does it again for as long as another process has the database locked, as the inventory's writer does. */
export function patiently<T>(work: () => T): T {
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'store.locked') throw error
    }
  }
}
