import { expect, test } from 'vitest'
import { judge, type Report } from './judge.ts'

const finding = { id: 'X', severity: 'HIGH', file: 'a.ts', description: 'bad' }
const report = (findings: Report['findings'], more: Partial<Report> = {}): Report => ({
  checks: 41,
  errors: [],
  findings,
  ...more,
})

test('a finding that nobody explained is a problem, whatever its neighbours are', () => {
  expect(judge(report([finding]), [])).toEqual(['HIGH X in a.ts: bad'])
  expect(judge(report([finding]), [{ id: 'X', file: 'b.ts', why: '' }])).toHaveLength(2)
  expect(judge(report([finding]), [{ id: 'X', file: 'a.ts', why: '' }])).toEqual([])
})

test('what is only for information counts on neither side', () => {
  const told = { ...finding, severity: 'INFORMATIONAL' }
  expect(judge(report([told]), [])).toEqual([])
  expect(judge(report([told]), [{ id: 'X', file: 'a.ts', why: '' }])).toEqual([
    'X in a.ts is explained but not found any more',
  ])
})

test('a file that could not be read, or checks that did not run, are problems', () => {
  const errors = [{ file: 'a.ts', message: 'odd' }]
  expect(judge(report([], { errors }), [])).toEqual(['a.ts could not be read: odd'])
  expect(judge(report([], { checks: 3 }), [])).toEqual(['only 3 checks were run'])
})
