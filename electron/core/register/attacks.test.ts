import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PersonId } from '../../../shared/ids.ts'
import { ownerAccess } from '../access/index.ts'
import {
  otherPassphrase,
  passphrase,
  type TestFolder,
  testFolder,
  thirdPassphrase,
} from '../people/testing/folder.ts'
import type { Connection } from '../store/database.ts'
import { temporaryFolder } from '../testing/store.ts'
import { newSecrets } from '../vault/personKeys.ts'
import { publicKeyOf } from '../vault/sealedBox.ts'
import { everythingOpened, rawValues } from '../vault/testing/attack.ts'
import { type Fact, readFacts } from './facts.ts'
import { forgeDoor, forgeRegister, tamper } from './testing/forger.ts'

const secret = Buffer.from('zq-secret-of-the-fleet')
const ref = { kind: 'credential', id: 'one' }
const everything = '{"kind":"everything"}'

/** What the attacks are against: Ada owns it, Bob may only look, Cid looks as one of a group. */
interface World {
  path: string
  ada: PersonId
  bob: PersonId
  cid: PersonId
  group: string
  role: string
  facts: readonly Fact[]
  /** A grant of Operator to Bob that Ada took away again, as its row was. */
  revoked: unknown[]
  /** Everything as it was when Bob still had that. */
  earlier: string
}

let world: World
const kept = temporaryFolder()
afterAll(() => kept[Symbol.dispose]())

beforeAll(async () => {
  await using folder = await testFolder()
  const { client, seat } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  const add = (name: string, own: string) =>
    client.people.add({ name, displayName: '', passphrase: own, groups: [] })
  const { id: bob } = await add('Bob', otherPassphrase)
  const { id: cid } = await add('Cid', thirdPassphrase)
  const group = await client.people.addGroup({ name: 'ops' })
  await client.people.updateGroup({ groupId: group.id, members: [cid] })
  const role = await client.people.addRole({ name: 'watch', description: '', permissions: ['host.read'] })
  const grant = (id: string, roleId: string, kind: 'person' | 'group' = 'person') =>
    client.people.addGrant({
      subject: { kind, id } as never,
      roleId: roleId as never,
      scope: { kind: 'everything' },
    })
  await grant(bob, 'viewer')
  await grant(group.id, role.id, 'group')
  const operator = await grant(bob, 'operator')
  folder.core.vault.seal(null, ref, secret)
  const earlier = join(kept.path, 'earlier.sqlite')
  const revoked = tamper(folder.path, database => {
    database.run('VACUUM INTO ?', earlier)
    return database.rows('SELECT * FROM grants WHERE id = ?', operator.id)[0] ?? []
  })
  await client.people.removeGrant({ grantId: operator.id })
  const ada = seat.access.person?.id
  if (!ada) throw new Error('nobody')
  const facts = readFacts(folder.core.store.database)
  const path = join(kept.path, 'folder')
  await folder.core.close()
  cpSync(folder.path, path, { recursive: true })
  world = { path, ada, bob, cid, group: group.id, role: role.id, facts, revoked, earlier }
}, 120_000)

/** The folder after somebody had its files for a while. */
async function attacked(by: (database: Connection) => void): Promise<TestFolder> {
  const folder = await testFolder(world.path)
  await folder.restart(() => tamper(folder.path, by))
  return folder
}

const signInAs = async (folder: TestFolder, name: string, own: string) => {
  const place = await folder.sit()
  await place.client.session.signIn({ name, passphrase: own })
  return place
}
const refusedFor = (why: string) => ({ data: { code: 'register.refused', data: { why } } })
const audited = async (folder: TestFolder, act: string) => {
  const { client } = await signInAs(folder, 'Ada', passphrase)
  return (await client.audit.list({ limit: 50 })).entries.filter(entry => entry.act === act)
}

