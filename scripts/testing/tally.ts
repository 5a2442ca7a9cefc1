import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

/** How many tests ended how, and by name those that a person must look at. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Of each failed test its name and the first lines of its error; of each that passed only when repeated, its name. */
  readonly notes?: readonly string[]
}

/** A check without tests of its own counts as one. */
export function oneTest(ok: boolean): Tally {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = (key: 'passed' | 'failed' | 'skipped') =>
    tallies.reduce((count, tally) => count + tally[key], 0)
  const notes = tallies.flatMap(tally => tally.notes ?? [])
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped'), notes }
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
    z.object({
      name: z.string().default(''),
      message: z.string().default(''),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string().default(''),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

/** Lines of an error that tell what happened, without a terminal's colours. */
function noted(name: string, message: string): string {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, 12)
  return `✘ ${name}\n${lines.map(line => `    ${line.slice(0, 300)}`).join('\n')}`
}

/** Counts of vitest's JSON report: a file that fails outside its tests counts as one failed test. */
export function vitestTally(file: string): Tally {
  const report = readReport(file, VitestReport)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const notes = report.testResults.flatMap(({ name, message, status, assertionResults }) => {
    const tests = assertionResults.filter(test => test.status === 'failed')
    if (tests.length === 0) return status === 'failed' ? [noted(basename(name), message)] : []
    return tests.map(test =>
      noted(`${basename(name)} › ${test.fullName}`, test.failureMessages?.join('\n') ?? ''),
    )
  })
  return {
    passed: report.numPassedTests,
    failed: notes.length,
    skipped: report.numPendingTests + report.numTodoTests,
    notes,
  }
}

const PlaywrightTest = z.object({
  status: z.string(),
  results: z.array(z.object({ errors: z.array(z.object({ message: z.string().default('') })).default([]) })),
})
const PlaywrightSpec = z.object({ title: z.string(), file: z.string(), tests: z.array(PlaywrightTest) })
const PlaywrightSuite = z.object({
  specs: z.array(PlaywrightSpec),
  get suites() {
    return z.array(PlaywrightSuite).optional()
  },
})
type Suite = z.infer<typeof PlaywrightSuite>

const PlaywrightReport = z.object({
  errors: z.array(z.object({ message: z.string().default('') })),
  suites: z.array(PlaywrightSuite).default([]),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

function specsOf(suites: readonly Suite[]): z.infer<typeof PlaywrightSpec>[] {
  return suites.flatMap(suite => [...suite.specs, ...specsOf(suite.suites ?? [])])
}

/** Counts of Playwright's JSON report: a test that passed when repeated has passed, and is named. */
export function playwrightTally(file: string): Tally {
  const report = readReport(file, PlaywrightReport)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  const notes = specsOf(report.suites).flatMap(({ title, file: spec, tests }) =>
    tests.flatMap(({ status, results }) => {
      if (status !== 'unexpected' && status !== 'flaky') return []
      const message = results.flatMap(({ errors }) => errors.map(error => error.message)).join('\n')
      const name = `${spec} › ${title}`
      return [noted(status === 'flaky' ? `${name} (passed when repeated)` : name, message)]
    }),
  )
  notes.push(...report.errors.map(({ message }) => noted('outside every test', message)))
  const failed = unexpected === 0 && report.errors.length > 0 ? 1 : unexpected
  return { passed: expected + flaky, failed, skipped, notes }
}

/** A report of the expected shape; null where the runner wrote none. */
function readReport<T>(file: string, shape: z.ZodType<T>): T | null {
  if (!existsSync(file)) return null
  const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data : null
}
