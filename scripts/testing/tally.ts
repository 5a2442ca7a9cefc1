import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** How many tests ended how. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A check without tests of its own counts as one. */
export function oneTest(ok: boolean): Tally {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = (key: keyof Tally) => tallies.reduce((count, tally) => count + tally[key], 0)
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') }
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** A runner that failed without naming a failed test (a crash, an import that fails) has failed once all the same. */
export function withExitCode(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

/** Counts of vitest's JSON report: a file that fails outside its tests counts as one failed test. */
export function vitestTally(file: string): Tally {
  const report = readReport(file, VitestReport)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const failed = report.testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter(test => test.status === 'failed').length
    return tests === 0 && status === 'failed' ? 1 : tests
  })
  return {
    passed: report.numPassedTests,
    failed: failed.reduce((total, count) => total + count, 0),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

const PlaywrightReport = z.object({
  errors: z.array(z.unknown()),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

/** Counts of Playwright's JSON report: a flaky test has failed, for a person cannot rely on it. */
export function playwrightTally(file: string): Tally {
  const report = readReport(file, PlaywrightReport)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  const failed = unexpected + flaky
  return { passed: expected, failed: failed === 0 && report.errors.length > 0 ? 1 : failed, skipped }
}

/** A report of the expected shape; null where the runner wrote none. */
function readReport<T>(file: string, shape: z.ZodType<T>): T | null {
  if (!existsSync(file)) return null
  const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data : null
}
