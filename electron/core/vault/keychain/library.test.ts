import { expect, test } from 'vitest'
import { carryOut } from './library.ts'
import type { KeychainAsk, KeychainTold } from './messages.ts'

/** The library as far as it is used, over a map; `fail` is what it throws for an act. */
function library(fail: Partial<Record<'getSecret' | 'setSecret' | 'deleteCredential', string>> = {}) {
  const held = new Map<string, number[]>()
  const pinned: unknown[] = []
  const may = (act: keyof typeof fail, name: string) => {
    const words = fail[act]
    if (words !== undefined && name !== 'probe') throw new Error(words)
  }
  class AsyncEntry {
    readonly #name: string
    constructor(service: string, name: string, options: unknown) {
      expect(service).toBe('NovaCron')
      pinned.push(options)
      this.#name = name
    }
    async getSecret() {
      may('getSecret', this.#name)
      return held.get(this.#name) ?? null
    }
    async setSecret(secret: Uint8Array) {
      may('setSecret', this.#name)
      held.set(this.#name, [...secret])
    }
    async deleteCredential() {
      may('deleteCredential', this.#name)
      return held.delete(this.#name)
    }
  }
  return { held, pinned, load: async () => ({ AsyncEntry }) as unknown as typeof import('@napi-rs/keyring') }
}

async function told(ask: Omit<KeychainAsk, 'service'>, load: Parameters<typeof carryOut>[2]) {
  const all: KeychainTold[] = []
  // What it tells is sent at once: what it wipes afterwards was copied by then.
  await carryOut({ ...ask, service: 'NovaCron' }, each => void all.push(structuredClone(each)), load)
  return all
}

/** What is told before every answer. */
const begun = [{ asking: true }, { there: true }]

test('says first that the keychain answers, then how it ended; never by the kernel’s keyring', async () => {
  const { held, pinned, load } = library()
  const secret = Buffer.from([1, 2, 3])
  expect(await told({ act: 'probe', name: '' }, load)).toEqual([...begun, { done: null }])
  expect(await told({ act: 'set', name: 'a', secret }, load)).toEqual([...begun, { done: null }])
  expect(held.get('a')).toEqual([1, 2, 3])
  expect(secret, 'wiped').toEqual(Buffer.alloc(3))
  expect(await told({ act: 'get', name: 'a' }, load)).toEqual([...begun, { done: Uint8Array.of(1, 2, 3) }])
  expect(await told({ act: 'get', name: 'b' }, load)).toEqual([...begun, { done: null }])
  expect(await told({ act: 'remove', name: 'a' }, load)).toEqual([...begun, { done: null }])
  expect(held.size).toBe(0)
  for (const options of pinned) expect(options).toEqual({ linux: { store: 'secret-service' } })
})

test('a library that is missing or refuses is told in its words', async () => {
  expect(
    await told({ act: 'get', name: 'a' }, () => Promise.reject(new Error('Cannot find native binding.'))),
  ).toEqual([{ failed: 'Cannot find native binding.' }])
  for (const [act, of] of [
    ['get', 'getSecret'],
    ['set', 'setSecret'],
    ['remove', 'deleteCredential'],
  ] as const) {
    const { load } = library({ [of]: 'it is locked' })
    expect(await told({ act, name: 'a', secret: Buffer.from([1]) }, load), act).toEqual([
      ...begun,
      { failed: 'it is locked' },
    ])
  }
})
