import { useCallback, useState } from 'react'
import type { z } from 'zod'
import type { HostDraft } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostCandidate, Site } from '../../../shared/models/host.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { expectQuestion } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'

/** What became of one host that was to be added. */
export interface Added {
  uri: string
  hostId: HostId | null
  error: AppError | null
}

type Wanted = Pick<HostCandidate, 'uri' | 'name' | 'site' | 'options'>

/** Adds hosts one after the other; they connect side by side. Sites that a list names are made as needed. */
export function useAdding() {
  const { client } = useApi()
  const [added, setAdded] = useState<readonly Added[]>([])
  const [busy, setBusy] = useState(false)
  const add = useCallback(
    async (wanted: readonly Wanted[], siteId: SiteId | null): Promise<readonly Added[]> => {
      setBusy(true)
      const sites = new Map(useFleet.getState().sites.map(site => [site.name, site.id]))
      const siteOf = async (name: string): Promise<Site['id']> => {
        const known = sites.get(name) ?? (await client.sites.create({ name })).id
        sites.set(name, known)
        return known
      }
      const done: Added[] = []
      for (const { uri, name, site, options } of wanted) {
        const result: Added = { uri, hostId: null, error: null }
        try {
          const draft: z.infer<typeof HostDraft> = {
            uri,
            options,
            siteId: siteId ?? (site === null ? null : await siteOf(site)),
            ...(name === null ? {} : { name }),
          }
          result.hostId = (await client.hosts.add(draft)).id
        } catch (thrown) {
          result.error = toAppError(thrown)
        }
        done.push(result)
        setAdded(before => [...before.filter(each => each.uri !== uri), result])
      }
      const [only, ...more] = done
      // One host asks at once; several wait to be looked at, each with its button.
      if (only?.hostId && more.length === 0) expectQuestion(only.hostId)
      setBusy(false)
      return done
    },
    [client],
  )
  return { added, busy, add }
}
