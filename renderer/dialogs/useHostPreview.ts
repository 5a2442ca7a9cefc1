import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { HostDraft } from '../../shared/contract/index.ts'
import type { AppError } from '../../shared/errors.ts'
import { type CoreClient, useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'

const TYPING_MS = 180

export type HostPreview = Awaited<ReturnType<CoreClient['hosts']['preview']>>

/** What the core makes of a draft, as it is typed; nothing is contacted. */
export function useHostPreview(draft: z.infer<typeof HostDraft>) {
  const { client } = useApi()
  const [preview, setPreview] = useState<HostPreview | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const text = JSON.stringify({ uri: draft.uri, options: draft.options })
  useEffect(() => {
    const asked: z.infer<typeof HostDraft> = JSON.parse(text)
    if (!asked.uri) {
      setPreview(null)
      setError(null)
      return
    }
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.hosts.preview(asked, { signal: gone.signal }).then(
        answer => {
          setPreview(answer)
          setError(null)
        },
        (thrown: unknown) => {
          if (gone.signal.aborted) return
          setPreview(null)
          setError(toAppError(thrown))
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, text])
  return { preview, error }
}
