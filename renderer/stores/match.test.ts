// @vitest-environment node
import { expect, test } from 'vitest'
import type { MachineKey } from '../../shared/ids.ts'
import { applyMatchEvents, emptyMatch } from './match.ts'

const [a, b, c] = ['a', 'b', 'c'] as [MachineKey, MachineKey, MachineKey]

test('a snapshot answers the query, deltas amend the answer', () => {
  const state = applyMatchEvents(emptyMatch, 'web', [
    { type: 'snapshot', keys: [a, b] },
    { type: 'delta', added: [c], removed: [a] },
  ])
  expect([...(state.keys ?? [])]).toEqual([b, c])
  expect(state).toMatchObject({ query: 'web', busy: false, error: null })
})

test('the answer to another query is never amended by this one’s deltas', () => {
  const web = applyMatchEvents(emptyMatch, 'web', [{ type: 'snapshot', keys: [a] }])
  const db = applyMatchEvents(web, 'db', [{ type: 'delta', added: [b], removed: [] }])
  expect([...(db.keys ?? [])]).toEqual([b])
})
