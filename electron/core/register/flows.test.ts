import { expect, test } from 'vitest'
import type { PersonId } from '../../../shared/ids.ts'
import { ownerAccess } from '../access/index.ts'
import {
  otherPassphrase,
  passphrase,
  type TestFolder,
  type TestSeat,
  testFolder,
  thirdPassphrase,
} from '../people/testing/folder.ts'
import { keysOf } from '../vault/ring.ts'
import { keyOf, readDocument, type RegisterDocument, writeDocument } from './document.ts'
import { Seals } from './seals.ts'
import { tamper, withoutRegister } from './testing/forger.ts'

const refused = (code: string) => ({ data: { code } })
const everywhere = { kind: 'everything' } as const

async function withOwner(folder: TestFolder): Promise<TestSeat> {
  const seat = await folder.sit()
  await seat.client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  return seat
}
const add = async ({ client }: TestSeat, name: string, own = otherPassphrase): Promise<PersonId> =>
  (await client.people.add({ name, displayName: '', passphrase: own, groups: [] })).id
const grant = ({ client }: TestSeat, id: PersonId, role: string, untilMs: number | null = null) =>
  client.people.addGrant({
    subject: { kind: 'person', id },
    roleId: role as never,
    scope: everywhere,
    untilMs,
  })
const signIn = async (folder: TestFolder, name: string, own: string): Promise<TestSeat> => {
  const seat = await folder.sit()
  await seat.client.session.signIn({ name, passphrase: own })
  return seat
}
function stored({ core }: TestFolder): RegisterDocument {
  const [id] = core.store.database.column<Buffer>('SELECT id FROM vault_installation')
  const read = readDocument(core.store.database, id?.toString('hex') ?? '')
  if (read.state !== 'signed') throw new Error(read.state)
  return read.document
}
const acts = async ({ core }: TestFolder): Promise<string[]> => {
  await core.audit.verify(null)
  const { entries } = await core.audit.list(ownerAccess, { limit: 200 })
  return entries.flatMap(({ act }) => (act.startsWith('register.') ? [act] : [])).reverse()
}

test('set-up begins it; an invitation, a role, a grant and what is taken away are signed one after another', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const versions = [stored(folder).version]
  const bob = await add(owner, 'Bob')
  versions.push(stored(folder).version)
  const role = await owner.client.people.addRole({
    name: 'watch',
    description: '',
    permissions: ['host.read'],
  })
  const { id: grantId } = await grant(owner, bob, role.id)
  await owner.client.people.updateRole({ roleId: role.id, permissions: ['domain.read'] })
  versions.push(stored(folder).version)
  expect([...versions].sort((a, b) => a - b)).toEqual(versions)
  const seat = await signIn(folder, 'Bob', otherPassphrase)
  await seat.client.session.changePassphrase({ old: otherPassphrase, passphrase: thirdPassphrase })
  expect(seat.seat.access.held()).toContain('domain.read')
  await owner.client.people.removeGrant({ grantId })
  expect(seat.seat.access.held()).not.toContain('domain.read')
  expect(stored(folder).holders).toEqual([owner.seat.access.person?.id])
  await folder.restart()
  expect(folder.core.findings).toEqual([])
  await signIn(folder, 'Bob', thirdPassphrase)
  expect(await acts(folder)).toEqual(['register.begin'])
  // Nothing that gives rights is another: nothing is signed anew.
  const { version } = stored(folder)
  await signIn(folder, 'Ada', passphrase)
  expect(stored(folder).version).toBe(version)
})

