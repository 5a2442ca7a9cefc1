import { assertNever } from '../../../shared/errors.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { Scope, Subject } from '../../../shared/models/access.ts'
import type { CoverageSources, LiveGrant } from './coverage.ts'

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
