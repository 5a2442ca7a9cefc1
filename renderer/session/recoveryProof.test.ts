// @vitest-environment node
import { expect, test } from 'vitest'
import { askedGroups, groupsOf, isGroup } from './recoveryProof.ts'

test('a key falls into its groups, however it is divided', () => {
  expect(groupsOf('AB12-CD34  EF56')).toEqual(['AB12', 'CD34', 'EF56'])
})

test('two different groups are asked for, never the first', () => {
  for (let a = 0; a < 1; a += 0.09)
    for (let b = 0; b < 1; b += 0.09) {
      let turn = 0
      const asked = askedGroups(8, () => (turn++ === 0 ? a : b))
      expect(new Set(asked).size).toBe(2)
      expect(asked.every(index => index >= 1 && index < 8)).toBe(true)
    }
  expect(askedGroups(2)).toEqual([0, 1])
})

test('a group is typed in any case and with letters for the digits they look like', () => {
  expect(isGroup(['AB10'], 0, ' abIo ')).toBe(true)
  expect(isGroup(['AB10'], 0, 'AB11')).toBe(false)
  expect(isGroup(['AB10'], 1, '')).toBe(false)
})
