import { type Permission, permissions } from '../../shared/permissions.ts'
import type { english } from './en/index.ts'
import { t } from './index.ts'

type RightKey = keyof typeof english.rights

/** What a right is called. */
export const rightName = (permission: Permission): string =>
  t(`rights.${permission.replaceAll('.', '_') as RightKey}`)

const known: ReadonlySet<unknown> = new Set(permissions)

/** The same of what came with an error; null where it is no right. */
export const rightNameOf = (value: unknown): string | null =>
  known.has(value) ? rightName(value as Permission) : null
