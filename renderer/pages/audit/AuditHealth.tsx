import { useEffect, useState } from 'react'
import type { AuditStatus } from '../../../shared/contract/audit.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { Banner } from '../../components/Messages.tsx'
import { t } from '../../words/index.ts'

const EVERY_MS = 10_000

/** How the log stands, asked for again and again; null while it is not known, and for whoever may not know. */
function useStatus(): AuditStatus | null {
  const { client, core } = useApi()
  const [status, setStatus] = useState<AuditStatus | null>(null)
  useEffect(() => {
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      await core.ready(gone.signal)
      return client.audit.status(undefined, { signal: gone.signal })
    }
    const again = () => {
      look().then(
        now => {
          if (gone.signal.aborted) return
          setStatus(now)
          timer = setTimeout(again, EVERY_MS)
        },
        (thrown: unknown) => {
          if (gone.signal.aborted) return
          setStatus(null)
          // Who reads one site only is told nothing of the whole; anything else may pass.
          if (toAppError(thrown).code !== 'rights.denied') timer = setTimeout(again, EVERY_MS)
        },
      )
    }
    again()
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, core])
  return status
}

/** Says when entries can't be written, or don't get to where they are forwarded; nothing while all is well. */
export function AuditHealth() {
  const status = useStatus()
  if (status === null) return null
  const { problem, forward } = status
  return (
    <>
      {problem !== null && <Banner tone="bad">{t('audit.notWritten', { message: problem })}</Banner>}
      {forward !== null && forward.problem !== null && (
        <Banner tone="warn">
          {t('audit.notForwarded', {
            count: forward.waiting,
            target: forward.target,
            message: forward.problem,
          })}
        </Banner>
      )}
    </>
  )
}
