import { useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { toAppError } from '../../api/errors.ts'

/** What a question to the core came to; an older answer stays while it is asked again. */
export interface Call<T> {
  value: T | null
  error: AppError | null
  /** Under way. */
  busy: boolean
  retry(): void
}

/** Asks the core, and again whenever `ask` is another function or `revision` another one; null asks nothing. */
export function useCall<T>(
  ask: ((signal: AbortSignal) => Promise<T>) | null,
  revision: unknown = 0,
): Call<T> {
  const [state, setState] = useState<Omit<Call<T>, 'retry'>>({ value: null, error: null, busy: true })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision or attempt asks again
  useEffect(() => {
    if (ask === null) {
      setState({ value: null, error: null, busy: false })
      return
    }
    const gone = new AbortController()
    setState(before => ({ ...before, busy: true }))
    ask(gone.signal).then(
      value => setState({ value, error: null, busy: false }),
      (thrown: unknown) => {
        if (gone.signal.aborted) return
        setState(before => ({ value: before.value, error: toAppError(thrown), busy: false }))
      },
    )
    return () => gone.abort()
  }, [ask, revision, attempt])
  return { ...state, retry: () => setAttempt(before => before + 1) }
}
