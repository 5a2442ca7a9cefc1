import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { type HostQuestion, KeyFingerprint } from '../../../shared/models/host.ts'
import type { PresentedHostKey } from '../transport/index.ts'

/** What the transport says of a host key that ended an attempt. */
const KeyFailureData = z.object({
  endpoint: z.string(),
  jump: z.boolean(),
  presented: KeyFingerprint,
  publicKey: z.string(),
  known: z.array(KeyFingerprint.extend({ source: z.string() })),
})

/** A key that ended an attempt, and what is asked about it. */
export interface KeyFailure {
  question: HostQuestion
  offered: PresentedHostKey
}

/**
 * The question that a new or changed host key puts to a person; null for every other failure. A revoked
 * key is none: nobody may get past it here.
 */
export function keyFailure(error: unknown): KeyFailure | null {
  if (!(error instanceof AppError)) return null
  if (!['hostKey.new', 'hostKey.changed', 'hostKey.refused'].includes(error.code)) return null
  const parsed = KeyFailureData.safeParse(error.data)
  if (!parsed.success) return null
  const { endpoint, jump, presented, publicKey, known } = parsed.data
  const question: HostQuestion =
    error.code === 'hostKey.changed'
      ? { kind: 'changedHostKey', endpoint, presented, known }
      : { kind: 'newHostKey', endpoint, presented }
  return { question, offered: { ...presented, endpoint, jump, publicKey } }
}
