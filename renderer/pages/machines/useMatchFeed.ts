import { useEffect } from 'react'
import { useApi } from '../../api/client.ts'
import { subscribe } from '../../api/subscribe.ts'
import { applyMatchEvents, emptyMatch, useMatch } from '../../stores/match.ts'

/** Keeps the answer to the list's query; the former answer stays until the new one is in. */
export function useMatchFeed(query: string): void {
  const { client, core } = useApi()
  const where = query.trim()
  useEffect(() => {
    if (!where) {
      useMatch.setState(emptyMatch)
      return
    }
    useMatch.setState({ busy: true })
    return subscribe(core, {
      open: signal => client.machines.match({ where }, { signal }),
      apply: events => useMatch.setState(state => applyMatchEvents(state, where, events)),
      status: ({ error, phase }) => {
        if (phase === 'failed') useMatch.setState({ error, busy: false })
      },
    })
  }, [client, core, where])
}
