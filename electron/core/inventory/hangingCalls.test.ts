import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { LibvirtError } from '../libvirt/index.ts'
import { HangingCalls } from './hangingCalls.ts'
import { Places } from './places.ts'

function setUp(...places: number[]) {
  const clock = new ManualClock()
  const { signal } = new AbortController()
  const answered: string[] = []
  const shared = new Places(places[1] ?? 9)
  const calls = new HangingCalls({
    ...{ clock, signal, places: [new Places(places[0] ?? 2), shared], waitMs: 1_000 },
    onAnswer: name => answered.push(name),
  })
  return { clock, calls, shared, answered }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('one that hangs holds its place, and its name is asked no more, until it is answered', async () => {
  const { clock, calls } = setUp()
  const answer = Promise.withResolvers<string>()
  const hangs = calls.call('a', () => answer.promise)
  await settled()
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
  await settled()
  clock.advance(1_000)
  await expect(calls.call('b', ask)).rejects.toMatchObject({ kind: 'timeout' })
  answer.resolve('late')
  await settled()
  expect(await calls.call('a', ask)).toBe('fine')
  expect(asked).toBe(2)
})

test('one waits for a place as long as somebody may give it back, and is refused once all of them hang', async () => {
  const { clock, calls } = setUp()
  const answers = [1, 2].map(() => Promise.withResolvers<number>())
  const first = answers.map(({ promise }, index) => calls.call(`${index}`, () => promise))
  for (const one of first) one.catch(() => undefined)
  await settled()
  let asked = 0
  const ask = async () => ++asked
  const waiting = [calls.call('b', ask), calls.call('c', () => new Promise<number>(() => undefined))]
  for (const one of waiting) one.catch(() => undefined)
  const refused = calls.call('d', ask)
  refused.catch(() => undefined)
  await settled()
  expect(asked).toBe(0)
  clock.advance(500)
  answers[0]?.resolve(1)
  await settled()
  // The place went to b, and from b to c, which hangs as the other one does.
  expect(await waiting[0]).toBe(1)
  clock.advance(1_000)
  await expect(refused).rejects.toMatchObject({ kind: 'timeout' })
  await expect(waiting[1]).rejects.toMatchObject({ kind: 'timeout' })
  expect([calls.size, asked]).toEqual([2, 1])
})

test('two kinds of calls have some of their places in common', async () => {
  const { clock, calls, shared } = setUp(2, 3)
  const { signal } = new AbortController()
  const others = new HangingCalls({ clock, signal, places: [shared], waitMs: 1_000 })
  const never = () => new Promise<number>(() => undefined)
  const hanging = [calls.call('a', never), calls.call('b', never), others.call('c', never)]
  for (const one of hanging) one.catch(() => undefined)
  await settled()
  clock.advance(1_000)
  await expect(others.call('d', async () => 1)).rejects.toMatchObject({ kind: 'timeout' })
  expect([calls.size, others.size]).toEqual([2, 1])
  expect(clock.pending).toBe(0)
})

test('what hung and is answered after all is told, the end of the connection is no answer', async () => {
  const { clock, calls, answered } = setUp(4)
  const outcomes = { fine: Promise.withResolvers<number>(), refused: Promise.withResolvers<number>() }
  const ended = Promise.withResolvers<number>()
  for (const [name, { promise }] of Object.entries({ ...outcomes, ended }))
    calls.call(name, () => promise).catch(() => undefined)
  await settled()
  clock.advance(1_000)
  const fields = { str1: null, str2: null, str3: null, int1: 0, int2: 0 }
  outcomes.refused.reject(
    new LibvirtError({ code: 38, domain: 0, level: 2, text: '', details: fields }, null),
  )
  outcomes.fine.resolve(1)
  ended.reject(new Error('the link is gone'))
  await settled()
  expect(answered.sort()).toEqual(['fine', 'refused'])
  expect(calls.size).toBe(0)
})

test('a failure is the caller’s, and gives the place back', async () => {
  const { clock, calls } = setUp()
  for (let round = 0; round < 3; round++) {
    const failing = calls.call('a', () => Promise.reject(new Error('refused')))
    await expect(failing).rejects.toThrow('refused')
  }
  const answer = Promise.withResolvers<number>()
  const late = calls.call('a', () => answer.promise)
  await settled()
  clock.advance(1_000)
  await expect(late).rejects.toMatchObject({ kind: 'timeout' })
  answer.reject(new Error('the link is gone'))
  await settled()
  expect(await calls.call('a', async () => 2)).toBe(2)
})
