import { useCallback, useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { toAppError } from '../../api/errors.ts'
import { rightsGrown, rightsNow } from '../../api/subscribe.ts'

interface Answer<Value> {
  value: Value | null
  error: AppError | null
  /** Asks again; what is shown stays until the new answer is in. */
  again(): void
}

/**
 * What the core answers to one question, asked when the component comes and whenever `ask` is another function; what
 * was refused for want of a right is asked again once rights have grown.
 */
export function useAnswer<Value>(ask: (signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const [value, setValue] = useState<Value | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is what makes it ask again
  useEffect(() => {
    const gone = new AbortController()
    const before = rightsNow()
    const retry = () => {
      if (!gone.signal.aborted) setTurn(turn => turn + 1)
    }
    ask(gone.signal).then(
      answer => {
        setValue(answer)
        setError(null)
      },
      (thrown: unknown) => {
        if (gone.signal.aborted) return
        const refusal = toAppError(thrown)
        setError(refusal)
        if (refusal.code === 'rights.denied') void rightsGrown(before, gone.signal).then(retry)
      },
    )
    return () => gone.abort()
  }, [ask, turn])
  const again = useCallback(() => setTurn(before => before + 1), [])
  return { value, error, again }
}
