import { z } from 'zod'
import type { Explained } from './explained.ts'

/** What the analyser prints. */
export const Report = z.object({
  checks: z.number().int(),
  errors: z.array(z.object({ file: z.string(), message: z.string() })),
  findings: z.array(
    z.object({ id: z.string(), severity: z.string(), file: z.string(), description: z.string() }),
  ),
})
export type Report = z.infer<typeof Report>

/** Fewer than it has means that it was not run as it should be. */
const MIN_CHECKS = 40

/** Sentences for a person, one a problem; empty where every finding above informational is explained, and nothing else is. */
export function judge(report: Report, explained: readonly Explained[]): string[] {
  const problems = report.errors.map(({ file, message }) => `${file} could not be read: ${message}`)
  if (report.checks < MIN_CHECKS) problems.push(`only ${report.checks} checks were run`)
  const counted = report.findings.filter(({ severity }) => severity !== 'INFORMATIONAL')
  const same = (a: { id: string; file: string }, b: { id: string; file: string }) =>
    a.id === b.id && a.file === b.file
  for (const finding of counted)
    if (!explained.some(each => same(each, finding)))
      problems.push(`${finding.severity} ${finding.id} in ${finding.file}: ${finding.description}`)
  for (const each of explained)
    if (!counted.some(finding => same(each, finding)))
      problems.push(`${each.id} in ${each.file} is explained but not found any more`)
  return problems
}
