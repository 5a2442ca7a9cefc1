import { useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { toAppError } from '../api/errors.ts'

/** A form's one act: whether it runs, what went wrong, and the handler of its submission. */
export interface Submit {
  busy: boolean
  error: AppError | null
  /** Runs it; false where it was refused. */
  run(): Promise<boolean>
  onSubmit(event: React.FormEvent): void
}

/** Runs an act once at a time and keeps its refusal until the next try. */
export function useSubmit(act: () => Promise<unknown>): Submit {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const run = async (): Promise<boolean> => {
    if (busy) return false
    setBusy(true)
    setError(null)
    try {
      await act()
      return true
    } catch (thrown) {
      setError(toAppError(thrown))
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    error,
    run,
    onSubmit: event => {
      event.preventDefault()
      void run()
    },
  }
}
