import { expect, test } from 'vitest'
import { costFloor } from './argon2.ts'
import { newSalt } from './doors.ts'
import { keysOf } from './ring.ts'
import {
  blobs,
  enrolled,
  entitling,
  flipped,
  person,
  signedIn,
  site,
  temporaryVault,
} from './testing/vault.ts'

const secret = Buffer.from('a secret')
const ref = { kind: 'credential', id: 'a' }
const refused = (code: string) => expect.objectContaining({ code })
const old = 'the old passphrase'
const next = 'the next passphrase'

test('the right passphrase opens the ring; a wrong one, nobody and somebody without one open nothing', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  expect(await vault.open(null, old)).toBeNull()
  const keys = await vault.enrol(person(1), { passphrase: old })
  expect(keys.closed).toBe(false)
  expect(vault.present).toEqual([])
  await enrolled(vault, 2)
  await expect(vault.enrol(person(1), { passphrase: next })).rejects.toThrow(refused('name.taken'))
  const [right, wrong, nobody, other, gone] = await Promise.all([
    vault.open(person(1), old),
    vault.open(person(1), next),
    vault.open(null, old),
    vault.open(person(2), old),
    vault.open(person(3), old),
  ])
  expect(right?.personId).toBe(person(1))
  expect([wrong, nobody, other, gone]).toEqual([null, null, null, null])
  expect([1, 2, 3].map(number => vault.isEnrolled(person(number)))).toEqual([true, true, false])
  expect([1, 2, 3].map(number => vault.hasPassphrase(person(number)))).toEqual([true, false, false])
})

test('whoever is unknown costs what most people cost', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.setCost({ memoryKib: 65_537, passes: 3 })
  for (const number of [1, 2]) await vault.enrol(person(number), { passphrase: old })
  vault.setCost({ memoryKib: 65_536, passes: 3 })
  await vault.enrol(person(3), { passphrase: old })
  const { peopleTables } = await import('./tables/people.ts')
  expect(peopleTables(store.database).usualCost()).toEqual({ memoryKib: 65_537, passes: 3 })
})

test('a change of passphrase wraps one door anew and touches nothing else', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const keys = await vault.enrol(person(1), { passphrase: old })
  vault.admit(keys)
  vault.seal(site(1), ref, secret)
  vault.sealOwn(keys, 'totp', secret)
  const printed = vault.makeRecoveryKey(keys)
  const untouched = () => [
    store.database.rows(`SELECT * FROM vault_doors WHERE kind = 'recovery'`),
    ...['vault_people', 'vault_own', 'vault_seals', 'vault_records', 'vault_sites'].map(table =>
      store.database.rows(`SELECT * FROM ${table}`),
    ),
  ]
  const before = untouched()
  await vault.changePassphrase(keys, next)
  expect(untouched()).toEqual(before)
  expect(keys.closed).toBe(false)
  expect(await vault.open(person(1), old)).toBeNull()
  const again = await vault.open(person(1), next)
  expect(again && vault.unsealOwn(again, 'totp')).toEqual(secret)
  expect(await vault.openByRecovery(person(1), printed, old)).not.toBeNull()
})

test('the printed key sets a new passphrase once, and is spent with it', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const keys = await enrolled(vault, 1)
  await enrolled(vault, 2)
  vault.seal(site(1), ref, secret)
  expect(vault.hasRecoveryKey(person(1))).toBe(false)
  const first = vault.makeRecoveryKey(keys)
  const printed = vault.makeRecoveryKey(keys)
  expect(vault.hasRecoveryKey(person(1))).toBe(true)
  keys.close()
  expect(await vault.openByRecovery(person(1), first, next)).toBeNull()
  expect(await vault.openByRecovery(person(2), printed, next)).toBeNull()
  expect(await vault.openByRecovery(null, printed, next)).toBeNull()
  await expect(vault.openByRecovery(person(1), printed.replace(/.$/, 'U'), next)).rejects.toThrow(
    refused('recovery.refused'),
  )
  expect(vault.hasPassphrase(person(1))).toBe(false)
  const recovered = await vault.openByRecovery(person(1), printed.toLowerCase(), next)
  if (!recovered) throw new Error('refused')
  vault.admit(recovered.keys)
  expect(vault.unseal(ref)).toEqual(secret)
  expect((await vault.open(person(1), next))?.personId).toBe(person(1))
  expect(await vault.openByRecovery(person(1), printed, old)).toBeNull()
  expect((await vault.openByRecovery(person(1), recovered.recoveryKey, old))?.keys.personId).toBe(person(1))
})

