import { randomUUID } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import { GrantId, type PersonId } from '../../../shared/ids.ts'
import type { Grant } from '../../../shared/models/access.ts'
import type { CoverageSources, LiveGrant } from './coverage.ts'
import type { GrantBook } from './grantBook.ts'
import { expanded } from './guard.ts'
import { type GrantState, PersonAccess } from './personAccess.ts'
import type { Account, AccountList, Elevation } from './types.ts'

type Live = GrantState & { readonly revision: number; readonly endsMs: number }

/** What everybody's grants come to now: one's own, those of one's groups, and an elevation where one is on. */
export class LivePeople {
  readonly #book: GrantBook
  readonly #sources: CoverageSources
  readonly #live = new Map<PersonId, Live>()
  #accounts: ReadonlyMap<PersonId, Account> = new Map()
  #revision = 0
  #generation = 0

  constructor(book: GrantBook, sources: CoverageSources) {
    this.#book = book
    this.#sources = sources
  }

  /** Takes over who has an account; answers whose rights that changed: who came, went, or was enabled or disabled. */
  take(list: AccountList): Set<PersonId> {
    const before = this.#accounts
    this.#accounts = new Map(list.list().map(account => [account.id, account]))
    const ids = new Set([...before.keys(), ...this.#accounts.keys()])
    const moved = new Set(
      [...ids].filter(id => before.get(id)?.disabled !== this.#accounts.get(id)?.disabled),
    )
    if (moved.size > 0) this.#revision++
    return moved
  }

  account(id: PersonId): Account | undefined {
    return this.#accounts.get(id)
  }

  /** `name.unknown` where there is none (any more). */
  need(id: PersonId): void {
    if (this.#accounts.has(id)) return
    throw new AppError('name.unknown', 'This person has no account here any more.', {
      data: { personId: id },
    })
  }

  accounts(): Account[] {
    return [...this.#accounts.values()]
  }

  access(personId: PersonId, elevation: Elevation | null): PersonAccess {
    const name = () => this.#accounts.get(personId)?.name ?? 'somebody who is gone'
    if (elevation === null) return new PersonAccess(personId, name, () => this.state(personId), this.#sources)
    const added = this.#added(elevation)
    const state = () => this.#withElevation(personId, elevation, added)
    return new PersonAccess(personId, name, state, this.#sources, this.access(personId, null))
  }

  /** The grants that a person has now; none for one without an account, or a disabled one. */
  state(personId: PersonId): GrantState {
    const revision = this.#revision + this.#book.revision
    const nowMs = this.#sources.clock.nowMs()
    const known = this.#live.get(personId)
    if (known && known.revision === revision && nowMs < known.endsMs) return known
    const grants = this.#isEnabled(personId) ? this.#grantsOf(personId, nowMs) : []
    const endsMs = Math.min(Number.POSITIVE_INFINITY, ...grants.flatMap(({ grant }) => grant.untilMs ?? []))
    const live = { revision, generation: ++this.#generation, grants, endsMs }
    this.#live.set(personId, live)
    return live
  }

  #isEnabled(personId: PersonId): boolean {
    return this.#accounts.get(personId)?.disabled === false
  }

  #grantsOf(personId: PersonId, nowMs: number): LiveGrant[] {
    const { grants, groups, roles } = this.#book.data
    const own = new Map(
      groups.flatMap(group => (group.members.includes(personId) ? [[group.id, group]] : [])),
    )
    return grants.flatMap((grant): LiveGrant[] => {
      const { subject } = grant
      if (this.#book.isOver(grant, nowMs)) return []
      const via = subject.kind === 'group' ? (own.get(subject.id) ?? null) : null
      if (subject.kind === 'group' ? via === null : subject.id !== personId) return []
      const role = roles.find(({ id }) => id === grant.roleId)
      if (!role) return []
      return [{ grant, role, via, permissions: new Set(expanded(role.permissions)), elevated: false }]
    })
  }

  #added({ personId, roleId, untilMs }: Elevation): LiveGrant {
    const role = this.#book.role(roleId)
    const grant: Grant = {
      id: GrantId.parse(randomUUID()),
      subject: { kind: 'person', id: personId },
      roleId,
      scope: { kind: 'everything' },
      createdAtMs: this.#sources.clock.nowMs(),
      createdBy: 'break-glass',
      untilMs,
    }
    return { grant, role, via: null, permissions: new Set(expanded(role.permissions)), elevated: true }
  }

  /** Two numbers of each state of the person's own: with the added role and without. */
  #withElevation(personId: PersonId, elevation: Elevation, added: LiveGrant): GrantState {
    const own = this.state(personId)
    const isOn = !elevation.ended && elevation.untilMs > this.#sources.clock.nowMs()
    return isOn && this.#isEnabled(personId)
      ? { generation: own.generation * 2 + 1, grants: [...own.grants, added] }
      : { generation: own.generation * 2, grants: own.grants }
  }
}
