import { expect, test } from 'vitest'
import { keysOf } from './ring.ts'
import { everythingOpened, rawBytes, rawValues } from './testing/attack.ts'
import { blobs, enrolled, entitling, person, signedIn, site, temporaryVault } from './testing/vault.ts'

const first = Buffer.from('zq-secret-of-the-first-site')
const second = Buffer.from('zq-secret-of-the-second-site')
const seed = Buffer.from('zq-seed-of-the-owner')
const ref = (id: string) => ({ kind: 'credential', id })
const has = (found: Buffer[], secret: Buffer) => found.some(each => each.includes(secret))

test('with the whole file and their own keys, somebody opens their sites and no other', async () => {
  using owned = temporaryVault()
  const { vault, folder } = owned
  vault.syncHolders(entitling({ fleet: [1], 1: [1], 2: [1, 2] }))
  const owner = await enrolled(vault, 1)
  const other = await enrolled(vault, 2)
  vault.seal(site(1), ref('one'), first)
  vault.seal(null, ref('fleet'), first)
  vault.seal(site(2), ref('two'), second)
  vault.sealOwn(owner, 'totp', seed)
  const { privateKey, ownKey } = keysOf(other)
  const found = everythingOpened(rawValues(folder), [privateKey, ownKey])
  // That the second is found shows that the attempt is one.
  expect(has(found, second)).toBe(true)
  expect(has(found, first)).toBe(false)
  expect(has(found, seed)).toBe(false)
  const owners = keysOf(owner)
  const all = everythingOpened(rawValues(folder), [owners.privateKey, owners.ownKey])
  expect([first, second, seed].map(secret => has(all, secret))).toEqual([true, true, true])
})

test('no key and no secret lies in the files, the log of the database included', async () => {
  using owned = temporaryVault()
  const { vault, folder, keychain } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const passphrase = 'zq correct horse battery'
  const keys = await vault.enrol(person(1), { passphrase })
  vault.admit(keys)
  await vault.remember(keys, true)
  const printed = vault.makeRecoveryKey(keys)
  vault.seal(site(1), ref('one'), first)
  vault.sealOwn(keys, 'totp', seed)
  vault.unseal(ref('one'))
  const { privateKey, ownKey, publicKey, sites } = keysOf(keys)
  const raw = rawBytes(folder)
  expect(raw.includes(publicKey)).toBe(true)
  const secrets = [privateKey, ownKey, first, seed, passphrase, printed, printed.replaceAll('-', '')]
  for (const secret of [
    ...secrets,
    ...[...sites.values()].map(each => each.key),
    ...keychain.entries.values(),
  ])
    expect(raw.includes(secret)).toBe(false)
  expect(sites.size).toBe(1)
  expect(keychain.entries.size).toBe(1)
})

test('who lost a site opens nothing of it any more, by the key they had or by what the file had', async () => {
  using owned = temporaryVault()
  const { vault, folder, store } = owned
  vault.syncHolders(entitling({ 2: [1, 2] }))
  await enrolled(vault, 1)
  const other = await enrolled(vault, 2)
  vault.seal(site(2), ref('two'), second)
  vault.unseal(ref('two'), other)
  const { privateKey, ownKey, sites } = keysOf(other)
  const had = Buffer.from(sites.get(site(2))?.key ?? [])
  const copies = [privateKey, ownKey, had].map(key => Buffer.from(key))
  expect(has(everythingOpened(rawValues(folder), [had]), second)).toBe(true)
  const before = [...blobs(store, 'vault_seals'), ...blobs(store, 'vault_records')]

  vault.syncHolders(entitling({ 2: [1] }))
  expect(vault.unseal(ref('two'))).toEqual(second)
  expect(has(everythingOpened(rawValues(folder), copies), second)).toBe(false)
  const raw = rawBytes(folder)
  // Neither as a row, nor in a free page, nor in the log.
  for (const blob of before) expect(raw.includes(blob)).toBe(false)
  expect(before).toHaveLength(3)
  expect(sites.size).toBe(0)
  expect(() => vault.unseal(ref('two'), other)).toThrow(expect.objectContaining({ code: 'vault.noKey' }))
})

test('an old passphrase opens nothing of the file after it was changed', async () => {
  using owned = temporaryVault()
  const { vault, folder, store } = owned
  const keys = await vault.enrol(person(1), { passphrase: 'the old passphrase' })
  const before = blobs(store, 'vault_doors')
  await vault.changePassphrase(keys, 'the new passphrase')
  const raw = rawBytes(folder)
  for (const blob of before) expect(raw.includes(blob)).toBe(false)
  expect(blobs(store, 'vault_doors')).toHaveLength(1)
  expect(await vault.open(person(1), 'the old passphrase')).toBeNull()
  expect((await vault.open(person(1), 'the new passphrase'))?.personId).toBe(person(1))
})

test('a copy of the file in another installation opens nothing without its people', async () => {
  using owned = temporaryVault()
  owned.vault.syncHolders(entitling({ 1: [1] }))
  await enrolled(owned.vault, 1)
  owned.vault.seal(site(1), ref('one'), first)
  const vault = owned.restart()
  expect(() => vault.unseal(ref('one'))).toThrow(expect.objectContaining({ code: 'vault.closed' }))
  await signedIn(vault, 1)
  expect(vault.unseal(ref('one'))).toEqual(first)
})
