import { covers, type Permission, permissions } from '../../../shared/permissions.ts'

/** How deep a right stands in the tree; the widest stand at 0. */
export const depthOf = (permission: Permission): number => permission.split('.').length - 1

/** The right of the set that gives this one, the right itself first; null where none does. */
export function giverOf(held: readonly Permission[], permission: Permission): Permission | null {
  if (held.includes(permission)) return permission
  return held.find(each => covers(each, permission)) ?? null
}

const parentOf = (permission: string): string => permission.slice(0, Math.max(0, permission.lastIndexOf('.')))

/** How much of a right the set holds: all of it, something below it, or nothing. */
export function shareOf(held: readonly Permission[], permission: Permission): 'all' | 'some' | 'none' {
  if (giverOf(held, permission) !== null) return 'all'
  return held.some(each => covers(permission, each)) ? 'some' : 'none'
}

/**
 * The set with a right given or taken; what a wider right gives needs no mention of its own. What is taken out of
 * a wider right leaves the rest of that.
 */
export function toggled(held: readonly Permission[], permission: Permission, given: boolean): Permission[] {
  const next = new Set(held.filter(each => each !== permission && !covers(permission, each)))
  if (given) next.add(permission)
  else
    for (const wider of held.filter(each => each !== permission && covers(each, permission))) {
      next.delete(wider)
      for (let on: string = permission; on !== wider; on = parentOf(on))
        for (const beside of permissions)
          if (beside !== on && parentOf(beside) === parentOf(on)) next.add(beside)
    }
  return permissions.filter(each => next.has(each))
}
