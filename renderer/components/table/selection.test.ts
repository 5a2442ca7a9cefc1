// @vitest-environment node
import { expect, test } from 'vitest'
import { noSelection, type Selection, type SelectionAction, select } from './selection.ts'

const keys = ['a', 'b', 'c', 'd', 'e']
const run = (...actions: SelectionAction[]) =>
  actions.reduce<Selection>((state, action) => select(state, action, keys), noSelection)
const chosen = (state: Selection) => [...state.chosen].sort().join('')

test('arrows move and stop at the ends', () => {
  expect(run({ type: 'move', by: 1, extend: false }).active).toBe('a')
  expect(run({ type: 'move', by: -1, extend: false }).active).toBe('e')
  expect(run({ type: 'activate', key: 'd' }, { type: 'move', by: 9, extend: false }).active).toBe('e')
  expect(run({ type: 'end', which: 'last', extend: false }).active).toBe('e')
})

test('Shift draws a range from where it began, and redraws it on the way back', () => {
  const down = run(
    { type: 'activate', key: 'b' },
    { type: 'move', by: 1, extend: true },
    { type: 'move', by: 1, extend: true },
  )
  expect(chosen(down)).toBe('bcd')
  expect(chosen(select(down, { type: 'move', by: -1, extend: true }, keys))).toBe('bc')
  expect(chosen(select(down, { type: 'range', key: 'a' }, keys))).toBe('ab')
})

test('a toggle adds and takes away and begins the next range', () => {
  const state = run({ type: 'toggle', key: 'd' })
  expect(chosen(state)).toBe('d')
  expect(chosen(select(state, { type: 'range', key: 'b' }, keys))).toBe('bcd')
  expect(chosen(select(state, { type: 'toggle', key: 'd' }, keys))).toBe('')
})

test('all, then none', () => {
  const all = run({ type: 'all' })
  expect(chosen(all)).toBe('abcde')
  expect(chosen(select(all, { type: 'all' }, keys))).toBe('')
  expect(chosen(select(all, { type: 'clear' }, keys))).toBe('')
})

test('what is filtered away is no longer chosen', () => {
  const all = run({ type: 'all' }, { type: 'activate', key: 'b' })
  const kept = select(all, { type: 'keep' }, ['a', 'c'])
  expect(chosen(kept)).toBe('ac')
  expect(kept.active).toBeNull()
  expect(select(kept, { type: 'keep' }, ['a', 'c'])).toBe(kept)
})
