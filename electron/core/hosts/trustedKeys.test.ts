import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../store/index.ts'
import { sha256Fingerprint } from '../transport/hostKeys/fingerprint.ts'
import type { PresentedHostKey } from '../transport/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { HostRecords } from './records.ts'
import { cleanFingerprint, TrustedKeys } from './trustedKeys.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-keys-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function key(seed: number, endpoint = 'kvm1:22', jump = false): PresentedHostKey {
  const type = Buffer.from('ssh-ed25519')
  const length = (bytes: number) => Buffer.from([0, 0, 0, bytes])
  const blob = Buffer.concat([length(type.length), type, length(32), Buffer.alloc(32, seed)])
  const sha256 = sha256Fingerprint(blob)
  return {
    endpoint,
    jump,
    algorithm: 'ssh-ed25519',
    sha256,
    randomart: null,
    publicKey: blob.toString('base64'),
  }
}

function setUp() {
  const clock = new ManualClock(1_000)
  const records = new HostRecords(store, clock)
  const one = records.add({ uri: 'qemu+ssh://kvm1/system' }).id
  const two = records.add({ uri: 'qemu+ssh://kvm2/system' }).id
  return { keys: new TrustedKeys(store, clock), one, two }
}

test('a pinned key is shown with its fingerprint and handed to the transport', () => {
  const { keys, one } = setUp()
  keys.pin(one, key(1), false)
  expect(keys.pins(one)).toEqual([
    { endpoint: 'kvm1:22', algorithm: 'ssh-ed25519', publicKey: key(1).publicKey },
  ])
  expect(keys.shown(one)[0]).toMatchObject({ endpoint: 'kvm1:22', sha256: key(1).sha256, pinnedAtMs: 1_000 })
  expect(keys.shown(one)[0]?.randomart).toContain('[ED25519 256]')
  keys.forget(one, 'kvm1:22', key(1).sha256)
  expect(keys.pins(one)).toEqual([])
})

test('pinning instead drops what was pinned for that endpoint, and only there', () => {
  const { keys, one } = setUp()
  keys.pin(one, key(1), false)
  keys.pin(one, key(2, 'gate:22', true), false)
  keys.pin(one, key(3), true)
  expect(keys.shown(one).map(shown => [shown.endpoint, shown.sha256])).toEqual([
    ['gate:22', key(2).sha256],
    ['kvm1:22', key(3).sha256],
  ])
})

test('a jump host’s key that was trusted for one host is accepted for the others, another key is not', () => {
  const { keys, one, two } = setUp()
  keys.pin(one, key(5, 'gate:22', true), false)
  expect(keys.accepted(two, key(5, 'gate:22', true))).toBe(true)
  expect(keys.accepted(two, key(6, 'gate:22', true))).toBe(false)
  expect(keys.accepted(two, key(5, 'other:22', true))).toBe(false)
})

test('a fingerprint accepted beforehand survives a restart and is used up by its pin', () => {
  const { keys, one, two } = setUp()
  keys.acceptBeforehand(one, [key(7).sha256, key(8).sha256])
  const restarted = new TrustedKeys(store, new ManualClock())
  expect(restarted.accepted(one, key(7))).toBe(true)
  expect(restarted.accepted(two, key(7))).toBe(false)
  restarted.pin(one, key(7), false)
  restarted.forget(one, 'kvm1:22', key(7).sha256)
  expect(restarted.accepted(one, key(7))).toBe(false)
  expect(restarted.accepted(one, key(8))).toBe(true)
  restarted.drop(one)
  expect(restarted.accepted(one, key(8))).toBe(false)
})

test('fingerprints are taken as OpenSSH prints them, anything else is refused', () => {
  const { sha256 } = key(1)
  expect(cleanFingerprint(` ${sha256}= `)).toBe(sha256)
  expect(cleanFingerprint(sha256.slice(7))).toBe(sha256)
  for (const bad of ['', 'MD5:aa:bb', `${sha256}x`, 'SHA256:', `SHA1:${sha256.slice(7)}`])
    expect(() => cleanFingerprint(bad)).toThrowError(expect.objectContaining({ code: 'input.invalid' }))
})
