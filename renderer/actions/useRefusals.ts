import { useEffect, useState } from 'react'
import type { Subject } from '../../shared/models/access.ts'
import type { Permission } from '../../shared/permissions.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { mayEverywhere, useSession } from '../stores/session.ts'
import { tellError } from '../stores/toasts.ts'
import { decisionWords } from '../words/decisionWords.ts'
import { allWords } from '../words/index.ts'

/** Why rights are not held on something, by right; what is not named is held, or is still being asked. */
export type Refusals = ReadonlyMap<Permission, string>

const none: Refusals = new Map()

/**
 * Asks the core which of these rights the person does not hold on something, and why, so that what they may not do
 * is shown with its reason. Nothing is asked of whoever holds them over everything. The core decides each act anew.
 */
export function useRefusals(permissions: readonly Permission[], subject: Subject): Refusals {
  const { client } = useApi()
  const session = useSession(({ state }) => state)
  const generation = useSession(store => store.generation)
  const [refusals, setRefusals] = useState(none)
  const about = JSON.stringify(subject)
  const asked = permissions.filter(permission => !mayEverywhere({ state: session }, permission)).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for another object, other rights, another person
  useEffect(() => {
    const wanted = permissions.filter(permission => asked.split(' ').includes(permission))
    if (wanted.length === 0) {
      setRefusals(none)
      return
    }
    const gone = new AbortController()
    const ask = async () => {
      const [decisions] = await Promise.all([
        Promise.all(
          wanted.map(permission => client.people.why({ permission, subject }, { signal: gone.signal })),
        ),
        // Rights are called by their names.
        allWords(),
      ])
      return decisions
    }
    ask().then(
      decisions =>
        setRefusals(
          new Map(
            decisions.flatMap(each =>
              each.allowed ? [] : [[each.permission, decisionWords(each)] as const],
            ),
          ),
        ),
      (error: unknown) => {
        // What is gone or out of sight meanwhile is told by its page.
        const { code } = toAppError(error)
        if (!gone.signal.aborted && code === 'internal') tellError(error)
      },
    )
    return () => gone.abort()
  }, [client, asked, about, generation])
  return refusals
}
