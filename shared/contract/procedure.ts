import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorCodes } from '../errors.ts'
import type { Permission } from '../permissions.ts'

/**
 * What a procedure is done to, as the core finds it in the input before anything else runs:
 * `view`: nothing by itself, the answer is narrowed to what the person may see; `installation`: needs the right over
 * everything; the others name the input's field (`a.key` one inside another). A `place` is
 * `{ kind: 'installation' | 'site' | 'host', … }`. `machines` are asked one by one by whoever acts on them.
 */
export type ProcedureSubject =
  | 'view'
  | 'installation'
  | { task: string }
  | { machine: string }
  | { machines: string }
  | { host: string }
  | { site: string }
  | { credential: string }
  | { place: string }

/** What every procedure declares besides its shapes; a procedure without a permission does not type-check. */
export interface ProcedureMeta {
  /** `everyone`: also for whoever has not signed in. */
  permission: Permission | 'everyone' | null
  subject: ProcedureSubject
  /** The right that this input needs, where that depends on it, in place of `permission`. Null for an input that is none. */
  permissionOf?: (input: unknown) => Permission | null
  /** Needs the right there too, where the input names it: where something is moved to, what it is compared with. */
  also?: ProcedureSubject
}

/** The one error shape that crosses the wire. */
export const AppErrorData = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  next: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
})

const base = oc
  .$meta<ProcedureMeta>({ permission: null, subject: 'view' })
  .errors({ APP: { status: 400, data: AppErrorData } })

/** Starts a procedure of the contract: the right that it needs and what it is done to come first. */
export const procedure = (
  permission: Permission | 'everyone',
  subject: ProcedureSubject = 'view',
  more: Pick<ProcedureMeta, 'permissionOf' | 'also'> = {},
) => base.meta({ permission, subject, ...more })
