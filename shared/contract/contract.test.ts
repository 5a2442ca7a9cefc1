import { isContractProcedure } from '@orpc/contract'
import { expect, test } from 'vitest'
import { permissions } from '../permissions.ts'
import { contract } from './index.ts'

function* procedures(node: object, path: string[] = []): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(node)) {
    if (isContractProcedure(value)) yield [[...path, name].join('.'), value['~orpc'].meta]
    else yield* procedures(value, [...path, name])
  }
}

test('every procedure declares a permission that exists', () => {
  const all = [...procedures(contract)]
  expect(all.length).toBeGreaterThan(30)
  const undeclared = all.filter(([, meta]) => {
    const { permission } = meta as { permission: string | null }
    return permission === null || ![...permissions, 'everyone'].some(known => known === permission)
  })
  expect(undeclared.map(([name]) => name)).toEqual([])
})

test('verbs that change a host need more than reading', () => {
  const rights = Object.fromEntries(
    [...procedures(contract)].map(([name, meta]) => [name, (meta as { permission: string }).permission]),
  )
  expect(rights['machines.operate']).toBe('domain.operate')
  expect(rights['hosts.remove']).toBe('host.manage')
  expect(rights['machines.watch']).toBe('domain.read')
})
