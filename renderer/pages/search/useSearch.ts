import { useEffect, useState } from 'react'
import type { SearchGroup } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'

export interface Found {
  /** The text that these are the results of; older results stay while a newer text is looked for. */
  text: string
  groups: readonly SearchGroup[]
}

/** Looks for a text in the whole fleet; a question that was overtaken is cancelled. */
export function useSearch(
  text: string,
  limit: number,
): { found: Found | null; busy: boolean; error: AppError | null; retry(): void } {
  const { client, core } = useApi()
  const [found, setFound] = useState<Found | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    setError(null)
    if (text === '') {
      setFound(null)
      setBusy(false)
      return
    }
    const gone = new AbortController()
    setBusy(true)
    const ask = async () => {
      await core.ready(gone.signal)
      return client.search.run({ text, limit }, { signal: gone.signal })
    }
    ask().then(
      ({ groups }) => {
        if (gone.signal.aborted) return
        setFound({ text, groups })
        setBusy(false)
      },
      (thrown: unknown) => {
        if (gone.signal.aborted) return
        setError(toAppError(thrown))
        setBusy(false)
      },
    )
    return () => gone.abort()
  }, [client, core, text, limit, attempt])
  return { found, busy, error, retry: () => setAttempt(before => before + 1) }
}
