import type { Role } from '../../../shared/models/access.ts'
import { t } from '../../words/index.ts'

const builtIn = ['owner', 'admin', 'operator', 'viewer', 'auditor'] as const

/** What a role is for: of one that comes with the program in the window's language, else as its maker wrote it. */
export function roleWhat({ id, builtIn: comesWith, description }: Role): string {
  const known = comesWith ? builtIn.find(each => each === id) : undefined
  return known === undefined ? description : t(`people.role.what.${known}`)
}
