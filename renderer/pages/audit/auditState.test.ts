import { expect, test } from 'vitest'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { noEntries, ROWS_MAX, withEntries } from './auditState.ts'

const entry = (seq: number): AuditEntry => ({ seq }) as AuditEntry
const seqs = (state: { rows: readonly { key: string }[] }) => state.rows.map(({ key }) => Number(key))

test('pages and what comes meet once, the newest first', () => {
  let state = withEntries(noEntries, [entry(11)])
  expect(state.ready).toBe(false)
  state = withEntries(state, [entry(11), entry(10), entry(9)], { more: true })
  expect([seqs(state), state.ready, state.more]).toEqual([[11, 10, 9], true, true])
  const kept = state.rows
  state = withEntries(state, [entry(11)])
  expect(state.rows).toBe(kept)
  state = withEntries(state, [entry(8)], { more: false })
  expect([seqs(state), state.more]).toEqual([[11, 10, 9, 8], false])
})

test('what comes pushes the oldest out, and they can be loaded again', () => {
  const all = Array.from({ length: ROWS_MAX }, (_, index) => entry(index + 1))
  const state = withEntries(withEntries(noEntries, all, { more: false }), [entry(ROWS_MAX + 1)])
  expect(state.rows.length).toBe(ROWS_MAX)
  expect(state.more).toBe(true)
  expect(state.rows[0]?.entry.seq).toBe(ROWS_MAX + 1)
})
