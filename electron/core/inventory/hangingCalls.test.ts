import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { HangingCalls } from './hangingCalls.ts'

function setUp() {
  const clock = new ManualClock()
  const { signal } = new AbortController()
  return { clock, calls: new HangingCalls({ clock, signal, places: 2, waitMs: 1_000 }) }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('one that hangs holds its place, and its name is asked no more, until it is answered', async () => {
  const { clock, calls } = setUp()
  const answer = Promise.withResolvers<string>()
  const hangs = calls.call('a', () => answer.promise)
  clock.advance(1_000)
  await expect(hangs).rejects.toMatchObject({ kind: 'timeout' })
  let asked = 0
  const ask = async () => {
    asked++
    return 'fine'
  }
  await expect(calls.call('a', ask)).rejects.toMatchObject({ kind: 'timeout' })
  expect(asked).toBe(0)
  expect(await calls.call('b', ask)).toBe('fine')
  const other = calls.call('c', () => new Promise<string>(() => undefined))
  other.catch(() => undefined)
  await expect(calls.call('b', ask)).rejects.toMatchObject({ kind: 'timeout' })
  answer.resolve('late')
  await settled()
  expect(await calls.call('a', ask)).toBe('fine')
  expect(asked).toBe(2)
})

test('those that follow take no place, and one of them that hangs is known by its name', async () => {
  const { clock, calls } = setUp()
  const answers = [1, 2, 3].map(() => Promise.withResolvers<number>())
  const following = answers.map(({ promise }) => calls.follow('a', () => promise))
  clock.advance(1_000)
  for (const one of following) await expect(one).rejects.toMatchObject({ kind: 'timeout' })
  expect(await calls.call('b', async () => 1)).toBe(1)
  answers[0]?.resolve(1)
  answers[1]?.resolve(1)
  await settled()
  await expect(calls.call('a', async () => 1)).rejects.toMatchObject({ kind: 'timeout' })
  answers[2]?.resolve(1)
  await settled()
  expect(await calls.call('a', async () => 1)).toBe(1)
  expect(clock.pending).toBe(0)
})

test('a failure is the caller’s, and gives the place back', async () => {
  const { clock, calls } = setUp()
  for (let round = 0; round < 3; round++) {
    const failing = calls.call('a', () => Promise.reject(new Error('refused')))
    await expect(failing).rejects.toThrow('refused')
  }
  const answer = Promise.withResolvers<number>()
  const late = calls.call('a', () => answer.promise)
  clock.advance(1_000)
  await expect(late).rejects.toMatchObject({ kind: 'timeout' })
  answer.reject(new Error('the link is gone'))
  await settled()
  expect(await calls.call('a', async () => 2)).toBe(2)
})
