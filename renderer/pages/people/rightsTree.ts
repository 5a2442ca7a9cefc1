import { covers, type Permission, permissions } from '../../../shared/permissions.ts'
import type { english } from '../../words/en/index.ts'
import { t } from '../../words/index.ts'

type RightKey = keyof typeof english.rights

/** What a right is called. */
export const rightName = (permission: Permission): string =>
  t(`rights.${permission.replaceAll('.', '_') as RightKey}`)

/** How deep a right stands in the tree; the widest stand at 0. */
export const depthOf = (permission: Permission): number => permission.split('.').length - 1

/** The right of the set that gives this one, the right itself first; null where none does. */
export function giverOf(held: readonly Permission[], permission: Permission): Permission | null {
  if (held.includes(permission)) return permission
  return held.find(each => covers(each, permission)) ?? null
}

/** The set with a right given or taken; what a wider right gives needs no mention of its own. */
export function toggled(held: readonly Permission[], permission: Permission, given: boolean): Permission[] {
  const others = held.filter(each => each !== permission && !(given && covers(permission, each)))
  const next = given ? [...others, permission] : others
  return permissions.filter(each => next.includes(each))
}
