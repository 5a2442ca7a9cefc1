import { covers, type Permission } from '../../../shared/permissions.ts'
import { builtInRoles, ownerRole } from '../../../shared/roles.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Fact, FactKind } from './facts.ts'

const NEEDED: Permission = 'user.manage'

const of = (facts: readonly Fact[], kind: FactKind): Fact[] => facts.filter(fact => fact[0] === kind)

/** Rights of a custom role; a text that is none gives nothing. */
function held(text: unknown): string[] {
  if (typeof text !== 'string') return []
  const parsed: unknown = JSON.parse(text)
  return Array.isArray(parsed) ? parsed.filter(each => typeof each === 'string') : []
}

/** Enabled people who hold, over everything and at this moment, a role that passes. */
function holding(
  facts: readonly Fact[],
  passes: (roleId: string, untilMs: number | null) => boolean,
): PersonId[] {
  const subjects = new Set(
    of(facts, 'grant').flatMap(([, , [, subject, role, scope, , , until]]) => {
      const untilMs = typeof until === 'number' ? until : null
      const isEverything = scope === '{"kind":"everything"}'
      return isEverything && passes(String(role), untilMs) ? [String(subject)] : []
    }),
  )
  for (const [, [group = '', person = '']] of of(facts, 'member'))
    if (subjects.has(group)) subjects.add(person)
  return of(facts, 'person').flatMap(([, [id = ''], values]) =>
    subjects.has(id) && values[4] === 0 ? [id as PersonId] : [],
  )
}

/** Who may be given the key that signs: whoever manages people everywhere. */
export function managersOf(facts: readonly Fact[], nowMs: number): PersonId[] {
  const custom = new Map(of(facts, 'role').map(([, [id], values]) => [id, held(values[2])]))
  const gives = (roleId: string): boolean => {
    const rights = builtInRoles.find(({ id }) => id === roleId)?.permissions ?? custom.get(roleId) ?? []
    return rights.some(each => covers(each as Permission, NEEDED))
  }
  return holding(facts, (roleId, untilMs) => (untilMs === null || untilMs > nowMs) && gives(roleId))
}

/** Who owns the installation: Owner over everything, for good. */
export const ownersOf = (facts: readonly Fact[]): PersonId[] =>
  holding(facts, (roleId, untilMs) => roleId === ownerRole && untilMs === null)

/** Each person's public key, hexadecimal. */
export const publicKeysOf = (facts: readonly Fact[]): Map<PersonId, string> =>
  new Map(of(facts, 'key').map(([, [id = ''], values]) => [id as PersonId, String(values[0])]))
