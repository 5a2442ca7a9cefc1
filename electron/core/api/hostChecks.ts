import type { z } from 'zod'
import type { HostDraft } from '../../../shared/contract/hosts.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostAnswer, HostOptions } from '../../../shared/models/host.ts'
import type { Subject } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { siteChain } from '../hosts/options.ts'
import { placeOf, requireCredentialUse } from './credentials.ts'
import { refusalWords } from './gate.ts'

type Draft = z.infer<typeof HostDraft>

/** What of a host or site may be changed that decides where a credential is sent. */
interface WayChange {
  siteId?: SiteId | null | undefined
  uri?: string | undefined
  options?: HostOptions | undefined
  acceptNewKeys?: readonly string[] | undefined
}

/** Throws `rights.denied` with the rule that decided. */
export function requireRight(access: Access, permission: Permission, subject: Subject): void {
  if (access.unlimited || access.may(permission, subject)) return
  const { reason } = access.decide(permission, subject)
  throw new AppError('rights.denied', refusalWords(permission, reason), {
    next: 'Ask somebody who manages people here for it.',
    data: { permission },
  })
}

const optionsUnder = (core: Core, siteId: SiteId | null, own: HostOptions | undefined): string | undefined =>
  own?.credential ?? core.registry.siteOptions(siteId).options.credential

/** A host to be added or tested: where it names or inherits a credential, its secret would go to the address that was typed. */
export function checkDraft(core: Core, access: Access, draft: Draft): void {
  const siteId = draft.siteId ?? null
  requireCredentialUse(core, access, optionsUnder(core, siteId, draft.options))
  if (draft.acceptNewKeys?.length) requireRight(access, 'host.trust', placeOf(siteId))
}

/** A change of a host: of its site, its address, or the credential that it sends there. */
export function checkHostChange(core: Core, access: Access, hostId: HostId, change: WayChange): void {
  const record = core.registry.get(hostId)
  if (record === undefined) return
  const siteId = change.siteId === undefined ? record.siteId : change.siteId
  if (siteId !== record.siteId) requireRight(access, 'host.manage', placeOf(siteId))
  if (change.acceptNewKeys?.length) requireRight(access, 'host.trust', { kind: 'host', hostId })
  const before = core.registry.options(hostId).options.credential
  const after = optionsUnder(core, siteId, change.options ?? record.options)
  const isElsewhere = change.uri !== undefined && change.uri !== record.uri
  if (after !== before || isElsewhere) requireCredentialUse(core, access, after)
}

/** A change of a site: where it hangs, or the credential that its hosts inherit. */
export function checkSiteChange(
  core: Core,
  access: Access,
  siteId: SiteId,
  change: { parentId?: SiteId | null | undefined; options?: HostOptions | undefined },
): void {
  const site = core.registry.sites().find(each => each.id === siteId)
  if (site === undefined) return
  const parentId = change.parentId === undefined ? site.parentId : change.parentId
  if (parentId !== site.parentId) requireRight(access, 'site.manage', placeOf(parentId))
  const before = core.registry.siteOptions(siteId).options.credential
  const after = optionsUnder(core, parentId, change.options ?? site.options)
  if (after !== before) requireCredentialUse(core, access, after)
}

/** Trusting a key is another right than giving a secret; keeping one needs the vault and what manages it. */
export function checkAnswer(core: Core, access: Access, hostId: HostId, answer: HostAnswer): void {
  const host: Subject = { kind: 'host', hostId }
  if (answer.kind === 'trustHostKey' || answer.kind === 'repinHostKey')
    requireRight(access, 'host.trust', host)
  if (answer.kind !== 'secret' || answer.keepAs === undefined) return
  const { name, siteId } = answer.keepAs
  requireRight(access, 'credential.manage', placeOf(siteId))
  requireRight(access, 'host.manage', host)
  const sites = new Map(core.registry.sites().map(site => [site.id, site]))
  const above = siteChain(core.registry.get(hostId)?.siteId ?? null, sites)
  if (siteId !== null && !above.some(site => site.id === siteId))
    throw new AppError('credential.invalid', 'This host is not of that site, nor of one below it.', {
      next: 'Keep it for the host’s own site, one above it, or the whole fleet.',
      data: { why: 'otherSite' },
    })
  core.credentials.requireStorable(name, siteId)
}
