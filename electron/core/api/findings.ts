import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'

/** What was found changed of people and rights, for who may read of people: it names them. */
export const findingsFor = ({ findings }: Pick<Core, 'findings'>, access: Access): readonly string[] =>
  access.may('user.read', { kind: 'installation' }) ? findings : []
