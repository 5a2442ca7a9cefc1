import { create, type StoreApi } from 'zustand'
import type { AppError } from '../../shared/errors.ts'

/** When what failed is asked for again. */
export interface Retry {
  /** Unix ms; null while it is being asked. */
  atMs: number | null
}

const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 30_000

/** How long is waited after so many failures in a row, milliseconds: doubled each time, up to half a minute. */
export const retryDelayMs = (failures: number): number =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1))

/** Beside the failures themselves: whoever shows one is handed nothing else. */
const plans = new WeakMap<AppError, StoreApi<Retry>>()

/** What is planned after this failure, to be followed; null where nothing is. */
export const retryOf = (error: AppError): StoreApi<Retry> | null => plans.get(error) ?? null

/** Says when it is tried again after this failure; null: now. */
export function planRetry(error: AppError, atMs: number | null): void {
  const plan = plans.get(error)
  if (plan) plan.setState({ atMs })
  else
    plans.set(
      error,
      create<Retry>()(() => ({ atMs })),
    )
}

const waiting = new Set<() => void>()

/** Tries everything at once that waits for its time: what failed together often failed for one reason. */
export function tryNow(): void {
  for (const wake of [...waiting]) wake()
}

/** Calls `wake` when somebody wants no waiting; returns the end of that. */
export function onTryNow(wake: () => void): () => void {
  waiting.add(wake)
  return () => waiting.delete(wake)
}