test('of two who use the printed key at the same time one is refused', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  const printed = vault.makeRecoveryKey(await enrolled(vault, 1))
  const both = await Promise.allSettled([
    vault.openByRecovery(person(1), printed, old),
    vault.openByRecovery(person(1), printed, next),
  ])
  expect(both.map(each => each.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(both.find(each => each.status === 'rejected')).toMatchObject({
    reason: { code: 'recovery.refused' },
  })
})

test('a higher cost is taken on at the next sign-in, a lower one never', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const costs = () => store.database.rows('SELECT memory_kib, passes FROM vault_doors')
  vault.setCost({ memoryKib: 1_024, passes: 1 })
  const keys = await vault.enrol(person(1), { passphrase: old })
  expect(costs()).toEqual([[costFloor.memoryKib, costFloor.passes]])
  vault.sealOwn(keys, 'totp', secret)
  vault.setCost({ memoryKib: 66_000, passes: 4 })
  expect(await vault.open(person(1), next)).toBeNull()
  expect(costs()).toEqual([[65_536, 3]])
  const [one, two] = await Promise.all([vault.open(person(1), old), vault.open(person(1), old)])
  expect([one?.personId, two?.personId]).toEqual([person(1), person(1)])
  expect(costs()).toEqual([[66_000, 4]])
  vault.setCost(costFloor)
  const again = await vault.open(person(1), old)
  expect(costs()).toEqual([[66_000, 4]])
  expect(again && vault.unsealOwn(again, 'totp')).toEqual(secret)
})

test('a stored cost below the floor or above the ceiling is refused as damage, whoever made it', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const keys = await vault.enrol(person(1), { passphrase: old })
  const { makeDoor } = await import('./doors.ts')
  const { Derivations } = await import('./argon2.ts')
  const { installationId } = await import('./tables/installation.ts')
  const { peopleTables } = await import('./tables/people.ts')
  const tables = peopleTables(store.database)
  const salt = newSalt()
  for (const cost of [
    { memoryKib: 64, passes: 3 },
    { memoryKib: 65_536, passes: 1 },
  ]) {
    // A door that is right in every respect but its cost: what somebody writes who can make one.
    const key = await new Derivations().derive(old, salt, cost)
    const place = {
      installation: installationId(store.database) ?? '',
      personId: person(1),
      kind: 'passphrase' as const,
    }
    tables.putDoor(person(1), 'passphrase', makeDoor(place, key, salt, cost, keysOf(keys)))
    await expect(vault.open(person(1), old)).rejects.toThrow(refused('vault.damaged'))
  }
  store.database.run('UPDATE vault_doors SET memory_kib = 1073741824, passes = 3')
  await expect(vault.open(person(1), old)).rejects.toThrow(refused('vault.damaged'))
})

test('the owner gives a new passphrase without learning a secret; sites come back, personal ones do not', async () => {
  using owned = temporaryVault()
  const { vault, store, keychain } = owned
  vault.syncHolders(entitling({ 1: [1, 2], 2: [1, 2] }))
  const owner = await enrolled(vault, 1)
  const forgetful = await enrolled(vault, 2)
  const printed = vault.makeRecoveryKey(forgetful)
  vault.sealOwn(forgetful, 'totp', secret)
  vault.seal(site(1), ref, secret)
  const { publicKey } = keysOf(forgetful)
  await vault.resetPassphrase(person(2), next, owner)
  expect(forgetful.closed).toBe(true)
  expect(keychain.entries.size).toBe(1)
  expect(vault.hasOwn(person(2), 'totp')).toBe(false)
  expect(vault.hasRecoveryKey(person(2))).toBe(false)
  expect(await vault.openByRecovery(person(2), printed, old)).toBeNull()
  await expect(vault.openByKeychain(person(2))).rejects.toThrow(refused('keychain.empty'))
  const again = await vault.open(person(2), next)
  if (!again) throw new Error('refused')
  expect(keysOf(again).publicKey).not.toEqual(publicKey)
  vault.admit(again)
  expect(vault.unseal(ref, again)).toEqual(secret)
  expect(vault.unseal(ref, owner)).toEqual(secret)
  // What the forgotten passphrase opened in an older copy opens nothing of today.
  expect(store.database.rows('SELECT site, version FROM vault_sites')).toEqual([[site(1), 2]])
  owner.close()
  await expect(vault.resetPassphrase(person(2), old, owner)).rejects.toThrow(refused('vault.closed'))
  expect(again.closed).toBe(false)
})

