import { useCallback, useState } from 'react'
import type { z } from 'zod'
import type { HostDraft } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostCandidate } from '../../../shared/models/host.ts'
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

/** The site that a list names, by its name or its whole way (`Coast / Rack 1`); what is missing of it is made. */
function sitePaths(client: ReturnType<typeof useApi>['client']) {
  const sites: { id: SiteId; name: string; parentId: SiteId | null }[] = [...useFleet.getState().sites]
  return async (path: string): Promise<SiteId | null> => {
    const names = path
      .split(/\s+\/\s+/)
      .map(name => name.trim())
      .filter(Boolean)
    const [only, ...more] = names
    // A single name is that site wherever it lies; a way begins at the top.
    const anywhere = more.length === 0 ? sites.find(site => site.name === only) : undefined
    if (anywhere) return anywhere.id
    let parentId: SiteId | null = null
    for (const name of names) {
      const known = sites.find(site => site.name === name && site.parentId === parentId)
      const { id }: { id: SiteId } = known ?? (await client.sites.create({ name, parentId }))
      if (!known) sites.push({ id, name, parentId })
      parentId = id
    }
    return parentId
  }
}

/** Adds hosts one after the other; they connect side by side. Sites that a list names are made as needed. */
export function useAdding() {
  const { client } = useApi()
  const [added, setAdded] = useState<readonly Added[]>([])
  const [busy, setBusy] = useState(false)
  const add = useCallback(
    async (wanted: readonly Wanted[], siteId: SiteId | null): Promise<readonly Added[]> => {
      setBusy(true)
      const siteOf = sitePaths(client)
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