test('what is somebody’s own needs nobody’s signature; what gives rights needs one', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const id = await add(owner, 'Bob')
  await owner.client.policies.set({ policies: { acts: { elevationRoles: ['admin' as never] } } })
  await owner.client.session.signOut()
  const { client } = await signIn(folder, 'Bob', otherPassphrase)
  const { version } = stored(folder)
  await client.session.changePassphrase({ old: otherPassphrase, passphrase: thirdPassphrase })
  const { uri } = await client.session.beginSecondFactor()
  const { recoveryCodes } = await client.session.confirmSecondFactor({ code: folder.code(uri) })
  await client.session.removeSecondFactor({ code: recoveryCodes[0] ?? '' })
  const { recoveryKey } = await client.session.newRecoveryKey({ passphrase: thirdPassphrase })
  await client.session.remember({ on: true })
  await client.app.setSetting({ key: 'theme', value: 'dark' })
  const elevate = () =>
    client.session.elevate({
      roleId: 'admin' as never,
      reason: 'the array burns',
      minutes: 5,
      passphrase: thirdPassphrase,
    })
  await elevate()
  await expect(client.people.addGroup({ name: 'mine' })).rejects.toMatchObject(refused('register.absent'))
  expect(folder.core.access.groups()).toEqual([])
  expect(stored(folder).version).toBe(version)
  // With somebody there who manages people it is signed.
  await owner.client.session.signIn({ name: 'Ada', passphrase })
  await client.people.addGroup({ name: 'ours' })
  expect(stored(folder).version).toBe(version + 1)
  const lost = await folder.sit()
  await lost.client.session.recover({ name: 'Bob', recoveryKey, passphrase: otherPassphrase })
  expect(lost.seat.access.person?.id).toBe(id)
  expect(stored(folder).version).toBe(version + 1)
})

test('a reset makes new keys, signed by who resets; a manager’s makes the key that signs anew', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const bob = await add(owner, 'Bob')
  await grant(owner, bob, 'operator')
  folder.core.vault.seal(null, { kind: 'credential', id: 'a' }, Buffer.from('secret'))
  await owner.client.people.resetPassphrase({ personId: bob, passphrase: thirdPassphrase })
  expect(stored(folder).chain).toHaveLength(1)
  await signIn(folder, 'Bob', thirdPassphrase)
  expect(folder.core.vault.holds(null, bob)).toBe(true)
  await grant(owner, bob, 'admin')
  expect(stored(folder).holders).toContain(bob)
  await owner.client.people.resetPassphrase({ personId: bob, passphrase: otherPassphrase })
  expect(stored(folder).chain).toHaveLength(2)
  await signIn(folder, 'Bob', otherPassphrase)
  await folder.restart()
  await signIn(folder, 'Bob', otherPassphrase)
  const { client } = await signIn(folder, 'Ada', passphrase)
  await client.people.remove({ personId: bob })
  expect(stored(folder).chain).toHaveLength(3)
  expect(folder.core.findings).toEqual([])
})

test('a manager who was demoted can sign nothing any more that an owner takes', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const cid = await add(owner, 'Cid')
  const bob = await add(owner, 'Bob')
  const { id: grantId } = await grant(owner, cid, 'admin')
  const manager = await signIn(folder, 'Cid', otherPassphrase)
  const [ring] = folder.core.vault.present.filter(each => each.personId === cid)
  if (!ring) throw new Error('nobody')
  const before = stored(folder)
  const secret = new Seals(folder.core.store.database).open(ring, keyOf(before))
  if (!secret) throw new Error('not sealed')
  const kept = Buffer.from(secret) as typeof secret
  expect(keysOf(ring).admitted).toBe(true)
  await owner.client.people.removeGrant({ grantId })
  expect(keyOf(stored(folder)).key).not.toBe(keyOf(before).key)
  expect(new Seals(folder.core.store.database).open(ring, keyOf(stored(folder)))).toBeNull()
  expect(manager.seat.access.held()).not.toContain('user.manage')
  expect(await acts(folder)).toEqual(['register.begin', 'register.newKey'])
  // Bob, who has not been here since, follows from the key that he knows to the new one.
  await signIn(folder, 'Bob', otherPassphrase)
  await folder.restart(() =>
    tamper(folder.path, db => writeDocument(db, { ...before, version: 1_000 }, kept)),
  )
  for (const [name, own] of [
    ['Ada', passphrase],
    ['Bob', otherPassphrase],
  ] as const)
    await expect(signIn(folder, name, own)).rejects.toMatchObject(refused('register.refused'))
  expect(bob).not.toBe(cid)
})

test('a right that ended while nobody was there takes the key with it at the next sign-in', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const cid = await add(owner, 'Cid')
  await grant(owner, cid, 'admin', folder.clock.nowMs() + 60_000)
  expect(stored(folder).holders).toContain(cid)
  await owner.client.session.signOut()
  folder.clock.advance(60_000)
  expect(folder.core.access.accessOf(cid).held()).toEqual([])
  expect(folder.core.access.grants().map(each => each.roleId)).toEqual(['owner'])
  await folder.restart()
  // Cid’s own ring still opens the key, and signs nothing by it.
  await signIn(folder, 'Cid', otherPassphrase)
  expect(() => folder.core.access.addGroup('mine')).toThrow(
    expect.objectContaining({ code: 'register.absent' }),
  )
  await signIn(folder, 'Ada', passphrase)
  expect(stored(folder)).toMatchObject({ chain: { length: 2 } })
  expect(stored(folder).holders).not.toContain(cid)
  folder.core.access.addGroup('ours')
  expect(folder.core.store.database.column('SELECT role_id FROM grants')).toEqual(['owner'])
})

