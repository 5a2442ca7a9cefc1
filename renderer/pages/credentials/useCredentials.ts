import { useCallback, useEffect } from 'react'
import { useApi } from '../../api/client.ts'
import { useAnswer } from '../settings/useAnswer.ts'

/** Hosts try credentials by themselves: how they fare is asked again this often. */
const AGAIN_MS = 5_000

/** The credentials that one may see, asked again now and then. */
export function useCredentials() {
  const { client } = useApi()
  const answer = useAnswer(useCallback(signal => client.credentials.list(undefined, { signal }), [client]))
  const { again, error } = answer
  const isRefused = error !== null
  useEffect(() => {
    if (isRefused) return
    const timer = setInterval(again, AGAIN_MS)
    return () => clearInterval(timer)
  }, [again, isRefused])
  return answer
}
