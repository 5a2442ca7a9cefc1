import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { FetchQueue } from './fetchQueue.ts'

const clock = new ManualClock()

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, open: resolve }
}

test('runs so many at a time, in order, and is idle at the end', async () => {
  const queue = new FetchQueue({ limit: 2, clock, onError: () => undefined })
  const began: number[] = []
  let running = 0
  let most = 0
  for (let index = 0; index < 10; index++) {
    queue.add(String(index), async () => {
      began.push(index)
      most = Math.max(most, ++running)
      await new Promise(resolve => setImmediate(resolve))
      running--
    })
  }
  await queue.idle()
  expect(began).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(most).toBe(2)
  expect(queue.size).toBe(0)
})

test('the same thing waits once, and runs once more when it was asked for while it ran', async () => {
  const queue = new FetchQueue({ limit: 1, clock, onError: () => undefined })
  const first = gate()
  const ran: string[] = []
  queue.add('a', async () => {
    ran.push('a1')
    await first.promise
  })
  for (const name of ['b1', 'b2', 'b3']) queue.add('b', async () => void ran.push(name))
  for (const name of ['a2', 'a3']) queue.add('a', async () => void ran.push(name))
  first.open()
  await queue.idle()
  expect(ran).toEqual(['a1', 'b3', 'a3'])
})

test('one that fails is reported and holds up nobody', async () => {
  const errors: unknown[] = []
  const queue = new FetchQueue({ limit: 1, clock, onError: error => errors.push(error) })
  let ran = false
  queue.add('a', () => Promise.reject(new Error('no')))
  queue.add('b', async () => {
    ran = true
  })
  await queue.idle()
  expect([errors.length, ran]).toEqual([1, true])
})

test('closing drops what waits and frees whoever waited for the end', async () => {
  const queue = new FetchQueue({ limit: 1, clock, onError: () => undefined })
  const held = gate()
  let second = false
  queue.add('a', () => held.promise)
  queue.add('b', async () => {
    second = true
  })
  const idle = queue.idle()
  queue.close()
  await idle
  held.open()
  await new Promise(resolve => setImmediate(resolve))
  queue.add('c', async () => {
    second = true
  })
  expect(second).toBe(false)
})