test.each<[string, (database: Connection) => void, string]>([
  [
    'a public key is swapped for the attacker’s',
    db =>
      db.run(
        'UPDATE vault_people SET public_key = (SELECT public_key FROM vault_people WHERE person_id = ?) WHERE person_id = ?',
        world.bob,
        world.ada,
      ),
    'the public key of “Ada” (changed)',
  ],
  [
    'a grant is inserted',
    db =>
      db.run(
        `INSERT INTO grants VALUES ('00000000-0000-4000-8000-000000000001', 'person', ?, 'owner', ?, 1, 'Ada', NULL)`,
        world.bob,
        everything,
      ),
    'the grant of “Owner” to “Bob” (added)',
  ],
  [
    'a grant is made one of another role',
    db => db.run(`UPDATE grants SET role_id = 'owner' WHERE subject_id = ?`, world.bob),
    'the grant of “Viewer” to “Bob” (changed)',
  ],
  [
    'a grant is made one for somebody else',
    db => db.run(`UPDATE grants SET subject_id = ? WHERE role_id = 'owner'`, world.bob),
    'the grant of “Owner” to “Ada” (changed)',
  ],
  [
    'a role is widened',
    db => db.run(`UPDATE custom_roles SET permissions = '["user","credential"]'`),
    'the role “watch” (changed)',
  ],
  [
    'somebody is put into a group',
    db => db.run('INSERT INTO person_group_members VALUES (?, ?)', world.group, world.bob),
    '“Bob” in the group “ops” (added)',
  ],
  [
    'a grant that was taken away is put back',
    db => db.run('INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, ?, ?)', ...(world.revoked as string[])),
    'the grant of “Operator” to “Bob” (added)',
  ],
  [
    'the only owner is disabled',
    db => db.run('UPDATE people SET disabled = 1 WHERE id = ?', world.ada),
    'the account “Ada” (changed)',
  ],
  [
    'two people’s names are swapped',
    db => {
      db.run(`UPDATE people SET folded = 'x' WHERE id = ?`, world.ada)
      db.run(`UPDATE people SET name = 'Ada', folded = 'ada' WHERE id = ?`, world.bob)
      db.run(`UPDATE people SET name = 'Bob', folded = 'bob' WHERE id = ?`, world.ada)
    },
    'the account “Ada” (changed)',
  ],
  [
    'somebody new is inserted with keys of their own',
    db => {
      db.run(
        `INSERT INTO people (id, name, folded, display_name, created_ms) VALUES ('00000000-0000-4000-8000-000000000002', 'Mal', 'mal', '', 1)`,
      )
      db.run(
        `INSERT INTO vault_people VALUES ('00000000-0000-4000-8000-000000000002', ?, 1)`,
        publicKeyOf(newSecrets().privateKey),
      )
    },
    '(added)',
  ],
  [
    'all of a person’s rights are deleted',
    db => {
      db.run('DELETE FROM grants')
      db.run('DELETE FROM person_groups')
      db.run('DELETE FROM custom_roles')
    },
    'the group “ops” (removed)',
  ],
  [
    'it is made a folder of one person who proves nothing',
    db =>
      db.run(
        `UPDATE settings SET value = ? WHERE key = 'people:setUp'`,
        JSON.stringify({ mode: 'justMe', unlock: 'none', personId: world.ada }),
      ),
    'whether this is for one person or several (changed)',
  ],
  [
    'a role is lent to everybody by policy',
    db => db.run(`INSERT INTO settings VALUES ('policies', '{"acts":{"elevationRoles":["owner"]}}')`),
    'the policies (added)',
  ],
  [
    'the first copy of the register is damaged as well',
    db => {
      db.run(`UPDATE register_texts SET text = replace(text, 'viewer', 'owner') WHERE copy = 1`)
      db.run(`UPDATE grants SET role_id = 'owner' WHERE subject_id = ?`, world.bob)
    },
    'the grant of “Viewer” to “Bob” (changed)',
  ],
])('%s: it is as it was signed again, told and audited', async (_name, by, words) => {
  await using folder = await attacked(by)
  const { core } = folder
  expect(readFacts(core.store.database)).toEqual(world.facts)
  expect(core.findings).toEqual([expect.stringContaining(words)])
  expect(core.access.accessOf(world.bob).may('domain.operate', { kind: 'installation' })).toBe(false)
  expect(core.access.accessOf(world.cid).held()).toEqual(['host.read'])
  expect(core.people.setUpAs).toBe('people')
  expect(core.policies.get().acts.elevationRoles).toEqual([])
  const ada = await signInAs(folder, 'Ada', passphrase)
  expect(core.vault.unseal(ref)).toEqual(secret)
  await ada.client.people.addGroup({ name: 'new' })
  expect((await ada.client.app.info()).notices[0]).toContain(words)
  const { entries } = await ada.client.audit.list({ limit: 50 })
  const marks = entries.filter(entry => entry.act === 'register.putBack')
  expect(marks.length).toBeGreaterThan(0)
  expect(marks[0]).toMatchObject({ shell: 'core', result: 'refused', person: null })
  await folder.restart()
  expect(folder.core.findings).toEqual([])
})

