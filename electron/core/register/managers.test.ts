import { expect, test } from 'vitest'
import type { Fact } from './facts.ts'
import { managersOf, ownersOf, publicKeysOf } from './managers.ts'

const everything = '{"kind":"everything"}'
const person = (id: string, disabled = 0): Fact => ['person', [id], [id, id, '', 1, disabled]]
const grant = (subject: string, role: string, scope = everything, untilMs: number | null = null): Fact => [
  'grant',
  [`${subject} ${role}`],
  [subject === 'g' ? 'group' : 'person', subject, role, scope, 1, 'a', untilMs],
]
const role = (id: string, permissions: string): Fact => ['role', [id], [id, '', permissions]]
const people = [person('a'), person('b'), person('c', 1)]

test.each<[string, Fact[], string[]]>([
  ['nobody without a grant', [], []],
  ['an owner', [grant('a', 'owner')], ['a']],
  ['an admin', [grant('b', 'admin')], ['b']],
  ['not who only looks', [grant('a', 'viewer')], []],
  ['not somewhere', [grant('a', 'owner', '{"kind":"site","siteId":"s"}')], []],
  ['not who is disabled', [grant('c', 'owner')], []],
  ['not somebody without an account', [grant('z', 'owner')], []],
  ['through a group', [grant('g', 'admin'), ['member', ['g', 'b'], []]], ['b']],
  ['not a member of another group', [grant('g', 'admin'), ['member', ['h', 'b'], []]], []],
  ['by a role of one’s own', [role('r', '["user.manage"]'), grant('a', 'r')], ['a']],
  ['by what it is a part of', [role('r', '["user"]'), grant('a', 'r')], ['a']],
  ['not by its sister', [role('r', '["user.read"]'), grant('a', 'r')], []],
  ['not by a role that is gone', [grant('a', 'r')], []],
  ['not by a list that is none', [role('r', '{"a":1}'), grant('a', 'r')], []],
  ['for a while', [grant('a', 'admin', everything, 101)], ['a']],
  ['not after it', [grant('a', 'admin', everything, 100)], []],
])('who manages people: %s', (_words, facts, expected) => {
  expect(managersOf([...people, ...facts], 100)).toEqual(expected)
})

test('an owner is one for good', () => {
  const facts = [...people, grant('a', 'owner', everything, 500), grant('b', 'owner'), grant('c', 'owner')]
  expect(ownersOf(facts)).toEqual(['b'])
})

test('public keys by person', () => {
  expect(publicKeysOf([...people, ['key', ['a'], ['AB', 1]]])).toEqual(new Map([['a', 'AB']]))
})
