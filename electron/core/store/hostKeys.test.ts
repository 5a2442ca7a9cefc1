import { beforeEach, expect, test } from 'vitest'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import type { PinnedKey } from './types.ts'

const { id } = hostRecord(1)
const other = hostRecord(2).id

function key(endpoint: string, name: string, more: Partial<PinnedKey> = {}): PinnedKey {
  return {
    endpoint,
    algorithm: 'ssh-ed25519',
    publicKey: Buffer.from([0, 0xff, ...Buffer.from(name)]),
    sha256: `SHA256:${name}`,
    pinnedAtMs: 1_000,
    ...more,
  }
}

let test1: ReturnType<typeof temporaryStore>

beforeEach(() => {
  test1 = temporaryStore()
  test1.store.hosts.insert(hostRecord(1))
  test1.store.hosts.insert(hostRecord(2))
  return () => test1[Symbol.dispose]()
})

test('pins are kept per host and endpoint, bytes intact', () => {
  const { hostKeys } = test1.store
  const keys = [key('a:22', 'one'), key('a:22', 'two', { pinnedAtMs: 2_000 }), key('jump:2222', 'one')]
  for (const each of keys) hostKeys.pin(id, each)
  expect(hostKeys.list(id)).toEqual(keys)
  expect(hostKeys.list(other)).toEqual([])
})

test('pinning again keeps the first date', () => {
  const { hostKeys } = test1.store
  hostKeys.pin(id, key('a:22', 'one'))
  hostKeys.pin(id, key('a:22', 'one', { pinnedAtMs: 9_000 }))
  expect(hostKeys.list(id)).toEqual([key('a:22', 'one')])
})

test('forget drops one key, replace all of the endpoint', () => {
  const { hostKeys } = test1.store
  for (const name of ['one', 'two']) hostKeys.pin(id, key('a:22', name))
  hostKeys.pin(id, key('jump:22', 'one'))
  hostKeys.pin(other, key('a:22', 'one'))
  hostKeys.forget(id, 'a:22', 'SHA256:one')
  expect(hostKeys.list(id)).toEqual([key('a:22', 'two'), key('jump:22', 'one')])
  hostKeys.replace(id, 'a:22', key('elsewhere', 'three'))
  expect(hostKeys.list(id)).toEqual([key('a:22', 'three'), key('jump:22', 'one')])
  expect(hostKeys.list(other)).toEqual([key('a:22', 'one')])
})
