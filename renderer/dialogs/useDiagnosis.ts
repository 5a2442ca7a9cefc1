import { useCallback, useEffect, useRef, useState } from 'react'
import type { DiagnosisSecrets, HostDraft } from '../../shared/contract/index.ts'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import type { DiagnosisStep } from '../../shared/models/host.ts'
import type { z } from 'zod'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { mergeStep } from './DiagnosisSteps.tsx'

type Subject = { hostId: HostId } | { draft: z.infer<typeof HostDraft> }

/** Runs the staged diagnosis of a host or a draft; one at a time, the former one is cancelled. */
export function useDiagnosis() {
  const { client } = useApi()
  const [steps, setSteps] = useState<readonly DiagnosisStep[]>([])
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const current = useRef<AbortController | null>(null)
  useEffect(() => () => current.current?.abort(), [])

  const start = useCallback(
    async (subject: Subject, secrets?: z.infer<typeof DiagnosisSecrets>): Promise<void> => {
      current.current?.abort()
      const own = new AbortController()
      current.current = own
      setSteps([])
      setError(null)
      setRunning(true)
      try {
        const stream = await client.hosts.test(
          { ...subject, ...(secrets ? { secrets } : {}) },
          { signal: own.signal },
        )
        for await (const step of stream) {
          if (own.signal.aborted) return
          setSteps(before => mergeStep(before, step))
        }
      } catch (thrown) {
        if (!own.signal.aborted) setError(toAppError(thrown))
      } finally {
        if (current.current === own) setRunning(false)
      }
    },
    [client],
  )
  const cancel = useCallback(() => {
    current.current?.abort()
    setRunning(false)
  }, [])
  return { steps, running, error, start, cancel }
}
