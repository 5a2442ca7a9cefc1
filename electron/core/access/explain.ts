import type { EffectiveRight, Holder } from '../../../shared/contract/people.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId, PersonId, SiteId } from '../../../shared/ids.ts'
import type { Scope, Subject } from '../../../shared/models/access.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { covers, hostWrites, type Permission, permissions } from '../../../shared/permissions.ts'
import { type CoverageSources, isVanished, type LiveGrant } from './coverage.ts'
import type { LivePeople } from './livePeople.ts'
import type { AskedQuery } from './queries.ts'
import type { Access, Covered } from './types.ts'
import { scopeWords } from './words.ts'

/** Every right that changes something on a host. */
export const writeRights = permissions.filter(each => hostWrites.some(parent => covers(parent, each)))

/** Where each right of a person comes from. */
export function effectiveRights(grants: readonly LiveGrant[], sources: CoverageSources): EffectiveRight[] {
  const live = grants.filter(({ grant }) => !isVanished(grant, sources))
  return permissions.flatMap((permission): EffectiveRight[] => {
    const giving = live.filter(each => each.permissions.has(permission))
    if (giving.length === 0) return []
    const by = giving.map(({ grant, role, via }) => ({
      grantId: grant.id,
      role: role.name,
      scope: scopeWords(grant.scope, sources),
      group: via?.name ?? null,
    }))
    return [{ permission, by, everywhere: giving.some(({ grant }) => grant.scope.kind === 'everything') }]
  })
}

/** Who can do what to one object. */
export function whoCan(people: LivePeople, subject: Subject): Holder[] {
  return people
    .accounts()
    .map(({ id, name }) => {
      const access = people.access(id, null)
      return { personId: id, name, permissions: permissions.filter(each => access.may(each, subject)) }
    })
    .filter(holder => holder.permissions.length > 0)
}

/** People with a grant of the right over everything, the site, one above it, or a host inside it. */
export function holdersOf(
  people: LivePeople,
  permission: Permission,
  siteId: SiteId | null,
  { places }: CoverageSources,
): PersonId[] {
  const around = new Set(places.above(siteId))
  const isInside = (hostId: HostId) =>
    siteId !== null && places.hosts().get(hostId)?.includes(siteId) === true
  const isEntitled = ({ permissions: given, grant: { scope } }: LiveGrant): boolean => {
    if (!given.has(permission)) return false
    if (scope.kind === 'everything') return true
    if (scope.kind === 'site') return around.has(scope.siteId)
    return scope.kind === 'host' && isInside(scope.hostId)
  }
  return people.accounts().flatMap(({ id }) => (people.state(id).grants.some(isEntitled) ? [id] : []))
}

/** Whether somebody may change something on the host, or on one of its machines. */
export function mayWriteOn(access: Access, hostId: HostId, machines: () => Iterable<Machine>): boolean {
  const held = writeRights.filter(right => access.mayAnywhere(right))
  if (held.some(right => access.may(right, { kind: 'host', hostId }))) return true
  if (held.length === 0) return false
  for (const machine of machines()) if (held.some(right => access.mayMachine(right, machine))) return true
  return false
}

/** Throws where the scope's site or host is gone, or query.invalid with the position. */
export function requireScope(
  scope: Scope,
  { places }: CoverageSources,
  query: (where: string) => AskedQuery,
): void {
  if (scope.kind === 'site' && !places.site(scope.siteId))
    throw new AppError('name.unknown', 'This site is not there any more.', { data: { siteId: scope.siteId } })
  if (scope.kind === 'host' && !places.hosts().has(scope.hostId))
    throw new AppError('host.unknown', 'This host is not in the list any more.', {
      data: { hostId: scope.hostId },
    })
  if (scope.kind === 'query') query(scope.query)
}

/** What a scope covers now. */
export function coveredBy(
  scope: Scope,
  { places }: CoverageSources,
  machines: Iterable<Machine>,
  query: (where: string) => AskedQuery,
): Covered {
  if (scope.kind === 'query')
    return { sites: [], hosts: [], machines: [...machines].filter(query(scope.query).matcher()) }
  const hosts = [...places.hosts()].flatMap(([id, around]) => {
    if (scope.kind === 'everything') return [id]
    const isIn = scope.kind === 'host' ? scope.hostId === id : around.includes(scope.siteId)
    return isIn ? [id] : []
  })
  const sites = scope.kind === 'host' ? [] : places.within(scope.kind === 'site' ? scope.siteId : null)
  const inside = new Set(hosts)
  return { sites, hosts, machines: [...machines].filter(({ hostId }) => inside.has(hostId)) }
}
