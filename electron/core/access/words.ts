import { assertNever } from '../../../shared/errors.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { DecisionRule, RuleGrant, RulePlace, Scope, Subject } from '../../../shared/models/access.ts'
import { type CoverageSources, isVanished, type LiveGrant } from './coverage.ts'

/** A rule that names no place and no grant. */
export const plainRule = (code: DecisionRule['code'], person: string | null = null): DecisionRule => ({
  code,
  person,
  what: null,
  by: null,
  near: [],
})

/** A grant by its parts, for a window's own words. */
export function ruleGrant(live: LiveGrant, sources: CoverageSources): RuleGrant {
  const { grant, role, via, elevated } = live
  return {
    role: role.name,
    elevated,
    scope: rulePlace(grant.scope, sources),
    group: via?.name ?? null,
    vanished: isVanished(grant, sources),
  }
}

function rulePlace(scope: Scope, { places }: CoverageSources): RulePlace {
  switch (scope.kind) {
    case 'everything':
      return { kind: 'everything', name: null }
    case 'site':
      return { kind: 'site', name: places.sitePath(scope.siteId) }
    case 'host':
      return { kind: 'host', name: places.hostName(scope.hostId) ?? null }
    case 'query':
      return { kind: 'query', name: scope.query }
    default:
      return assertNever(scope)
  }
}

/** What was asked about by its parts; without a name where whoever reads it may not see it. */
export function ruleSubject(subject: Subject, isSeen: boolean, sources: CoverageSources): RulePlace {
  const { places } = sources
  if (subject.kind === 'installation') return { kind: 'installation', name: null }
  if (!isSeen) return { kind: subject.kind, name: null }
  if (subject.kind === 'machine') {
    const machine = sources.machine(subject.key)
    const host = places.hostName(splitMachineKey(subject.key).hostId) ?? null
    return { kind: 'machine', name: machine?.name ?? null, host }
  }
  return subject.kind === 'site'
    ? { kind: 'site', name: places.sitePath(subject.siteId) }
    : { kind: 'host', name: places.hostName(subject.hostId) ?? null }
}

/** Where a grant holds, in words: `site Berlin`, `machines that match tag:qa`. */
export function scopeWords(scope: Scope, { places }: Pick<CoverageSources, 'places'>): string {
  switch (scope.kind) {
    case 'everything':
      return 'everything'
    case 'site': {
      const path = places.sitePath(scope.siteId)
      return path === null ? 'a site that is gone' : `site ${path}`
    }
    case 'host': {
      const name = places.hostName(scope.hostId)
      return name === undefined ? 'a host that is gone' : `host ${name}`
    }
    case 'query':
      return `machines that match ${scope.query}`
    default:
      return assertNever(scope)
  }
}

/** What an act is done to, in words. */
export function subjectWords(subject: Subject, sources: CoverageSources): string {
  switch (subject.kind) {
    case 'installation':
      return 'the whole installation'
    case 'site':
      return `site ${sources.places.sitePath(subject.siteId) ?? 'that is gone'}`
    case 'host':
      return sources.places.hostName(subject.hostId) ?? 'a host that is gone'
    case 'machine': {
      const machine = sources.machine(subject.key)
      if (machine) return `${machine.name} on ${machine.host}`
      return `a machine that is gone from ${sources.places.hostName(splitMachineKey(subject.key).hostId) ?? 'its host'}`
    }
    default:
      return assertNever(subject)
  }
}

/** A grant in words: `role Operator over site Berlin, through the group Ops`. */
export function grantWords({ grant, role, via, elevated }: LiveGrant, sources: CoverageSources): string {
  const through = via === null ? '' : `, through the group ${via.name}`
  const how = elevated ? ' (break-glass)' : ''
  return `role ${role.name}${how} over ${scopeWords(grant.scope, sources)}${through}`
}
