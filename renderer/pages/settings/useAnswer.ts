import { useCallback, useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { toAppError } from '../../api/errors.ts'

interface Answer<Value> {
  value: Value | null
  error: AppError | null
  /** Asks again; what is shown stays until the new answer is in. */
  again(): void
}

/** What the core answers to one question, asked when the component comes and whenever `ask` is another function. */
export function useAnswer<Value>(ask: (signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const [value, setValue] = useState<Value | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is what makes it ask again
  useEffect(() => {
    const gone = new AbortController()
    ask(gone.signal).then(
      answer => {
        setValue(answer)
        setError(null)
      },
      (thrown: unknown) => {
        if (!gone.signal.aborted) setError(toAppError(thrown))
      },
    )
    return () => gone.abort()
  }, [ask, turn])
  const again = useCallback(() => setTurn(before => before + 1), [])
  return { value, error, again }
}
