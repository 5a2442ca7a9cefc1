import type { ContractRouterClient } from '@orpc/contract'
import { AppError } from '../errors.ts'
import type { Contract } from './index.ts'
import { AppErrorData } from './procedure.ts'

/** What every caller of the core holds: the contract as functions. A failure is made readable by `fromCallError`. */
export type ContractClient = ContractRouterClient<Contract>

/** The `AppError` inside a failed call, or the failure itself where it is none (a bug, a cut connection). */
export function fromCallError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('data' in error)) return error
  const parsed = AppErrorData.safeParse(error.data)
  return parsed.success ? AppError.fromWire(parsed.data) : error
}
