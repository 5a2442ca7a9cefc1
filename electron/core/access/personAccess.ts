import type { PersonId } from '../../../shared/ids.ts'
import type { Decision, Subject } from '../../../shared/models/access.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { assertNever } from '../../../shared/errors.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import { ownerRole } from '../../../shared/roles.ts'
import { type Coverage, type CoverageSources, grantCovers, isVanished, type LiveGrant } from './coverage.ts'
import type { Access } from './types.ts'
import { grantWords, plainRule, ruleGrant, ruleSubject, subjectWords } from './words.ts'

/** What a person's grants are at this moment, as the service tells them. */
export interface GrantState {
  /** Another number whenever anything was granted, taken or ended. */
  readonly generation: number
  readonly grants: readonly LiveGrant[]
}

/** Near misses that a decision tells. */
const MISSES_TOLD = 5

/** One person's rights: follows grants, groups, hosts and sites as they are at each question. */
export class PersonAccess implements Access {
  readonly #id: PersonId
  readonly #name: () => string
  readonly #state: () => GrantState
  readonly #sources: CoverageSources
  /** The same person's without break-glass; undefined where none is on. */
  readonly lasting: Access | undefined
  #generation = -1
  #places = -1
  #grants: readonly LiveGrant[] = []
  #unlimited: boolean | null = null
  #moves: boolean | null = null
  readonly #coverages = new Map<Permission, Coverage>()

  constructor(
    id: PersonId,
    name: () => string,
    state: () => GrantState,
    sources: CoverageSources,
    lasting?: Access,
  ) {
    this.lasting = lasting
    this.#id = id
    this.#name = name
    this.#state = state
    this.#sources = sources
  }

  get person(): { id: PersonId; name: string } {
    return { id: this.#id, name: this.#name() }
  }

  get unlimited(): boolean {
    this.#refresh()
    this.#unlimited ??= permissions.every(each => this.#of(each).everywhere)
    return this.#unlimited
  }

  get isOwner(): boolean {
    this.#refresh()
    return this.#grants.some(({ grant }) => grant.roleId === ownerRole && grant.scope.kind === 'everything')
  }

  get moves(): boolean {
    this.#refresh()
    this.#moves ??= permissions.some(each => this.#of(each).moves)
    return this.#moves
  }

  may(permission: Permission, subject: Subject): boolean {
    const coverage = this.#of(permission)
    switch (subject.kind) {
      case 'installation':
        return coverage.everywhere
      case 'site':
        return coverage.site(subject.siteId)
      case 'host':
        return coverage.host(subject.hostId)
      case 'machine':
        return coverage.now(subject.key)
      default:
        return assertNever(subject)
    }
  }

  mayMachine(permission: Permission, machine: Machine): boolean {
    return this.#of(permission).machine(machine)
  }

  mayAnywhere(permission: Permission): boolean {
    return this.#of(permission).anywhere
  }

  decide(permission: Permission, subject: Subject): Decision {
    this.#refresh()
    const sources = this.#sources
    const giving = this.#grants.filter(({ permissions }) => permissions.has(permission))
    const decisive = giving.find(each => grantCovers(each, subject, sources))
    if (decisive)
      return {
        allowed: true,
        permission,
        reason: `Allowed by ${grantWords(decisive, sources)}.`,
        grant: decisive.elevated ? null : decisive.grant,
        role: decisive.role.name,
        nearMisses: [],
        rule: { ...plainRule('granted', this.#name()), by: ruleGrant(decisive, sources) },
      }
    const isSeen = this.#reads(subject)
    const what = isSeen ? subjectWords(subject, sources) : `this ${subject.kind}`
    const misses = giving.map(each => {
      const gone = isVanished(each.grant, sources) ? ', which is gone or no query any more,' : ''
      return `${capital(grantWords(each, sources))}${gone} does not cover ${what}.`
    })
    const reason =
      giving.length === 0
        ? `Nothing that was granted to ${this.#name()} gives the right “${permission}”.`
        : `${this.#name()} holds the right “${permission}”, but not for ${what}.`
    return {
      ...{ allowed: false, permission, reason, grant: null, role: null },
      nearMisses: misses.slice(0, MISSES_TOLD),
      rule: {
        code: giving.length === 0 ? 'notGranted' : 'elsewhere',
        person: this.#name(),
        what: ruleSubject(subject, isSeen, sources),
        by: null,
        near: giving.slice(0, MISSES_TOLD).map(each => ruleGrant(each, sources)),
      },
    }
  }

  /** A refusal must not name what its reader may not see. */
  #reads(subject: Subject): boolean {
    if (subject.kind === 'installation') return true
    if (subject.kind === 'machine') return this.may('domain.read', subject)
    return this.may('host.read', subject) || (subject.kind === 'site' && this.may('site.manage', subject))
  }

  held(): Permission[] {
    return permissions.filter(each => this.#of(each).anywhere)
  }

  everywhere(): Permission[] {
    return permissions.filter(each => this.#of(each).everywhere)
  }

  /** The grants that hold now, for who explains them. */
  liveGrants(): readonly LiveGrant[] {
    this.#refresh()
    return this.#grants
  }

  #of(permission: Permission): Coverage {
    this.#refresh()
    const known = this.#coverages.get(permission)
    if (known) return known
    const giving = this.#grants.filter(({ permissions }) => permissions.has(permission))
    const made = this.#sources.coverages.of(giving, this.#sources)
    this.#coverages.set(permission, made)
    return made
  }

  #refresh(): void {
    const { generation, grants } = this.#state()
    const places = this.#sources.places.generation
    if (generation === this.#generation && places === this.#places) return
    this.#generation = generation
    this.#places = places
    this.#grants = grants
    this.#unlimited = null
    this.#moves = null
    this.#coverages.clear()
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
