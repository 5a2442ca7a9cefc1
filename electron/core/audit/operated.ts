import { z } from 'zod'
import { MachineKey, TaskId } from '../../../shared/ids.ts'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { PlanSkip } from '../../../shared/models/task.ts'
import { recordableWords } from './redact.ts'

/** What of an answer is looked at: tasks that were begun, machines that were left alone. */
const Operated = z.object({
  tasks: z.array(z.object({ id: TaskId, key: MachineKey })),
  skipped: z.array(z.object({ key: MachineKey, skip: PlanSkip.nullable() })).optional(),
})

/** The reason's code, with what it depends on: entries are read by people of every language and by programs. */
function reasonOf({ code, host, state, permission }: PlanSkip): string {
  const on = permission ?? state ?? host
  return on === undefined ? code : `${code} (${recordableWords(on)})`
}

type Outcome = Partial<Pick<AuditEntry, 'result' | 'error' | 'correlation'>>

/** How it went for each machine of an act that begins tasks; null for an answer that tells of none. */
export function operateOutcome(output: unknown): ((key: MachineKey) => Outcome) | null {
  const parsed = Operated.safeParse(output)
  if (!parsed.success) return null
  const outcomes = new Map<MachineKey, Outcome>()
  for (const { key, skip } of parsed.data.skipped ?? [])
    outcomes.set(key, { result: 'failed', error: `left alone: ${skip ? reasonOf(skip) : ''}` })
  for (const { key, id } of parsed.data.tasks)
    outcomes.set(key, { correlation: [...(outcomes.get(key)?.correlation ?? []), id] })
  return key => outcomes.get(key) ?? {}
}
