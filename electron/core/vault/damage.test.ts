import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { databaseName } from '../store/folder.ts'
import { openStore } from '../store/index.ts'
import { rescue } from '../store/rescue.ts'
import { temporaryFolder } from '../testing/store.ts'
import { Vault } from './index.ts'
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
const ref = (id: string) => ({ kind: 'credential', id })
const refused = (code: string, data?: object) => expect.objectContaining({ code, ...(data ? { data } : {}) })

test('one flipped bit anywhere in a record is damage of that record alone', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  await enrolled(vault, 1)
  for (const id of ['a', 'b']) vault.seal(site(1), ref(id), secret)
  const [sealed = Buffer.alloc(0)] = blobs(store, `vault_records WHERE id = 'a'`)
  const put = (bytes: Buffer) =>
    store.database.run(`UPDATE vault_records SET sealed = ? WHERE id = 'a'`, bytes)
  for (let at = 0; at < sealed.length; at++) {
    put(flipped(sealed, at))
    expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.damaged', ref('a')))
  }
  put(Buffer.alloc(0))
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.damaged', ref('a')))
  expect(vault.unseal(ref('b'))).toEqual(secret)
  put(sealed)
  expect(vault.unseal(ref('a'))).toEqual(secret)
})

test('a rotation goes round a damaged record and says so', async () => {
  using owned = temporaryVault()
  const { vault, store, logged } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  await enrolled(vault, 1)
  await enrolled(vault, 2)
  for (const id of ['a', 'b']) vault.seal(site(1), ref(id), secret)
  const [sealed = Buffer.alloc(0)] = blobs(store, `vault_records WHERE id = 'a'`)
  store.database.run(`UPDATE vault_records SET sealed = ? WHERE id = 'a'`, flipped(sealed, 20))
  vault.syncHolders(entitling({ 1: [1] }))
  expect(vault.unseal(ref('b'))).toEqual(secret)
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.damaged', ref('a')))
  expect(logged.filter(line => line.id === 'a')).toHaveLength(1)
})

test('records can’t be swapped, nor be said to be of another site, kind or key', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1], 2: [1] }))
  await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), Buffer.from('first'))
  vault.seal(site(1), ref('b'), Buffer.from('second'))
  vault.seal(site(2), ref('c'), Buffer.from('third'))
  const run = (sql: string) => store.database.run(sql)
  const backup = store.database.all<{ id: string; sealed: Buffer }>('SELECT id, sealed FROM vault_records')
  run(`UPDATE vault_records SET sealed = (SELECT sealed FROM vault_records WHERE id = 'b') WHERE id = 'a'`)
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.damaged', ref('a')))
  run(`UPDATE vault_records SET sealed = (SELECT sealed FROM vault_records WHERE id = 'c') WHERE id = 'b'`)
  expect(() => vault.unseal(ref('b'))).toThrow(refused('vault.damaged'))
  for (const row of backup)
    store.database.run('UPDATE vault_records SET sealed = ? WHERE id = ?', row.sealed, row.id)
  expect(vault.unseal(ref('a')).toString()).toBe('first')
  run(`UPDATE vault_records SET id = 'swap' WHERE id = 'a'`)
  run(`UPDATE vault_records SET id = 'a' WHERE id = 'b'`)
  run(`UPDATE vault_records SET kind = 'totp' WHERE id = 'swap'`)
  expect(() => vault.unseal(ref('a'))).toThrow(refused('vault.damaged'))
  expect(() => vault.unseal({ kind: 'totp', id: 'swap' })).toThrow(refused('vault.damaged'))
  run(`UPDATE vault_records SET site = '${site(1)}' WHERE id = 'c'`)
  expect(() => vault.unseal(ref('c'))).toThrow(refused('vault.damaged'))
  run(`UPDATE vault_records SET site = '${site(2)}', version = 2 WHERE id = 'c'`)
  expect(() => vault.unseal(ref('c'))).toThrow(refused('vault.damaged'))
})

test('one flipped bit in a seal shuts out its holder alone, until another holder is there to mend it', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1, 2] }))
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  one.close()
  const row = `vault_seals WHERE person_id = '${person(2)}'`
  const [sealed = Buffer.alloc(0)] = blobs(store, row)
  const put = (bytes: Buffer) =>
    store.database.run('UPDATE vault_seals SET sealed = ? WHERE person_id = ?', bytes, person(2))
  for (let at = 0; at < sealed.length; at++) {
    put(flipped(sealed, at))
    expect(() => vault.unseal(ref('a'), two)).toThrow(refused('vault.damaged'))
  }
  const again = await signedIn(vault, 1)
  expect(vault.unseal(ref('a'), again)).toEqual(secret)
  expect(blobs(store, row)).toEqual([flipped(sealed, sealed.length - 1)])
  expect(vault.unseal(ref('a'), two)).toEqual(secret)
  again.close()
  expect(vault.unseal(ref('a'))).toEqual(secret)
})

