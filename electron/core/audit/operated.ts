import { z } from 'zod'
import { MachineKey, TaskId } from '../../../shared/ids.ts'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { recordableWords } from './redact.ts'

/** What of an answer is looked at: tasks that were begun, machines that were left alone. */
const Operated = z.object({
  tasks: z.array(z.object({ id: TaskId, key: MachineKey })),
  skipped: z.array(z.object({ key: MachineKey, skip: z.string().nullable() })).optional(),
})

type Outcome = Partial<Pick<AuditEntry, 'result' | 'error' | 'correlation'>>

/** How it went for each machine of an act that begins tasks; null for an answer that tells of none. */
export function operateOutcome(output: unknown): ((key: MachineKey) => Outcome) | null {
  const parsed = Operated.safeParse(output)
  if (!parsed.success) return null
  const outcomes = new Map<MachineKey, Outcome>()
  for (const { key, skip } of parsed.data.skipped ?? [])
    outcomes.set(key, { result: 'failed', error: `left alone: ${recordableWords(skip ?? '')}` })
  for (const { key, id } of parsed.data.tasks)
    outcomes.set(key, { correlation: [...(outcomes.get(key)?.correlation ?? []), id] })
  return key => outcomes.get(key) ?? {}
}
