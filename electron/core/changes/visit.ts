import { z } from 'zod'
import type { PersonSettings } from '../personSettings.ts'

/** Looks that follow each other within this time are one visit. */
export const VISIT_MS = 30 * 60_000

/** The person's setting that remembers when they looked at what changed. */
export const VISIT_SETTING = 'changes.visit'

const Visit = z.object({
  /** When they looked last. */
  seenMs: z.number(),
  /** When the visit before this one ended; null during the first. */
  beforeMs: z.number().nullable(),
})

/** The person looks now; when the visit before this one ended, null at the first. */
export function visit(settings: Pick<PersonSettings, 'get' | 'set'>, nowMs: number): number | null {
  const read = Visit.safeParse(settings.get(VISIT_SETTING))
  const last = read.success ? read.data : null
  const sameVisit = last !== null && nowMs - last.seenMs < VISIT_MS
  const beforeMs = sameVisit ? last.beforeMs : (last?.seenMs ?? null)
  settings.set(VISIT_SETTING, { seenMs: nowMs, beforeMs })
  return beforeMs
}
