import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../store/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { HostRecords } from './records.ts'
import { TrustedKeys } from './trustedKeys.ts'
import { HostWays } from './ways.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-ways-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})
const key = {
  endpoint: 'kvm1:22',
  algorithm: 'ssh-ed25519',
  sha256: `SHA256:${'A'.repeat(43)}`,
  randomart: null,
  publicKey: 'AAAA',
  jump: false,
}

function setUp() {
  const clock = new ManualClock()
  const records = new HostRecords(store, clock)
  const keys = new TrustedKeys(store, clock)
  return { records, keys, ways: new HostWays(records, keys, { sshConfigPath: '/k/config' }) }
}

test('a way holds the pins and this installation’s SSH defaults', () => {
  const { records, keys, ways } = setUp()
  const { id } = records.add({ uri: 'qemu+ssh://kvm1/system' })
  keys.pin(id, key, false)
  const { target } = ways.plan(id)
  expect(target).toMatchObject({
    sshConfigPath: '/k/config',
    pinnedKeys: [{ endpoint: 'kvm1:22', publicKey: 'AAAA' }],
  })
  expect(ways.draft({ uri: 'qemu+ssh://kvm1/system' }).target).toMatchObject({ pinnedKeys: [] })
})

test('two ways differ by what leads to the host, not by its name, pace or pins', () => {
  const { records, keys, ways } = setUp()
  const { id } = records.add({ uri: 'qemu+ssh://kvm1/system' })
  const before = ways.text(id)
  keys.pin(id, key, false)
  records.update(id, { name: 'other', options: { tickMs: 9_000 } })
  expect(ways.text(id)).toBe(before)
  for (const options of [{ jump: ['gate'] }, { readOnly: true }, { keepaliveSeconds: 9 }]) {
    records.update(id, { options })
    expect(ways.text(id)).not.toBe(before)
  }
})

test('a daemon of this computer says nothing about the network, nor does one that can’t be reached', () => {
  const { records, ways } = setUp()
  const over = (uri: string) => ways.overNetwork(records.add({ uri }).id)
  expect(over('qemu:///system')).toBe(false)
  expect(over('qemu+ssh://kvm1/system')).toBe(true)
  expect(over('qemu+tls://kvm1/system')).toBe(true)
  const { id } = records.add({ uri: 'qemu+ext:///system?command=/x' })
  expect(ways.overNetwork(id)).toBe(false)
  expect(ways.text(id)).toContain('none: ')
})

test('a new key needs no question where the URI says so or its fingerprint was accepted', () => {
  const { records, keys, ways } = setUp()
  const plain = records.add({ uri: 'qemu+ssh://kvm1/system' }).id
  const auto = records.add({ uri: 'qemu+ssh://kvm2/system?known_hosts_verify=auto' }).id
  expect([ways.accepted(plain, key), ways.accepted(auto, key)]).toEqual([false, true])
  keys.acceptBeforehand(plain, [key.sha256])
  expect(ways.accepted(plain, key)).toBe(true)
})
