import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { AuditFilter } from '../../../shared/contract/audit.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { type FeedStatus, subscribe } from '../../api/subscribe.ts'
import { type AuditState, noEntries, withEntries } from './auditState.ts'

const PAGE = 200

export interface AuditFeed {
  state: AuditState
  /** Of the entries that come; its error counts once the first page is in. */
  feed: FeedStatus
  error: AppError | null
  /** A page is under way. */
  busy: boolean
  loadMore(): void
}

/** Entries that fit, the newest first, kept current; older ones page by page. */
export function useAudit(filter: AuditFilter, following: boolean): AuditFeed {
  const { client, core } = useApi()
  // The same filter in another object asks nothing again.
  const text = JSON.stringify(filter)
  const asked = useMemo(() => JSON.parse(text) as AuditFilter, [text])
  const [state, setState] = useState(noEntries)
  const [feed, setFeed] = useState<FeedStatus>({ phase: 'opening', error: null })
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(true)
  const round = useRef(new AbortController())

  const load = useCallback(
    (before: number | undefined, signal: AbortSignal) => {
      setBusy(true)
      const run = async () => {
        await core.ready(signal)
        return client.audit.list(
          { ...asked, limit: PAGE, ...(before === undefined ? {} : { before }) },
          { signal },
        )
      }
      run().then(
        ({ entries, more }) => {
          if (signal.aborted) return
          // A first page is of this filter: what the former one showed goes when its answer is here.
          setState(now => withEntries(before === undefined ? noEntries : now, entries, { more }))
          setError(null)
          setBusy(false)
        },
        (thrown: unknown) => {
          if (signal.aborted) return
          setError(toAppError(thrown))
          setBusy(false)
        },
      )
    },
    [client, core, asked],
  )

  useEffect(() => {
    const own = new AbortController()
    round.current = own
    if (!following) {
      load(undefined, own.signal)
      return () => own.abort()
    }
    // The page is asked for once the stream is open, so that nothing falls between the two.
    const end = subscribe(core, {
      open: signal => client.audit.watch(asked, { signal }),
      restart: () => load(undefined, own.signal),
      apply: told => setState(now => withEntries(now, told.flat())),
      status: status => {
        setFeed(status)
        if (status.error) setBusy(false)
      },
    })
    return () => {
      own.abort()
      end()
    }
  }, [client, core, asked, following, load])

  const oldest = state.rows.at(-1)?.entry.seq
  const loadMore = () => {
    if (oldest !== undefined) load(oldest, round.current.signal)
  }
  return { state, feed, error, busy, loadMore }
}
