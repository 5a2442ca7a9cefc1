import { expect, test } from 'vitest'
import { Reopening } from './reopening.ts'

test('whoever waits goes on when it has ended, and at once where nothing is under way', async () => {
  const reopening = new Reopening()
  await reopening.ended()
  reopening.begin()
  expect(reopening.isUnderWay).toBe(true)
  const order: string[] = []
  const waiting = reopening.ended().then(() => order.push('went on'))
  await Promise.resolve()
  order.push('waited')
  reopening.end()
  await waiting
  expect(order).toEqual(['waited', 'went on'])
  expect(reopening.isUnderWay).toBe(false)
})

test('a wait is given up by its signal', async () => {
  const reopening = new Reopening()
  reopening.begin()
  const ending = new AbortController()
  const waiting = reopening.ended(ending.signal)
  ending.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

test('a wait that nobody wants any more does not begin', async () => {
  const reopening = new Reopening()
  reopening.begin()
  const gone = AbortSignal.abort(new Error('gone'))
  await expect(reopening.ended(gone)).rejects.toThrow('gone')
})
