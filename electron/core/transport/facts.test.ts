import { expect, test } from 'vitest'
import { FactsBook, printable } from './facts.ts'

test('a decision is noted once and bounded', () => {
  const facts = new FactsBook('ssh')
  facts.decide('user', 'me', 'config:1')
  facts.decide('user', 'me', 'config:1')
  facts.decide('note', 'x'.repeat(5_000))
  expect(facts.decisions.map(one => one.label)).toEqual(['user', 'note'])
  expect(facts.decisions[1]?.value).toHaveLength(1_000)
})

test('a peer’s text loses what could fool a terminal or a screen', () => {
  expect(printable('a\u001b[31mb\u0000\r\nc\u202edc\u200b')).toBe('a [31mb c dc')
  expect(printable('é'.repeat(500))).toHaveLength(301)
  expect(printable('  ')).toBe('')
})
