import type { Api } from '../api/client.ts'
import { startFeeds } from '../stores/feeds.ts'
import { keepPresence } from '../stores/presence.ts'
import { mayWatch, startSession, useSession } from '../stores/session.ts'
import { keepDiscreet } from './letGo.ts'

/**
 * Follows who is there and, for as long as they may, the streams that the whole window lives on: whoever sees less,
 * or is somebody else, gets streams of their own. Nothing of it waits for anything to be drawn. Returns the end of it.
 */
export function followCore(api: Api, failed: (error: unknown) => void): () => void {
  const ends = [keepDiscreet(), keepFeeds(api), startSession(api), keepPresence(api.client, failed)]
  return () => {
    for (const end of ends) end()
  }
}

function keepFeeds(api: Api): () => void {
  let feeds: { generation: number; end(): void } | null = null
  const look = () => {
    const session = useSession.getState()
    const wanted = mayWatch(session)
    if (feeds !== null && wanted && feeds.generation === session.generation) return
    feeds?.end()
    feeds = wanted ? { generation: session.generation, end: startFeeds(api) } : null
  }
  look()
  const stop = useSession.subscribe(look)
  return () => {
    stop()
    feeds?.end()
  }
}
