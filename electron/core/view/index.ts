export type * from './types.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { NarrowedView } from './narrowedView.ts'

import type { CoreView } from './types.ts'

/** Holding these over everything is seeing everything that a view could leave out, and operating all of it. */
const wholeRights: readonly Permission[] = [
  'host.read',
  'domain.read',
  'domain.operate',
  'storage.read',
  'network.read',
  'metrics.read',
  'event.read',
  'task.read',
  'task.cancel',
]

const views = new WeakMap<Core, WeakMap<Access, CoreView>>()

/** Whether nothing needs to be left out of what this person reads. */
export function seesAll(access: Access): boolean {
  return access.unlimited || wholeRights.every(right => access.may(right, { kind: 'installation' }))
}

/** The core as this person may read it at this moment; the same object for as long as that is so. */
export function viewOf(core: Core, access: Access): CoreView {
  if (seesAll(access)) return core
  const known = views.get(core) ?? new WeakMap<Access, CoreView>()
  views.set(core, known)
  const view = known.get(access) ?? new NarrowedView(core, access)
  known.set(access, view)
  return view
}
