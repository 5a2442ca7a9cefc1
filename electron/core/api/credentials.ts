import type { Credential } from '../../../shared/contract/credentials.ts'
import { AppError } from '../../../shared/errors.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Subject } from '../../../shared/models/access.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { credentialInUse, type CredentialView } from '../credentials/index.ts'
import { type ApiContext, api } from './base.ts'
import { conflated } from './streams.ts'

/** What a right over something of a site, or of the whole fleet, is asked for. */
export const placeOf = (siteId: SiteId | null | undefined): Subject =>
  siteId === null || siteId === undefined ? { kind: 'installation' } : { kind: 'site', siteId }

/** As this person may see it: users and refusals only of what they may read. */
function shown(core: Core, access: Access, view: CredentialView): Credential {
  const readsHost = (hostId: Credential['refusedBy'][number]['hostId']) =>
    access.unlimited || access.may('host.read', { kind: 'host', hostId })
  const readsSite = (siteId: SiteId) => access.unlimited || access.may('host.read', { kind: 'site', siteId })
  const personId = access.person?.id ?? null
  const usedBy = view.usedBy.filter(user =>
    user.kind === 'host' ? readsHost(user.hostId) : readsSite(user.siteId),
  )
  return {
    ...view,
    usedBy,
    hiddenUsers: view.usedBy.length - usedBy.length,
    refusedBy: view.refusedBy.filter(refusal => readsHost(refusal.hostId)),
    usable: personId !== null && core.vault.holds(view.siteId, personId),
  }
}

/** Those that this person may see, by name. */
const listed = (core: Core, access: Access): Credential[] =>
  core.credentials
    .list()
    .filter(one => access.unlimited || access.may('credential.read', placeOf(one.siteId)))
    .map(one => shown(core, access, one))

/** A fleet whose hosts all try a new secret at once tells of it twice a second. */
const WATCH_PACE_MS = 500

const nameOf = ({ caller }: ApiContext): string => caller.seat.access.person?.name ?? 'nobody'

/** Handlers of the credentials area; a secret comes in and never leaves. */
export const credentialHandlers = (core: Core) => ({
  list: api.credentials.list.handler(({ context }) => listed(core, context.caller.seat.access)),
  watch: api.credentials.watch.handler(({ context: { caller }, signal }) => {
    let told = ''
    const anew = (): Credential[][] => {
      const all = listed(core, caller.seat.access)
      const text = JSON.stringify(all)
      if (text === told) return []
      told = text
      return [all]
    }
    return conflated(caller, signal, {
      paceMs: WATCH_PACE_MS,
      subscribe: changed => core.credentials.onChange(changed),
      snapshot: anew,
      flush: anew,
    })
  }),
  add: api.credentials.add.handler(async ({ input, context }) =>
    shown(core, context.caller.seat.access, await core.credentials.add(input, nameOf(context))),
  ),
  update: api.credentials.update.handler(async ({ input: { credentialId, ...change }, context }) =>
    shown(
      core,
      context.caller.seat.access,
      await core.credentials.update(credentialId, change, nameOf(context)),
    ),
  ),
  remove: api.credentials.remove.handler(({ input: { credentialId, force = false }, context }) => {
    const { name, usedBy, hiddenUsers } = shown(
      core,
      context.caller.seat.access,
      core.credentials.get(credentialId),
    )
    // Said here, with the names that whoever asks may read; the service knows them all.
    if (!force && usedBy.length + hiddenUsers > 0)
      throw credentialInUse(
        name,
        usedBy.map(user => user.name),
        hiddenUsers,
      )
    core.credentials.remove(credentialId, force)
    return {}
  }),
})

/**
 * Refuses to let somebody send a credential where they say, unless they may use it: whoever names the address
 * that a password goes to could read it. A name that nobody has is refused alike.
 */
export function requireCredentialUse(core: Core, access: Access, name: string | undefined): void {
  if (name === undefined) return
  const siteId = core.credentials.siteOfName(name)
  if (siteId !== undefined && (access.unlimited || access.may('credential.use', placeOf(siteId)))) return
  if (siteId === undefined && access.unlimited)
    throw new AppError('credential.unknown', `There is no credential “${name}”.`, {
      next: 'Add it under Credentials first.',
      data: { credential: name },
    })
  throw new AppError('rights.denied', `You may not use a credential “${name}” here, or there is none.`, {
    next: 'Ask somebody who manages credentials for the right “credential.use”.',
    data: { permission: 'credential.use', credential: name },
  })
}
