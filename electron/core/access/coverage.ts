import type { HostId, SiteId } from '../../../shared/ids.ts'
import { splitMachineKey } from '../../../shared/ids.ts'
import type { Grant, Group, Role, Subject } from '../../../shared/models/access.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { assertNever } from '../../../shared/errors.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Clock } from '../clock.ts'
import type { Places } from './places.ts'
import { QueryIndex } from './queryIndex.ts'
import type { ScopeQueries, ScopeQuery } from './queries.ts'

/** A grant that a person has, with what it comes to. */
export interface LiveGrant {
  readonly grant: Grant
  readonly role: Role
  /** The group that it came through; null where it is the person's own. */
  readonly via: Group | null
  /** Every right that the role gives, children included. */
  readonly permissions: ReadonlySet<Permission>
  /** Break-glass: no grant that is stored. */
  readonly elevated: boolean
}

/** What is looked into to say whether something is covered. */
export interface CoverageSources {
  readonly places: Places
  readonly queries: ScopeQueries
  readonly clock: Clock
  readonly coverages: Coverages
  machine(key: Machine['key']): Machine | undefined
}

/** Different sets of scopes that are remembered. */
const COVERAGES_KEPT = 2_000
/** How long lists may use the answer of a query that moves by itself. */
const MOVING_MS = 1_000

/** Whether this grant covers the subject at this moment. */
export function grantCovers({ grant }: LiveGrant, subject: Subject, sources: CoverageSources): boolean {
  const { scope } = grant
  const { places } = sources
  switch (scope.kind) {
    case 'everything':
      return true
    case 'site':
      if (subject.kind === 'site') return places.above(subject.siteId).includes(scope.siteId)
      return sitesAround(subject, places).includes(scope.siteId)
    case 'host':
      return (
        (subject.kind === 'host' || subject.kind === 'machine') &&
        hostOf(subject) === scope.hostId &&
        places.hosts().has(scope.hostId)
      )
    case 'query': {
      const machine = subject.kind === 'machine' ? sources.machine(subject.key) : undefined
      return machine !== undefined && (sources.queries.get(scope.query)?.matcher()(machine) ?? false)
    }
    default:
      return assertNever(scope)
  }
}

const hostOf = (subject: Extract<Subject, { kind: 'host' | 'machine' }>): HostId =>
  subject.kind === 'host' ? subject.hostId : splitMachineKey(subject.key).hostId

const sitesAround = (subject: Subject, places: Places): readonly SiteId[] =>
  subject.kind === 'host' || subject.kind === 'machine' ? (places.hosts().get(hostOf(subject)) ?? []) : []

/** Whether a grant's site or host is gone, or its query not one any more: it covers nothing. */
export function isVanished({ scope }: Pick<Grant, 'scope'>, { places, queries }: CoverageSources): boolean {
  if (scope.kind === 'site') return places.site(scope.siteId) === undefined
  if (scope.kind === 'host') return !places.hosts().has(scope.hostId)
  return scope.kind === 'query' && queries.get(scope.query) === null
}

/** Everything that one person's grants of one right cover, made for being asked often. */
export class Coverage {
  readonly everywhere: boolean
  /** Covers something, or a site or host that holds nothing yet. */
  readonly anywhere: boolean
  /** Some query's answer moves although no machine is replaced. */
  readonly moves: boolean
  readonly #sources: CoverageSources
  readonly #sites: ReadonlySet<SiteId>
  readonly #hosts: ReadonlySet<HostId>
  readonly #steady: readonly ScopeQuery[]
  readonly #moving: readonly ScopeQuery[]
  readonly #steadyMemo = new WeakMap<Machine, boolean>()
  #steadyIndex: QueryIndex | null = null
  #movingMemo = new WeakMap<Machine, boolean>()
  #movingTests: readonly ((machine: Machine) => boolean)[] = []
  #movingUntilMs = Number.NEGATIVE_INFINITY

