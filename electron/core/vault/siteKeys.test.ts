import { expect, test } from 'vitest'
import type { Vault } from './index.ts'
import { keysOf } from './ring.ts'
import {
  blobs,
  enrolled,
  entitling,
  person,
  signedIn,
  site,
  type TemporaryVault,
  temporaryVault,
} from './testing/vault.ts'

const secret = Buffer.from('a secret')
const ref = (id: string) => ({ kind: 'credential', id })
const refused = (code: string) => expect.objectContaining({ code })
const versions = ({ store }: TemporaryVault) =>
  store.database.rows('SELECT site, version FROM vault_sites ORDER BY site')
const holdersOf = (vault: Vault, siteId = site(1)) =>
  [1, 2, 3].filter(number => vault.holds(siteId, person(number)))

test('a site’s key is made when first needed and sealed to everybody entitled', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ fleet: [1], 1: [1, 2], 2: [1] }))
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  expect(versions(owned)).toEqual([])
  expect(holdersOf(vault)).toEqual([1, 2])
  vault.seal(site(1), ref('a'), secret, two)
  expect(versions(owned)).toEqual([[site(1), 1]])
  expect(vault.unseal(ref('a'), one)).toEqual(secret)
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  expect(vault.sealedFor(ref('a'))).toBe(site(1))
  vault.seal(null, ref('f'), secret)
  expect(vault.sealedFor(ref('f'))).toBeNull()
  expect(() => vault.unseal(ref('f'), two)).toThrow(refused('vault.noKey'))
  expect(() => vault.seal(site(2), ref('b'), secret, two)).toThrow(refused('vault.noKey'))
  expect(vault.sealedFor(ref('b'))).toBeUndefined()
  expect(() => vault.unseal(ref('b'))).toThrow(refused('credential.unknown'))
})

test('without anybody there everything is closed; who is not let in yet is nobody', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const keys = await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  keys.close()
  expect(vault.present).toEqual([])
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.closed'))
  expect(() => vault.seal(site(1), ref('a'), secret)).toThrow(refused('vault.closed'))
  const again = await vault.openByKeychain(person(1))
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.closed'))
  expect(() => vault.unseal(ref('a'), again)).toThrow(refused('vault.closed'))
  vault.admit(again)
  expect(vault.present).toEqual([again])
  expect(vault.unseal(ref('a'))).toEqual(secret)
})

test('who is named later gets the key from a ring that is there, or waits for one', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  vault.syncHolders(entitling({ 1: [1, 2] }))
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  one.close()
  two.close()
  vault.syncHolders(entitling({ 1: [1, 2, 3] }))
  const three = await enrolled(vault, 3)
  expect(holdersOf(vault)).toEqual([1, 2])
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.noKey'))
  await signedIn(vault, 2)
  expect(holdersOf(vault)).toEqual([1, 2, 3])
  expect(vault.unseal(ref('a'), three)).toEqual(secret)
  expect(versions(owned)).toEqual([[site(1), 1]])
})

test('somebody named before they have keys gets the site’s when they have', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  expect(vault.unseal(ref('a'), await enrolled(vault, 2))).toEqual(secret)
})

test('a lost right rotates at once where a ring is there, and the others notice nothing', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2, 3], 2: [1, 2, 3] }))
  for (const number of [1, 2, 3]) await enrolled(vault, number)
  vault.seal(site(1), ref('a'), secret)
  vault.seal(site(2), ref('b'), secret)
  const others = store.database.rows('SELECT * FROM vault_seals WHERE site = ?', site(2))
  vault.syncHolders(entitling({ 1: [1, 2], 2: [1, 2, 3] }))
  expect(vault.rotationDue).toEqual([])
  expect(versions(owned)).toEqual([
    [site(1), 2],
    [site(2), 1],
  ])
  expect(holdersOf(vault)).toEqual([1, 2])
  for (const ring of vault.present.slice(0, 2)) expect(vault.unseal(ref('a'), ring)).toEqual(secret)
  expect(store.database.rows('SELECT * FROM vault_seals WHERE site = ?', site(2))).toEqual(others)
})

