import { isContractProcedure } from '@orpc/contract'
import { expect, test } from 'vitest'
import type { ProcedureMeta } from './contract/procedure.ts'
import { contract } from './contract/index.ts'
import { auditActs, auditActWords } from './auditActs.ts'

function* procedures(node: object, path: string[] = []): Generator<[string, ProcedureMeta]> {
  for (const [name, value] of Object.entries(node)) {
    if (isContractProcedure(value)) yield [[...path, name].join('.'), value['~orpc'].meta as ProcedureMeta]
    else yield* procedures(value, [...path, name])
  }
}

/** What only reads: by its right, or by its verb where the right is a wider one. Whatever else there is changes something. */
const reads = (path: string, { permission }: ProcedureMeta): boolean =>
  permission === null ||
  permission.endsWith('.read') ||
  permission === 'settings.own' ||
  /\.(watch|list|get|preview|plan|inherited|discover|sessions|state|strength|touch)/.test(path)

test('every act that changes something has words of its own', () => {
  const changing = [...procedures(contract)].flatMap(([path, meta]) => (reads(path, meta) ? [] : [path]))
  expect(changing.length).toBeGreaterThan(50)
  expect(changing.filter(path => auditActWords(path) === null)).toEqual([])
})

test('no two acts are called the same, and none is called by its code', () => {
  const words = Object.values(auditActs).flatMap(area => Object.values(area))
  expect(new Set(words).size).toBe(words.length)
  expect(words.filter(each => /\w\.\w/.test(each) || each.length > 50)).toEqual([])
  expect(['hosts.fly', 'constructor.name', 'toString', '', '__proto__.a'].map(auditActWords)).toEqual(
    Array(5).fill(null),
  )
})
