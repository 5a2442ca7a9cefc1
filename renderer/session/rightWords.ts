import type { SessionState } from '../../shared/models/access.ts'
import type { Permission } from '../../shared/permissions.ts'
import { t } from '../words/index.ts'

/** From the widest to the narrowest: what holding a right makes of a person. */
const kinds: readonly (readonly [Permission, 'manage' | 'define' | 'operate' | 'audit' | 'read'])[] = [
  ['user.manage', 'manage'],
  ['domain.define', 'define'],
  ['domain.operate.start', 'operate'],
  ['audit.read', 'audit'],
  ['domain.read', 'read'],
]

/** What somebody is here, in a few words, from the rights they hold. */
export function rightWords({
  person,
  permissions,
  everywhere,
}: Pick<SessionState, 'person' | 'permissions' | 'everywhere'>): string {
  if (person?.isOwner) return t('session.can.owner')
  const kind = kinds.find(([permission]) => permissions.includes(permission))
  if (!kind) return t('session.can.nothing')
  const words = t(`session.can.${kind[1]}`)
  return everywhere.includes(kind[0]) ? words : words + t('session.can.somewhere')
}

/** One or two letters for somebody, from how they are called. */
export function initials(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/)
  const last = others.at(-1) ?? ''
  const letter = (word: string) => [...word][0] ?? ''
  return (letter(first) + letter(last)).toLocaleUpperCase()
}
