import { z } from 'zod'
import type { HostState } from './host.ts'

const Withheld = z.object({
  credential: z.string(),
  why: z.enum(['changed', 'missing', 'damaged']),
  digest: z.string(),
  changes: z.array(
    z.object({
      what: z.enum(['address', 'transport', 'jump', 'keyFiles', 'credential', 'hostKeys']),
      accepted: z.string(),
      found: z.string(),
    }),
  ),
})
/** Why a host's credential is not sent, and what changed; told only to whoever may know its name. */
export type Withheld = z.infer<typeof Withheld>

/** Null where nothing is withheld, or not told. */
export function withheldOf({ problem }: Pick<HostState, 'problem'>): Withheld | null {
  if (problem?.code !== 'credential.withheld') return null
  return Withheld.safeParse(problem.data).data ?? null
}
