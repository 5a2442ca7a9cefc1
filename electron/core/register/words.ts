import { builtInRoles } from '../../../shared/roles.ts'
import type { Difference, Fact } from './facts.ts'

/** Rows told of in one notice. */
const TOLD = 3

/** What somebody did to the row. */
export const changeOf = ({ signed, found }: Difference): 'added' | 'removed' | 'changed' =>
  signed === null ? 'added' : found === null ? 'removed' : 'changed'

/** Which row it is, by the names that were signed: those in the row may be the forger's. */
export function wordsOf({ kind, signed, found }: Difference, facts: readonly Fact[]): string {
  const [, key, values] = signed ?? found ?? [kind, [], []]
  const nameOf = (id: unknown, ...kinds: Fact[0][]): string => {
    const fact = facts.find(each => kinds.includes(each[0]) && each[1][0] === id)
    const builtIn = kinds.includes('role') ? builtInRoles.find(role => role.id === id)?.name : undefined
    return `“${String(fact?.[2][0] ?? builtIn ?? 'somebody unknown').slice(0, 100)}”`
  }
  switch (kind) {
    case 'person':
      return `the account ${nameOf(key[0], 'person')}`
    case 'key':
      return `the public key of ${nameOf(key[0], 'person')}`
    case 'group':
      return `the group ${nameOf(key[0], 'group')}`
    case 'member':
      return `${nameOf(key[1], 'person')} in the group ${nameOf(key[0], 'group')}`
    case 'role':
      return `the role ${nameOf(key[0], 'role')}`
    case 'grant':
      return `the grant of ${nameOf(values[2], 'role')} to ${nameOf(values[1], 'person', 'group')}`
    case 'mode':
      return 'whether this is for one person or several'
    case 'breakGlass':
      return 'which roles may be taken for a while'
    case 'covers':
      return 'that policies and where credentials go are signed'
    case 'policies':
      return 'the policies'
  }
}

/** Said on screen to whoever may read of people. */
export function noticeOf(wrong: readonly Difference[], facts: readonly Fact[]): string {
  const told = wrong.slice(0, TOLD).map(each => `${wordsOf(each, facts)} (${changeOf(each)})`)
  const more = wrong.length > TOLD ? ` and ${wrong.length - TOLD} more` : ''
  return `People, rights or policies were changed outside NovaCron: ${told.join(', ')}${more}. They are again as they were signed; the audit names every row.`
}