test('an only owner who starts anew loses the secrets and nothing else', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const keys = await enrolled(vault, 1)
  vault.seal(site(1), ref, secret)
  keys.close()
  expect(vault.wouldLose(person(1))).toEqual([ref])
  await vault.resetPassphrase(person(1), next, null)
  const again = await vault.open(person(1), next)
  if (!again) throw new Error('refused')
  vault.admit(again)
  expect(() => vault.unseal(ref)).toThrow(refused('vault.noKey'))
  vault.seal(site(1), ref, secret)
  expect(vault.unseal(ref)).toEqual(secret)
})

test('what changes while a passphrase is derived wins over it', async () => {
  using owned = temporaryVault()
  const { vault } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const owner = await enrolled(vault, 1)
  vault.seal(site(1), ref, secret)
  const keys = await vault.enrol(person(2), { passphrase: old })
  // A right that ends while its holder signs in.
  const signing = vault.open(person(2), old)
  vault.syncHolders(entitling({ 1: [1] }))
  const late = await signing
  if (!late) throw new Error('refused')
  vault.admit(late)
  expect(() => vault.unseal(ref, late)).toThrow(refused('vault.noKey'))
  // New keys while the old ones are opened: whichever comes last, the old ones open nothing afterwards.
  const [opened] = await Promise.all([
    vault.open(person(2), old),
    vault.resetPassphrase(person(2), next, owner),
  ])
  expect(opened === null || opened.closed).toBe(true)
  expect(keys.closed).toBe(true)
  expect(await vault.open(person(2), old)).toBeNull()
  expect((await vault.open(person(2), next))?.personId).toBe(person(2))
})

test('a person who is removed while signing in, or while changing the passphrase, gets nothing', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const keys = await vault.enrol(person(1), { passphrase: old })
  const signing = vault.open(person(1), old)
  const changing = vault.changePassphrase(keys, next)
  const changed = expect(changing).rejects.toThrow(refused('vault.closed'))
  await vault.forgetPerson(person(1))
  expect(await signing).toBeNull()
  await changed
  expect(store.database.rows('SELECT * FROM vault_doors')).toEqual([])
})

test('a ring whose person’s keys are gone from the store stores nothing for them', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const keys = await enrolled(vault, 1)
  store.database.run('DELETE FROM vault_people')
  await expect(vault.changePassphrase(keys, next)).rejects.toThrow(refused('vault.closed'))
  expect(() => vault.sealOwn(keys, 'totp', secret)).toThrow(refused('vault.closed'))
  expect(() => vault.makeRecoveryKey(keys)).toThrow(refused('vault.closed'))
})

test('the keychain opens the ring, is refused with its reason, and is forgotten again', async () => {
  using owned = temporaryVault()
  const { vault, keychain } = owned
  const keys = await vault.enrol(person(1), { passphrase: old })
  expect(vault.remembered()).toEqual([])
  await expect(vault.openByKeychain(person(1))).rejects.toThrow(refused('keychain.empty'))
  await vault.remember(keys, true)
  await vault.remember(keys, true)
  expect(keychain.entries.size).toBe(1)
  expect(vault.remembered()).toEqual([person(1)])
  expect(await vault.keychainState(person(1))).toEqual({
    available: true,
    reason: null,
    why: null,
    remembersMe: true,
  })
  expect((await vault.openByKeychain(person(1))).personId).toBe(person(1))
  keychain.reason = 'It is locked.'
  expect(await vault.keychainState(null)).toEqual({
    available: false,
    reason: 'It is locked.',
    why: 'system',
    remembersMe: false,
  })
  await expect(vault.openByKeychain(person(1))).rejects.toThrow('It is locked.')
  await expect(vault.remember(keys, true)).rejects.toThrow(refused('keychain.unavailable'))
  await expect(vault.enrol(person(2), { unlockKey: 'keychain' })).rejects.toThrow(
    refused('keychain.unavailable'),
  )
  expect(vault.isEnrolled(person(2))).toBe(false)
  keychain.reason = null
  await vault.remember(keys, false)
  expect(keychain.entries.size).toBe(0)
  await expect(vault.openByKeychain(person(1))).rejects.toThrow(refused('keychain.empty'))
})