  constructor(grants: readonly LiveGrant[], sources: CoverageSources) {
    this.#sources = sources
    const { places, queries } = sources
    const scopes = grants.map(({ grant }) => grant.scope)
    this.everywhere = scopes.some(({ kind }) => kind === 'everything')
    const sites = scopes.flatMap(scope => (scope.kind === 'site' ? places.within(scope.siteId) : []))
    this.#sites = new Set(sites)
    const named = new Set(scopes.flatMap(scope => (scope.kind === 'host' ? [scope.hostId] : [])))
    this.#hosts = new Set(
      [...places.hosts()].flatMap(([id, around]) =>
        named.has(id) || around.some(site => this.#sites.has(site)) ? [id] : [],
      ),
    )
    const texts = new Set(scopes.flatMap(scope => (scope.kind === 'query' ? [scope.query] : [])))
    const compiled = [...texts].flatMap(text => queries.get(text) ?? [])
    this.#steady = compiled.filter(({ moves }) => !moves)
    this.#moving = compiled.filter(({ moves }) => moves)
    this.moves = this.#moving.length > 0
    this.anywhere = this.everywhere || this.#sites.size + this.#hosts.size + compiled.length > 0
  }

  /** Of a site, or a host by its id. */
  site(id: SiteId): boolean {
    return this.everywhere || this.#sites.has(id)
  }

  host(id: HostId): boolean {
    return this.everywhere || this.#hosts.has(id)
  }

  /** As of this moment. */
  now(key: Machine['key']): boolean {
    if (this.host(splitMachineKey(key).hostId)) return true
    if (this.#steady.length + this.#moving.length === 0) return false
    const machine = this.#sources.machine(key)
    if (!machine) return false
    return this.#isSteady(machine) || this.#moving.some(query => query.matcher()(machine))
  }

  /** For lists: a query that moves by itself is asked again once a second. */
  machine(machine: Machine): boolean {
    if (this.everywhere || this.#hosts.has(machine.hostId)) return true
    if (this.#steady.length > 0 && this.#isSteady(machine)) return true
    return this.#moving.length > 0 && this.#isMoving(machine)
  }

  /** Machines are replaced when they change, so what was found of one holds for as long as it is there. */
  #isSteady(machine: Machine): boolean {
    const known = this.#steadyMemo.get(machine)
    if (known !== undefined) return known
    this.#steadyIndex ??= new QueryIndex(this.#steady)
    const found = this.#steadyIndex.any(machine)
    this.#steadyMemo.set(machine, found)
    return found
  }

  #isMoving(machine: Machine): boolean {
    const nowMs = this.#sources.clock.monotonicMs()
    if (nowMs >= this.#movingUntilMs) {
      this.#movingUntilMs = nowMs + MOVING_MS
      this.#movingMemo = new WeakMap()
      this.#movingTests = this.#moving.map(query => query.matcher())
    }
    const known = this.#movingMemo.get(machine)
    if (known !== undefined) return known
    const found = matchesAny(this.#movingTests, machine)
    this.#movingMemo.set(machine, found)
    return found
  }
}

function matchesAny(tests: readonly ((machine: Machine) => boolean)[], machine: Machine): boolean {
  for (const test of tests) if (test(machine)) return true
  return false
}

/** Coverages by their scopes: what was found of machines for one seat serves the next one, and whoever holds the same. */
export class Coverages {
  readonly #known = new Map<string, Coverage>()
  #generation = -1

  of(grants: readonly LiveGrant[], sources: CoverageSources): Coverage {
    const { generation } = sources.places
    if (generation !== this.#generation || this.#known.size > COVERAGES_KEPT) this.#known.clear()
    this.#generation = generation
    const scopes = [...new Set(grants.map(({ grant }) => JSON.stringify(grant.scope)))].sort().join()
    const known = this.#known.get(scopes) ?? new Coverage(grants, sources)
    this.#known.set(scopes, known)
    return known
  }
}
