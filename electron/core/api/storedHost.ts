import type { HostDraft } from '../../../shared/contract/hosts.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostOptions, HostRecord } from '../../../shared/models/host.ts'
import type { Core } from '../core.ts'
import type { CoreView } from '../view/index.ts'
import { sameness } from '../hosts/discovery/candidates.ts'

const wayOf = (uri: string, { jump = [] }: HostOptions): string | null => {
  const same = sameness(uri)
  return same === null ? null : JSON.stringify([same, jump])
}

/**
 * The host that opens the same daemon as the draft in the same way, over the same jump hosts: every machine would be
 * listed twice. Only one that its person may see.
 */
export function storedAs(
  { registry }: Core,
  seen: Pick<CoreView, 'registry'>,
  draft: HostDraft,
): HostRecord | undefined {
  const options = { ...registry.siteOptions(draft.siteId ?? null).options, ...draft.options }
  const way = wayOf(draft.uri, options)
  if (way === null) return undefined
  return seen.registry.list().find(({ id, uri }) => wayOf(uri, registry.options(id).options) === way)
}

/** Throws `AppError` name.taken with data `why: 'stored'` for such a draft that does not say that it is meant. */
export function refuseStored(core: Core, seen: Pick<CoreView, 'registry'>, draft: HostDraft): void {
  const stored = draft.again === true ? undefined : storedAs(core, seen, draft)
  if (stored === undefined) return
  throw new AppError('name.taken', `That is “${stored.name}”, which is stored already.`, {
    next: 'Use that one, or say that it is to be stored a second time.',
    data: { why: 'stored', hostId: stored.id, name: stored.name },
  })
}