test('a keychain that holds another key, or is another computer’s, is empty for this person', async () => {
  using owned = temporaryVault()
  const { vault, keychain } = owned
  const keys = await enrolled(vault, 1)
  const [name = ''] = keychain.entries.keys()
  keychain.entries.set(name, Buffer.alloc(32))
  await expect(vault.openByKeychain(person(1))).rejects.toThrow(refused('keychain.empty'))
  keychain.entries.clear()
  await expect(vault.openByKeychain(person(1))).rejects.toThrow(refused('keychain.empty'))
  // It is the only way in: it is not given up before there is another.
  await expect(vault.remember(keys, false)).rejects.toThrow(refused('input.invalid'))
  await vault.changePassphrase(keys, old)
  await vault.remember(keys, false)
  expect((await vault.open(person(1), old))?.personId).toBe(person(1))
})

test('remembering that fails on the way leaves the door before it good', async () => {
  using owned = temporaryVault()
  const { vault, store, keychain } = owned
  const keys = await enrolled(vault, 1)
  store.database.exec(`CREATE TRIGGER cut BEFORE INSERT ON vault_doors BEGIN SELECT RAISE(ABORT, 'cut'); END`)
  await expect(vault.remember(keys, true)).rejects.toThrow('cut')
  await expect(vault.enrol(person(2), { unlockKey: 'keychain' })).rejects.toThrow('cut')
  store.database.exec('DROP TRIGGER cut')
  expect(keychain.entries.size).toBe(1)
  expect((await vault.openByKeychain(person(1))).personId).toBe(person(1))
  expect(vault.isEnrolled(person(2))).toBe(false)
})

test('a public key that was changed in the file is mended by its owner, and the sites come back', async () => {
  using owned = temporaryVault()
  const { vault, store, logged } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  await enrolled(vault, 1)
  const keys = await vault.enrol(person(2), { passphrase: old })
  const { publicKey } = keysOf(keys)
  keys.close()
  store.database.run(
    'UPDATE vault_people SET public_key = ? WHERE person_id = ?',
    flipped(publicKey, 5),
    person(2),
  )
  vault.seal(site(1), ref, secret)
  const mended = await vault.open(person(2), old)
  if (!mended) throw new Error('refused')
  vault.admit(mended)
  expect(vault.unseal(ref, mended)).toEqual(secret)
  expect(blobs(store, 'vault_people', 'public_key')).toContainEqual(publicKey)
  expect(logged.some(line => String(line.msg).includes('mended'))).toBe(true)
})

test('a disk that takes nothing more keeps nobody out', async () => {
  using owned = temporaryVault()
  const { vault, store, logged } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  const one = await enrolled(vault, 1)
  vault.seal(site(1), ref, secret)
  const passphrased = await vault.enrol(person(2), { passphrase: old })
  one.close()
  passphrased.close()
  vault.syncHolders(entitling({ 1: [1, 2] }))
  vault.setCost({ memoryKib: 65_540, passes: 3 })
  store.database.exec('PRAGMA query_only = ON')
  const keys = await vault.open(person(2), old)
  expect(keys?.personId).toBe(person(2))
  await signedIn(vault, 1)
  expect(vault.unseal(ref)).toEqual(secret)
  expect(logged.map(line => line.msg)).toEqual([
    expect.stringContaining('wrapped at its new cost'),
    expect.stringContaining('could not be passed on'),
  ])
  store.database.exec('PRAGMA query_only = OFF')
})
