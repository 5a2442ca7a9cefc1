import { expect, test } from 'vitest'
import { costCeiling, costFloor, Derivations, dearer, isAllowed } from './argon2.ts'

test('derives what the reference implementation’s own vector says', async () => {
  const derivations = new Derivations()
  const key = await derivations.derive('password', Buffer.from('somesalt'), { memoryKib: 65_536, passes: 2 })
  expect(key.toString('hex')).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7')
})

test('a letter typed as one sign or as two is the same passphrase; another case or salt is not', async () => {
  const derivations = new Derivations()
  const cost = { memoryKib: 64, passes: 1 }
  const salt = Buffer.alloc(16, 7)
  const derive = async (passphrase: string, other = salt) =>
    (await derivations.derive(passphrase, other, cost)).toString('hex')
  const one = await derive('caf\u00e9')
  expect(await derive('cafe\u0301')).toBe(one)
  expect(await derive('Caf\u00e9')).not.toBe(one)
  expect(await derive('caf\u00e9', Buffer.alloc(16, 8))).not.toBe(one)
})

test('two run at a time, the others in turn; the passphrase’s bytes are zeroed after each', async () => {
  const started: { password: Uint8Array; finish: () => void }[] = []
  const derivations = new Derivations(
    password =>
      new Promise(resolve => {
        if (typeof password === 'string') throw new Error('a string can’t be zeroed')
        started.push({ password, finish: () => resolve(Buffer.alloc(32, 1)) })
      }),
  )
  const settled = () => new Promise(resolve => setImmediate(resolve))
  const ending = new AbortController()
  const derive = (name: string, signal?: AbortSignal) =>
    derivations.derive(name, Buffer.alloc(16), costFloor, signal)
  const [first, second] = [derive('one'), derive('two')]
  const given = derive('three', ending.signal)
  const refused = expect(given).rejects.toThrow('no longer wanted')
  const fourth = derive('four')
  await settled()
  expect(started.map(each => Buffer.from(each.password).toString())).toEqual(['one', 'two'])
  ending.abort(new Error('no longer wanted'))
  started[0]?.finish()
  await first
  await refused
  await settled()
  expect(started).toHaveLength(3)
  expect(started[0]?.password).toEqual(Buffer.alloc(3))
  expect(Buffer.from(started[2]?.password ?? []).toString()).toBe('four')
  for (const each of started) each.finish()
  await Promise.all([second, fourth])
  expect(started.every(each => each.password.every(byte => byte === 0))).toBe(true)
})

test('a derivation that fails gives its place to the next', async () => {
  let calls = 0
  const derivations = new Derivations(async () => {
    calls++
    if (calls < 3) throw new Error('out of memory')
    return Buffer.alloc(32)
  })
  const salt = Buffer.alloc(16)
  const all = await Promise.allSettled(
    Array.from({ length: 4 }, () => derivations.derive('x', salt, costFloor)),
  )
  expect(all.map(each => each.status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
})

test('the floor and the ceiling bind memory and passes each', () => {
  expect(isAllowed(costFloor)).toBe(true)
  expect(isAllowed(costCeiling)).toBe(true)
  expect(isAllowed({ ...costFloor, memoryKib: 65_535 })).toBe(false)
  expect(isAllowed({ ...costFloor, passes: 2 })).toBe(false)
  expect(isAllowed({ ...costCeiling, memoryKib: 1_048_577 })).toBe(false)
  expect(isAllowed({ ...costCeiling, passes: 17 })).toBe(false)
  expect(dearer({ memoryKib: 1, passes: 9 }, { memoryKib: 5, passes: 2 })).toEqual({
    memoryKib: 5,
    passes: 9,
  })
})