test('where no ring is there the key waits: who lost it loses the seal now, the key is new at the next sign-in', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  one.close()
  two.close()
  vault.syncHolders(entitling({ 1: [1] }))
  expect(vault.rotationDue).toEqual([site(1)])
  expect(holdersOf(vault)).toEqual([1])
  const restarted = owned.restart()
  await signedIn(restarted, 2)
  expect(() => restarted.unseal(ref('a'))).toThrow(refused('vault.noKey'))
  expect(restarted.rotationDue).toEqual([site(1)])
  await signedIn(restarted, 1)
  expect(restarted.rotationDue).toEqual([])
  expect(versions(owned)).toEqual([[site(1), 2]])
  expect(restarted.unseal(ref('a'))).toEqual(secret)
})

test('the last seal stays until somebody entitled can take the key over', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const one = await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  one.close()
  vault.syncHolders(entitling({ 1: [2] }))
  vault.syncHolders(entitling({}))
  vault.syncHolders(entitling({ 1: [2] }))
  const two = await enrolled(vault, 2)
  expect(holdersOf(vault)).toEqual([1])
  await signedIn(vault, 1)
  expect(holdersOf(vault)).toEqual([2])
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  expect(() =>
    vault.unseal(
      ref('a'),
      vault.present.find(ring => ring.personId === person(1)),
    ),
  ).toThrow(refused('vault.noKey'))
})

test('the same answer writes nothing and tells nobody', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2], fleet: [1] }))
  await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  let told = 0
  vault.onChange(() => told++)
  const before = [...blobs(store, 'vault_seals'), ...blobs(store, 'vault_records')]
  const writes = () => store.database.column<number>('SELECT total_changes()')[0]
  const count = writes()
  vault.syncHolders(entitling({ 1: [1, 2], fleet: [1] }))
  expect(writes()).toBe(count)
  expect(told).toBe(0)
  expect([...blobs(store, 'vault_seals'), ...blobs(store, 'vault_records')]).toEqual(before)
})

test('a rotation cut short anywhere leaves everything as it was', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const one = await enrolled(vault, 1)
  await enrolled(vault, 2)
  for (const id of ['a', 'b', 'c']) vault.seal(site(1), ref(id), secret)
  const dump = () =>
    ['vault_sites', 'vault_seals', 'vault_records', 'vault_holders'].map(table =>
      store.database.rows(`SELECT * FROM ${table} ORDER BY 1, 2`),
    )
  const before = dump()
  for (const [table, condition] of [
    ['vault_records', `NEW.id = 'c'`],
    ['vault_seals', 'NEW.version = 2'],
    ['vault_sites', 'NEW.version = 2'],
  ]) {
    store.database.exec(
      `CREATE TRIGGER cut BEFORE INSERT ON ${table} WHEN ${condition} BEGIN SELECT RAISE(ABORT, 'cut'); END`,
    )
    expect(() => vault.syncHolders(entitling({ 1: [1] }))).toThrow('cut')
    store.database.exec('DROP TRIGGER cut')
    expect(dump()).toEqual(before)
    expect(vault.unseal(ref('c'), one)).toEqual(secret)
  }
  vault.syncHolders(entitling({ 1: [1] }))
  for (const id of ['a', 'b', 'c']) expect(vault.unseal(ref(id), one)).toEqual(secret)
})

test('a rotation that the caller’s transaction takes back leaves no ring with a key that is none', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  expect(() =>
    store.transaction(() => {
      vault.syncHolders(entitling({ 1: [1] }))
      expect(vault.unseal(ref('a'), one)).toEqual(secret)
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  vault.syncHolders(entitling({ 1: [2] }))
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  expect(() => vault.unseal(ref('a'), one)).toThrow(refused('vault.noKey'))
})

test('a key that was made in a transaction taken back is not used for the next one', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  await enrolled(vault, 1)
  expect(() =>
    store.transaction(() => {
      vault.seal(site(1), ref('a'), secret)
      throw new Error('no')
    }),
  ).toThrow('no')
  vault.seal(site(1), ref('a'), secret)
  const restarted = owned.restart()
  await signedIn(restarted, 1)
  expect(restarted.unseal(ref('a'))).toEqual(secret)
})

test('where for a moment nobody is entitled at all, nothing is lost', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  vault.syncHolders(entitling({}))
  expect(vault.rotationDue).toEqual([site(1)])
  vault.syncHolders(entitling({ 1: [1] }))
  expect(vault.rotationDue).toEqual([])
  expect(versions(owned)).toEqual([[site(1), 2]])
  const restarted = owned.restart()
  await signedIn(restarted, 1)
  expect(restarted.unseal(ref('a'))).toEqual(secret)
})

