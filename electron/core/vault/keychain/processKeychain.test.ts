import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KeychainAsk } from './messages.ts'
import { ProcessKeychain } from './processKeychain.ts'

/** A process that says what the test has it say, and notes what it is asked and whether it was ended. */
class Scripted {
  readonly asked: KeychainAsk[] = []
  killed = 0
  tell: (told: unknown) => void = () => undefined
  end: () => void = () => undefined
}

function scripted() {
  const processes: Scripted[] = []
  const keychain = new ProcessKeychain('NovaCron', () => {
    const one = new Scripted()
    processes.push(one)
    return {
      send: ask => void one.asked.push(ask),
      onTold: listener => {
        one.tell = listener
      },
      onEnded: listener => {
        one.end = listener
      },
      kill: () => void one.killed++,
    }
  })
  const last = () => {
    const one = processes.at(-1)
    if (!one) throw new Error('nothing was started')
    return one
  }
  return { keychain, processes, last }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refused = (words: RegExp, why?: string) =>
  expect.objectContaining({
    code: 'keychain.unavailable',
    message: expect.stringMatching(words),
    ...(why === undefined ? {} : { data: { why } }),
  })

test('each question is a process of its own, which ends with the answer', async () => {
  const { keychain, processes, last } = scripted()
  const got = keychain.get('a')
  last().tell({ there: true })
  last().tell({ done: Uint8Array.of(1, 2) })
  expect(await got).toEqual(Buffer.from([1, 2]))
  const stored = keychain.set('a', Buffer.from([3]))
  last().tell({ there: true })
  last().tell({ done: null })
  await stored
  expect(processes.map(({ asked, killed }) => [asked, killed])).toEqual([
    [[{ act: 'get', service: 'NovaCron', name: 'a' }], 1],
    [[{ act: 'set', service: 'NovaCron', name: 'a', secret: Buffer.from([3]) }], 1],
  ])
})

test('one that never says it is there is given up soon, and not asked again for a while', async () => {
  const { keychain, processes, last } = scripted()
  const asked = keychain.unavailable()
  // However long it took to begin.
  await vi.advanceTimersByTimeAsync(19_000)
  last().tell({ asking: true })
  await vi.advanceTimersByTimeAsync(2_999)
  expect(last().killed).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(await asked).toMatch(/it does not answer\.$/)
  expect(last().killed).toBe(1)
  await expect(keychain.get('a')).rejects.toEqual(refused(/does not answer/, 'silent'))
  expect(processes).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(10_000)
  const again = keychain.unavailable()
  last().tell({ there: true })
  last().tell({ done: null })
  expect(await again).toBeNull()
  expect(processes).toHaveLength(2)
})

test('one whose process never begins is given up', async () => {
  const { keychain, last } = scripted()
  const asked = keychain.unavailable()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await asked).toMatch(/it does not answer\.$/)
  expect(last().killed).toBe(1)
})

test.each([
  ['get', 120_000],
  ['set', 120_000],
  ['remove', 10_000],
] as const)('one that is there may ask its person: %s waits %i ms', async (act, limitMs) => {
  const { keychain, last } = scripted()
  const asked = (act === 'set' ? keychain.set('a', Buffer.from([1])) : keychain[act]('a')).then(
    () => 'answered',
    (error: unknown) => error,
  )
  last().tell({ there: true })
  await vi.advanceTimersByTimeAsync(limitMs - 1)
  expect(last().killed).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(await asked).toEqual(refused(/does not answer/, 'silent'))
  expect(last().killed).toBe(1)
  // A person who is slow is no keychain that is gone.
  const next = keychain.unavailable()
  last().tell({ there: true })
  last().tell({ done: null })
  expect(await next).toBeNull()
})

test.each([
  ['nothing', undefined],
  ['a number', 7],
  ['no bytes', { done: 'a secret in letters' }],
  ['two answers in one', { there: true, done: null }],
  ['an answer and more', { done: null, extra: 1 }],
  ['words that are none', { failed: { toString: 'no' } }],
])('an answer that is %s is a reason, and is not repeated', async (_, told) => {
  const { keychain, last } = scripted()
  const asked = keychain.get('a')
  last().tell(told)
  await expect(asked).rejects.toEqual(refused(/its answer can’t be understood\.$/))
  expect(last().killed).toBe(1)
})

test('the library’s words are told, not without an end', async () => {
  const { keychain, last } = scripted()
  const asked = keychain.unavailable()
  last().tell({ failed: `Secret Service: ${'x'.repeat(10_000)}` })
  const said = await asked
  expect(said).toMatch(/^The operating system’s keychain can’t be used: Secret Service: x+$/)
  expect(said?.length).toBeLessThan(400)
})

test('one that ends half way, and one that can’t be started, are reasons', async () => {
  const { keychain, last } = scripted()
  const asked = keychain.get('a')
  last().tell({ there: true })
  last().end()
  await expect(asked).rejects.toEqual(refused(/it ended while it was asked\.$/, 'ended'))
  const none = new ProcessKeychain('NovaCron', () => {
    throw new Error('spawn EAGAIN')
  })
  expect(await none.unavailable()).toMatch(/spawn EAGAIN$/)
  await expect(none.remove('a')).rejects.toEqual(refused(/spawn EAGAIN$/))
})

test('closing gives up what is under way and everything after', async () => {
  const { keychain, processes, last } = scripted()
  const asked = keychain.get('a')
  keychain.close()
  await expect(asked).rejects.toEqual(refused(/ended/, 'ended'))
  expect(last().killed).toBe(1)
  await expect(keychain.set('a', Buffer.from([1]))).rejects.toEqual(refused(/ended/, 'ended'))
  expect(processes).toHaveLength(1)
})