const laterTables = [
  'register_texts',
  'register_seals',
  'grants',
  'custom_roles',
  'person_groups',
  'person_group_members',
]
const putBackFrom = (db: Connection, tables: readonly string[]) => {
  db.exec(`ATTACH '${world.earlier}' AS earlier`)
  for (const table of tables) {
    db.run(`DELETE FROM ${table}`)
    db.run(`INSERT INTO ${table} SELECT * FROM earlier.${table}`)
  }
}

test.each<[string, (database: Connection) => void, string]>([
  ['every signature is taken away', db => db.run('DELETE FROM register_texts'), 'stripped'],
  [
    'all of the register is taken away, what people know of it too',
    db => {
      for (const table of ['register_texts', 'register_seals', 'register_pins'])
        db.run(`DELETE FROM ${table}`)
      db.run(`UPDATE grants SET role_id = 'owner'`)
    },
    'pin',
  ],
  [
    'what Ada knows of it is swapped for what Bob does',
    db =>
      db.run(
        'UPDATE register_pins SET sealed = (SELECT sealed FROM register_pins WHERE person_id = ?) WHERE person_id = ?',
        world.bob,
        world.ada,
      ),
    'pin',
  ],
  [
    'the tables are signed by a key of the attacker’s own',
    db => {
      db.run(`UPDATE grants SET role_id = 'owner' WHERE subject_id = ?`, world.bob)
      forgeRegister(db)
    },
    'foreign',
  ],
  [
    'the text is changed under its signature',
    db => db.run(`UPDATE register_texts SET text = replace(text, 'viewer', 'owner')`),
    'broken',
  ],
  [
    'all of people and rights is put back to an earlier state',
    db => putBackFrom(db, laterTables),
    'rolledBack',
  ],
])('%s: the owner is refused with the reason, and gives nobody a key', async (_name, by, why) => {
  await using folder = await attacked(by)
  const { client, seat } = await folder.sit()
  const signIn = () => client.session.signIn({ name: 'Ada', passphrase })
  await expect(signIn()).rejects.toMatchObject(refusedFor(why))
  expect(seat.access.person).toBeNull()
  expect(folder.core.vault.present).toEqual([])
  await expect(client.session.signIn({ name: 'Ada', passphrase: 'wrong' })).rejects.toMatchObject({
    data: { code: 'signIn.refused' },
  })
  // Nothing was adopted on the way.
  await expect(signIn()).rejects.toMatchObject(refusedFor(why))
  await folder.core.audit.verify(null)
  const { entries } = await folder.core.audit.list(ownerAccess, { limit: 50 })
  const refusals = entries.filter(entry => entry.error?.startsWith('register.refused') === true)
  expect(refusals).toHaveLength(2)
  expect(refusals[0]).toMatchObject({ act: 'session.signIn', person: 'Ada', result: 'refused' })
})

test('a register of another folder is none here', async () => {
  await using other = await testFolder()
  const { client } = await other.sit()
  await client.session.setUp({ mode: 'people', name: 'Bob', displayName: '', passphrase })
  await using folder = await attacked(db => {
    const rows = other.core.store.database.rows('SELECT * FROM register_texts')
    db.run('DELETE FROM register_texts')
    for (const row of rows) db.run('INSERT INTO register_texts VALUES (?, ?, ?)', ...(row as string[]))
  })
  await expect(signInAs(folder, 'Ada', passphrase)).rejects.toMatchObject(refusedFor('broken'))
})