test('a record moves to another site with its next secret', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1], 2: [1, 2] }))
  await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  expect(() => vault.unseal(ref('a'), two)).toThrow(refused('vault.noKey'))
  vault.seal(site(2), ref('a'), secret)
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  vault.forget(ref('a'))
  expect(() => vault.unseal(ref('a'))).toThrow(refused('credential.unknown'))
})

test('the key of a removed site falls to the fleet’s holders while secrets are under it', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const rights = entitling({ fleet: [1], 1: [1, 2], 2: [1, 2] })
  vault.syncHolders(rights)
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  vault.seal(site(2), ref('b'), secret)
  vault.forget(ref('b'))
  store.sites.remove(site(1))
  store.sites.remove(site(2))
  vault.syncHolders(rights)
  expect(vault.unseal(ref('a'), one)).toEqual(secret)
  expect(() => vault.unseal(ref('a'), two)).toThrow(refused('vault.noKey'))
  expect(versions(owned)).toEqual([[site(1), 2]])
})

test('removing a person takes their keys, rotates what they held and closes their rings', async () => {
  using owned = temporaryVault()
  const { vault, store, keychain } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.sealOwn(two, 'totp', secret)
  vault.seal(site(1), ref('a'), secret)
  expect(vault.wouldLose(person(1))).toEqual([])
  await vault.forgetPerson(person(2))
  expect(two.closed).toBe(true)
  expect(versions(owned)).toEqual([[site(1), 2]])
  expect(vault.unseal(ref('a'), one)).toEqual(secret)
  for (const table of ['vault_people', 'vault_doors', 'vault_seals', 'vault_holders'])
    expect(store.database.column(`SELECT person_id FROM ${table}`)).toEqual([person(1)])
  expect(store.database.column('SELECT person_id FROM vault_own')).toEqual([])
  expect(keychain.entries.size).toBe(1)
  expect(vault.wouldLose(person(1))).toEqual([ref('a')])
})

test('the last holder’s own ring still passes the key on while they are removed', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const one = await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  const two = await enrolled(vault, 2)
  two.close()
  one.close()
  vault.syncHolders(entitling({ 1: [1, 2] }))
  await vault.openByKeychain(person(1))
  vault.admit(await vault.openByKeychain(person(1)))
  await vault.forgetPerson(person(1))
  await signedIn(vault, 2)
  expect(vault.unseal(ref('a'))).toEqual(secret)
})

test('where the last holder is gone the secrets are lost, told so, and new ones can be kept', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const one = await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  one.close()
  expect(vault.wouldLose(person(1))).toEqual([ref('a')])
  await vault.forgetPerson(person(1))
  vault.syncHolders(entitling({ 1: [2] }))
  const two = await enrolled(vault, 2)
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.noKey'))
  vault.seal(site(1), ref('b'), secret)
  expect(() => vault.unseal(ref('a'))).toThrow(
    expect.objectContaining({ code: 'vault.noKey', data: { ...ref('a'), lost: true } }),
  )
  vault.seal(site(1), ref('a'), secret)
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
})

test('keys of a closed ring are zeroes, those of its sites too', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const keys = await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  const { privateKey, ownKey, sites } = keysOf(keys)
  const siteKey = sites.get(site(1))?.key ?? Buffer.of(1)
  const held = [privateKey, ownKey, siteKey]
  expect(held.map(key => key.every(byte => byte === 0))).toEqual([false, false, false])
  keys.close()
  expect(held.map(key => key.every(byte => byte === 0))).toEqual([true, true, true])
  expect(() => keysOf(keys)).toThrow(refused('vault.closed'))
  keys.close()
  expect(JSON.stringify({ keys })).toBe(JSON.stringify({ keys: { personId: person(1) } }))
})
