import { expect, test } from 'vitest'
import { poolLook } from './words.ts'

test('a pool that does not answer says so by its sign, in a word and in a sentence', () => {
  const look = poolLook({ state: 'unanswered', stale: false })
  expect(look).toMatchObject({ mark: 'bad', word: 'No answer' })
  expect(look.detail).toMatch(/gets no answer, as/)
  expect(poolLook({ state: 'unread', stale: false })).toMatchObject({ mark: 'stale', word: 'Not read' })
  expect(poolLook({ state: 'running', stale: false })).toEqual({
    ...{ mark: 'running', word: 'Active' },
    detail: undefined,
  })
})

test('of a host that is not connected nothing is said of now', () => {
  const look = poolLook({ state: 'unanswered', stale: true })
  expect(look.mark).toBe('stale')
  expect(look.detail).toBeUndefined()
})