test('keys of somebody else behind a door of the owner’s open nothing', async () => {
  const forged = newSecrets()
  let printed = ''
  await using folder = await attacked(db => {
    printed = forgeDoor(db, world.ada, forged)
  })
  expect(folder.core.findings[0]).toContain('the public key of “Ada”')
  const { client } = await folder.sit()
  const recover = client.session.recover({ name: 'Ada', recoveryKey: printed, passphrase: otherPassphrase })
  await expect(recover).rejects.toMatchObject({ data: { code: 'vault.damaged' } })
  await signInAs(folder, 'Ada', passphrase)
})

test('whoever is put among the holders of a key, or in somebody’s place while it runs, gets none', async () => {
  await using folder = await attacked(db =>
    db.run(`INSERT OR IGNORE INTO vault_holders VALUES ('fleet', ?)`, world.bob),
  )
  const { client } = await signInAs(folder, 'Ada', passphrase)
  const sealedTo = () => folder.core.store.database.column('SELECT person_id FROM vault_seals ORDER BY 1')
  expect(sealedTo()).toEqual([world.ada])
  const mallory = newSecrets()
  tamper(folder.path, db => {
    db.run(`INSERT OR IGNORE INTO vault_holders VALUES ('fleet', ?)`, world.bob)
    db.run(
      'UPDATE vault_people SET public_key = ? WHERE person_id IN (?, ?)',
      publicKeyOf(mallory.privateKey),
      world.bob,
      world.cid,
    )
  })
  await client.people.addGrant({
    subject: { kind: 'person', id: world.cid },
    roleId: 'operator' as never,
    scope: { kind: 'everything' },
  })
  expect(folder.core.findings[0]).toContain('the public key of “Bob” (changed)')
  expect(sealedTo().sort()).toEqual([world.ada, world.cid].sort())
  const found = everythingOpened(rawValues(folder.path), [mallory.privateKey, mallory.ownKey])
  expect(found.some(each => each.includes(secret))).toBe(false)
  const cid = await folder.core.vault.open(world.cid, thirdPassphrase)
  if (!cid) throw new Error('refused')
  folder.core.vault.admit(cid)
  expect(folder.core.vault.unseal(ref, cid)).toEqual(secret)
})

test('without the key that signs nothing of people and rights can be changed, and all else works', async () => {
  await using folder = await attacked(db => db.run('DELETE FROM register_seals'))
  const { client } = await signInAs(folder, 'Ada', passphrase)
  await expect(client.people.addGroup({ name: 'new' })).rejects.toMatchObject({
    data: { code: 'register.absent' },
  })
  expect(folder.core.vault.unseal(ref)).toEqual(secret)
  await client.session.changePassphrase({ old: passphrase, passphrase: otherPassphrase })
  expect(readFacts(folder.core.store.database)).toEqual(world.facts)
})

test('what can’t be told: all of it put back together, with what its owner knew then', async () => {
  await using folder = await attacked(db =>
    putBackFrom(db, [
      ...laterTables,
      'register_pins',
      'vault_seals',
      'vault_sites',
      'vault_records',
      'vault_holders',
    ]),
  )
  expect(await audited(folder, 'register.putBack')).toEqual([])
  expect(folder.core.access.accessOf(world.bob).may('domain.operate', { kind: 'installation' })).toBe(true)
})

test('a folder whose register is gone lets nobody in without a proof, whatever is written of how it is used', async () => {
  await using folder = await attacked(db => {
    for (const table of ['register_texts', 'register_seals', 'register_pins']) db.run(`DELETE FROM ${table}`)
    db.run(
      `UPDATE settings SET value = ? WHERE key = 'people:setUp'`,
      JSON.stringify({ mode: 'justMe', unlock: 'none', personId: world.ada }),
    )
  })
  const { client } = await folder.sit()
  expect(await client.session.state()).toMatchObject({ setUp: 'people', person: null, permissions: [] })
  await expect(signInAs(folder, 'Ada', passphrase)).rejects.toMatchObject(refusedFor('pin'))
})

test('what somebody reads of it who may not read of people names nobody', async () => {
  await using folder = await attacked(db => db.run(`UPDATE custom_roles SET permissions = '["app"]'`))
  expect(folder.core.findings).toHaveLength(1)
  const { client } = await signInAs(folder, 'Bob', otherPassphrase)
  expect((await client.app.info()).notices).toEqual([])
})