test('a folder of before is signed at an owner’s next sign-in, once, and can’t be made one again', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const bob = await add(owner, 'Bob')
  await grant(owner, bob, 'viewer')
  const ada = owner.seat.access.person?.id
  if (!ada) throw new Error('nobody')
  const passphrases = new Map([
    [ada, passphrase],
    [bob, otherPassphrase],
  ])
  await folder.core.close()
  const { Connection } = await import('../store/database.ts')
  const database = new Connection(`${folder.path}/novacron.sqlite`)
  await withoutRegister(database, passphrases)
  database.close()
  await folder.restart()
  const none = () => folder.core.store.database.column('SELECT copy FROM register_texts')
  await signIn(folder, 'Bob', otherPassphrase)
  expect(none()).toEqual([])
  // That the passphrase opens is no sign-in yet.
  const keys = await folder.core.vault.open(ada, passphrase)
  keys?.close()
  await folder.restart()
  await signIn(folder, 'Ada', passphrase)
  expect(none()).toEqual([1, 2])
  await signIn(folder, 'Ada', passphrase)
  await signIn(folder, 'Bob', otherPassphrase)
  expect((await acts(folder)).filter(act => act === 'register.adopt')).toHaveLength(1)
  expect(folder.core.findings).toEqual([])
  await folder.restart(() =>
    tamper(folder.path, db => {
      for (const table of ['register_texts', 'register_seals', 'register_pins'])
        db.run(`DELETE FROM ${table}`)
    }),
  )
  for (const [name, own] of [
    ['Ada', passphrase],
    ['Bob', otherPassphrase],
  ] as const)
    await expect(signIn(folder, name, own)).rejects.toMatchObject(refused('register.refused'))
})

test('“just me” has it without a word, and keeps it on the way to several people and back', async () => {
  await using folder = await testFolder()
  const first = await folder.sit()
  await first.client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  expect(stored(folder).version).toBe(1)
  await folder.restart()
  const { client, seat } = await folder.sit()
  expect(seat.access.person).not.toBeNull()
  await client.session.becomePeople({ name: 'Ada', displayName: '', passphrase })
  await client.people.add({ name: 'Bob', displayName: '', passphrase: otherPassphrase, groups: [] })
  await client.session.becomeJustMe({ unlock: 'passphrase' })
  await folder.restart()
  expect(folder.core.findings).toEqual([])
  await signIn(folder, 'Ada', passphrase)

  await using open = await testFolder()
  const nobody = await open.sit()
  await nobody.client.session.setUp({ mode: 'justMe', unlock: 'none' })
  expect(() => stored(open)).toThrow('none')
  await nobody.client.session.becomePeople({ name: 'Ada', displayName: '', passphrase })
  expect(stored(open).holders).toHaveLength(1)
  await open.restart()
  expect(open.core.findings).toEqual([])
  await signIn(open, 'Ada', passphrase)
})

test('a restored back-up is held against who signs in, and its preview says how it is signed', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const bob = await add(owner, 'Bob')
  const { name } = await folder.core.backup.run(thirdPassphrase)
  folder.core.store.database.run(`UPDATE grants SET role_id = 'viewer'`)
  const { name: tampered } = await folder.core.backup.run(thirdPassphrase)
  await grant(owner, bob, 'viewer')
  const preview = async (file: string) =>
    (await folder.core.backup.preview(file, thirdPassphrase)).differences
  expect(await preview(name)).toContainEqual({ code: 'registerVersion', now: 4, after: 3 })
  expect(await preview(tampered)).toContainEqual({ code: 'registerRows', rows: 1 })
  await folder.core.backup.restore(tampered, thirdPassphrase)
  await folder.restart()
  expect(folder.core.findings[0]).toContain('the grant of “Owner” to “Ada” (changed)')
  const { client } = await signIn(folder, 'Ada', passphrase)
  await client.people.addGroup({ name: 'new' })
  expect(folder.core.access.accessOf(bob).held()).toEqual([])
})
