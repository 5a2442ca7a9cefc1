import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { judge, readCoverage } from './coverage.ts'
import { lastLine, oneTest, playwrightTally, sum, vitestTally, withExitCode } from './tally.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-reports-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(text: unknown): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, typeof text === 'string' ? text : JSON.stringify(text))
  return file
}

describe('tallies', () => {
  test('add up to one line', () => {
    const total = sum([oneTest(true), oneTest(false), { passed: 10, failed: 2, skipped: 3 }])
    expect(lastLine(total)).toBe('11 passed, 3 failed, 3 skipped')
  })

  test('of vitest count a file that failed to load as one failed test', () => {
    const file = report({
      numPassedTests: 2,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        {
          status: 'failed',
          assertionResults: [{ status: 'failed' }, { status: 'passed' }, { status: 'failed' }],
        },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'pending' }] },
      ],
    })
    expect(vitestTally(file)).toMatchObject({ passed: 2, failed: 3, skipped: 2 })
  })

  test('of Playwright name what failed, and what passed only when repeated; an error outside every test has failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }
    const told = (status: string, ...messages: string[]) => ({
      status,
      results: messages.map(message => ({ errors: [{ message }] })),
    })
    const spec = (title: string, ...tests: unknown[]) => ({ title, file: 'a.spec.ts', tests })
    const suites = [
      {
        specs: [
          spec('goes', told('expected')),
          spec('breaks', told('unexpected', '\u001b[31mno row\u001b[0m')),
        ],
        suites: [{ specs: [spec('wavers', told('flaky', 'late'))] }],
      },
    ]
    expect(playwrightTally(report({ errors: [], suites, stats }))).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
      notes: ['✘ a.spec.ts › breaks\n    no row', '✘ a.spec.ts › wavers (passed when repeated)\n    late'],
    })
    const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }
    expect(playwrightTally(report({ errors: [{ message: 'no config' }], stats: none }))).toMatchObject({
      failed: 1,
      notes: ['✘ outside every test\n    no config'],
    })
  })

  test('of a runner that wrote no report, or an unknown one, are a failure', () => {
    const failed = { passed: 0, failed: 1, skipped: 0 }
    expect(vitestTally(join(folder, 'absent.json'))).toEqual(failed)
    expect(playwrightTally(report({ something: 'else' }))).toEqual(failed)
  })

  test('of a runner that exits with an error are never all green', () => {
    const green = { passed: 5, failed: 0, skipped: 0 }
    expect(withExitCode(green, 1).failed).toBe(1)
    expect(withExitCode(green, 0)).toEqual(green)
    expect(withExitCode({ ...green, failed: 2 }, 1).failed).toBe(2)
  })
})

describe('the coverage gate', () => {
  const lines = (total: number, covered: number) => ({ lines: { total, covered } })

  test('passes at the limit and names the files that miss most below it', () => {
    const coverage = readCoverage(
      report({
        total: lines(100, 90),
        [join(folder, 'a.ts')]: lines(50, 48),
        [join(folder, 'b.ts')]: lines(50, 42),
      }),
      folder,
    )
    expect(judge(coverage, 90).ok).toBe(true)
    const refused = judge(coverage, 90.1)
    expect(refused.ok).toBe(false)
    expect(refused.text.split('\n').slice(1)).toEqual([
      '  b.ts: 8 lines missed (84 %)',
      '  a.ts: 2 lines missed (96 %)',
    ])
  })

  test('fails where nothing was measured', () => {
    expect(judge(readCoverage(join(folder, 'absent.json'), folder), 90).ok).toBe(false)
    expect(judge(readCoverage(report({ total: lines(0, 0) }), folder), 90).ok).toBe(false)
  })
})
