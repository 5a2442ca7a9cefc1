import { expect, test } from 'vitest'
import type { Difference, Fact } from './facts.ts'
import { noticeOf, wordsOf } from './words.ts'

const facts: Fact[] = [
  ['person', ['a'], ['Ada', 'ada', '', 1, 0]],
  ['group', ['g'], ['ops']],
  ['role', ['r'], ['watch', '', '[]']],
]
const added = (found: Fact): Difference => ({ kind: found[0], signed: null, found })

test.each<[Fact, string]>([
  [['person', ['a'], ['Eve', 'eve', '', 1, 0]], 'the account “Ada”'],
  [['person', ['z'], ['Eve', 'eve', '', 1, 0]], 'the account “somebody unknown”'],
  [['key', ['a'], ['00', 1]], 'the public key of “Ada”'],
  [['group', ['g'], ['x']], 'the group “ops”'],
  [['member', ['g', 'a'], []], '“Ada” in the group “ops”'],
  [['role', ['r'], ['x', '', '[]']], 'the role “watch”'],
  [['grant', ['1'], ['person', 'a', 'r', '{}', 1, 'x', null]], 'the grant of “watch” to “Ada”'],
  [['grant', ['1'], ['group', 'g', 'owner', '{}', 1, 'x', null]], 'the grant of “Owner” to “ops”'],
  [['mode', ['people:setUp'], ['{}']], 'whether this is for one person or several'],
  [['breakGlass', [], ['[]']], 'which roles may be taken for a while'],
])('%j is named by what was signed', (fact, words) => {
  expect(wordsOf(added(fact), facts)).toBe(words)
})

test('of many rows a few are told', () => {
  const many = ['1', '2', '3', '4', '5'].map(id => added(['person', [id], ['E', 'e', '', 1, 0]]))
  expect(noticeOf(many, facts)).toContain(' and 2 more. They are again as they were signed')
})
