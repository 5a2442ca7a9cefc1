import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../setup/build.ts'
import { root, runToEnd, tool } from '../setup/program.ts'
import { judge, readCoverage } from './coverage.ts'
import { oneTest, playwrightTally, sum, type Tally, vitestTally, withExitCode } from './tally.ts'

/** Percent of the lines of electron/ and shared/ that the tests must run. */
const COVERAGE = 90
/** A runner that takes longer than this hangs. */
const RUNNER_MS = 1_500_000
const reports = join(root, 'coverage')

export interface Step {
  readonly name: string
  run(): Promise<Tally>
}

/** A check that is one program: passed when it exits 0. */
function check(name: string, ...command: string[]): Step {
  return { name, run: async () => oneTest((await runToEnd(command)) === 0) }
}

/** Everything `npm test` runs, in order; each runs whatever became of those before. */
export const steps: readonly Step[] = [
  check('lock', process.execPath, 'scripts/check-lock.mjs'),
  check('layers', process.execPath, 'scripts/layers/main.ts'),
  check('lint', ...tool('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.'),
  check('types', ...tool('typescript', 'bin/tsc'), '--noEmit'),
  check('electronegativity', process.execPath, 'scripts/security/main.ts'),
  {
    name: 'build',
    async run() {
      await build()
      return oneTest(true)
    },
  },
  { name: 'unit and integration', run: vitest },
  {
    name: 'coverage',
    async run() {
      const { ok, text } = judge(readCoverage(join(reports, 'coverage-summary.json'), root), COVERAGE)
      process.stdout.write(`${text}\n`)
      return oneTest(ok)
    },
  },
  { name: 'end to end', run: playwright },
]

async function vitest(): Promise<Tally> {
  const report = fresh('vitest.json')
  rmSync(join(reports, 'coverage-summary.json'), { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runToEnd([...tool('vitest', 'vitest.mjs'), 'run', '--coverage', ...reporters], {
    env: { NO_COLOR: '1' },
    timeoutMs: RUNNER_MS,
  })
  return withExitCode(vitestTally(report), code)
}

/** What needs a lab by itself, for Chromium gives up loads when a lab comes or goes; then the rest, two at a time. */
async function playwright(): Promise<Tally> {
  const live = await playwrightRun('playwright.json', '--project=end to end', '--project=demo')
  // A folder of its own: what the first left of its failures stays.
  const rest = ['--project=desktop', '--project=pictures', '--workers=2', '--output=test-results/windows']
  return sum([live, await playwrightRun('playwright-windows.json', ...rest)])
}

async function playwrightRun(reportName: string, ...args: string[]): Promise<Tally> {
  const report = fresh(reportName)
  const command = [...tool('@playwright/test', 'cli.js'), 'test', '--reporter=list,json', ...args]
  const code = await runToEnd(command, {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, NO_COLOR: '1' },
    timeoutMs: RUNNER_MS,
  })
  return withExitCode(playwrightTally(report), code)
}

/** A report's path, with an older run's report gone: a runner that dies must not be judged by it. */
function fresh(name: string): string {
  const folder = join(root, 'out/reports')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  rmSync(file, { force: true })
  return file
}
