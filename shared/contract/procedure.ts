import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorCodes } from '../errors.ts'
import type { Permission } from '../permissions.ts'

/** What every procedure declares besides its shapes; a procedure without a permission does not type-check. */
export interface ProcedureMeta {
  permission: Permission | null
}

/** The one error shape that crosses the wire. */
export const AppErrorData = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  next: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
})

const base = oc
  .$meta<ProcedureMeta>({ permission: null })
  .errors({ APP: { status: 400, data: AppErrorData } })

/** Starts a procedure of the contract: the right that it needs comes first. */
export const procedure = (permission: Permission) => base.meta({ permission })