test('another person’s seal put in one’s own place opens nothing', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  vault.syncHolders(entitling({ 1: [1], 2: [1, 2] }))
  await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.seal(site(1), ref('a'), secret)
  vault.seal(site(2), ref('b'), secret)
  const theirKey = refused('vault.damaged', { site: site(1), personId: person(2) })
  store.database.run(
    `INSERT INTO vault_seals SELECT site, ?, version, sealed FROM vault_seals WHERE site = ?`,
    person(2),
    site(1),
  )
  expect(() => vault.unseal(ref('a'), two)).toThrow(theirKey)
  store.database.run(
    `UPDATE vault_seals SET sealed = (SELECT sealed FROM vault_seals WHERE site = '${site(2)}' AND person_id = '${person(2)}')
     WHERE site = '${site(1)}' AND person_id = '${person(2)}'`,
  )
  expect(() => vault.unseal(ref('a'), two)).toThrow(theirKey)
})

test('one flipped bit in a door is damage and not a wrong passphrase; the other doors still open', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const passphrase = 'correct horse battery'
  const keys = await vault.enrol(person(1), { passphrase })
  await vault.remember(keys, true)
  const printed = vault.makeRecoveryKey(keys)
  vault.sealOwn(keys, 'totp', secret)
  const turn = (kind: string, column: string, at: number) => {
    const [bytes = Buffer.alloc(0)] = blobs(store, `vault_doors WHERE kind = '${kind}'`, column)
    store.database.run(`UPDATE vault_doors SET ${column} = ? WHERE kind = ?`, flipped(bytes, at), kind)
  }
  for (const [column, at] of [
    ['sealed', 0],
    ['sealed', 5],
    ['sealed', 40],
    ['salt', 3],
  ] as const) {
    turn('passphrase', column, at)
    await expect(vault.open(person(1), passphrase)).rejects.toThrow(refused('vault.damaged'))
    turn('passphrase', column, at)
  }
  for (let at = 0; at < 93; at++) {
    turn('keychain', 'sealed', at)
    await expect(vault.openByKeychain(person(1))).rejects.toThrow(refused('vault.damaged'))
    turn('keychain', 'sealed', at)
    turn('recovery', 'sealed', at)
    await expect(vault.openByRecovery(person(1), printed, 'x')).rejects.toThrow(refused('vault.damaged'))
    turn('recovery', 'sealed', at)
  }
  turn('passphrase', 'sealed', 40)
  expect(vault.unsealOwn(await vault.openByKeychain(person(1)), 'totp')).toEqual(secret)
  const recovered = await vault.openByRecovery(person(1), printed, 'another passphrase')
  expect(recovered?.keys.personId).toBe(person(1))
  expect((await vault.open(person(1), 'another passphrase'))?.personId).toBe(person(1))
})

test('a personal record is bound to its person and kind', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const one = await enrolled(vault, 1)
  const two = await enrolled(vault, 2)
  vault.sealOwn(one, 'totp', secret)
  vault.sealOwn(two, 'totp', Buffer.from('another'))
  vault.sealOwn(two, 'codes', Buffer.from('others'))
  expect(vault.unsealOwn(one, 'codes')).toBeNull()
  const [sealed = Buffer.alloc(0)] = blobs(store, `vault_own WHERE person_id = '${person(1)}'`)
  for (let at = 0; at < sealed.length; at++) {
    store.database.run('UPDATE vault_own SET sealed = ? WHERE person_id = ?', flipped(sealed, at), person(1))
    expect(() => vault.unsealOwn(one, 'totp')).toThrow(
      refused('vault.damaged', { personId: person(1), kind: 'totp' }),
    )
  }
  const [codes = Buffer.alloc(0)] = blobs(store, `vault_own WHERE kind = 'codes'`)
  store.database.run('UPDATE vault_own SET sealed = ? WHERE kind = ?', codes, 'totp')
  expect(() => vault.unsealOwn(two, 'totp')).toThrow(refused('vault.damaged'))
  expect(vault.unsealOwn(two, 'codes')?.toString()).toBe('others')
  vault.forgetOwn(person(2), 'codes')
  expect(vault.hasOwn(person(2), 'codes')).toBe(false)
  two.close()
  expect(() => vault.unsealOwn(two, 'totp')).toThrow(refused('vault.closed'))
})

test('the installation’s number survives one wrong copy of it', async () => {
  using owned = temporaryVault()
  const { vault, store } = owned
  const one = await enrolled(vault, 1)
  vault.sealOwn(one, 'totp', secret)
  const [id = Buffer.alloc(0)] = blobs(store, 'vault_installation', 'id')
  for (const copy of [1, 2, 3]) {
    store.database.run('UPDATE vault_installation SET id = ? WHERE copy = ?', flipped(id, 3), copy)
    expect(vault.unsealOwn(one, 'totp')).toEqual(secret)
    store.database.run('UPDATE vault_installation SET id = ? WHERE copy = ?', id, copy)
  }
})

test('what a repair of a damaged database carries over still opens', async () => {
  using owned = temporaryVault()
  const { vault, folder, keychain } = owned
  vault.syncHolders(entitling({ 1: [1] }))
  await enrolled(vault, 1)
  vault.seal(site(1), ref('a'), secret)
  using next = temporaryFolder()
  rescue(join(folder, databaseName), join(next.path, databaseName))
  const store = openStore(next.path)
  try {
    const repaired = new Vault({ store, clock: systemClock, log: pino({ level: 'silent' }), keychain })
    await signedIn(repaired, 1)
    expect(repaired.unseal(ref('a'))).toEqual(secret)
    repaired.close()
  } finally {
    store.close()
  }
})
