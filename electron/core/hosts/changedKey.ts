import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { type HostQuestion, KeyFingerprint } from '../../../shared/models/host.ts'
import type { PresentedHostKey } from '../transport/index.ts'

/** What the transport's `hostKey.changed` carries. */
const ChangedKeyData = z.object({
  presented: KeyFingerprint.extend({ endpoint: z.string(), jump: z.boolean(), publicKey: z.string() }),
  known: z.array(KeyFingerprint.extend({ source: z.string() })),
})

/** The question that a changed host key puts to a person, with the key itself; null for any other failure. */
export function changedKey(error: unknown): { question: HostQuestion; presented: PresentedHostKey } | null {
  if (!(error instanceof AppError) || error.code !== 'hostKey.changed') return null
  const parsed = ChangedKeyData.safeParse(error.data)
  if (!parsed.success) return null
  const { presented, known } = parsed.data
  const { endpoint, algorithm, sha256, randomart } = presented
  return {
    presented,
    question: { kind: 'changedHostKey', endpoint, presented: { algorithm, sha256, randomart }, known },
  }
}
