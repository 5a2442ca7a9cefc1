import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostId, PersonId, SiteId } from '../../../shared/ids.ts'
import { otherPassphrase, passphrase, type TestFolder, testFolder } from '../people/testing/folder.ts'
import { tamper } from '../register/testing/forger.ts'
import type { Connection } from '../store/database.ts'
import { temporaryFolder } from '../testing/store.ts'
import { startScriptedSsh } from '../testing/scriptedSsh.ts'

const password = 'zq-secret-of-kvm1'
const honest = 'qemu+ssh://root@kvm1.example/system'
const evil = 'qemu+ssh://root@evil.example/system'
const sha256 = `SHA256:${'A'.repeat(43)}`

/** What the attacks are against: Ada owns it, Bob may use what belongs to Paris, kvm1 is of Rome with a credential of its own. */
interface World {
  path: string
  bob: PersonId
  rome: SiteId
  paris: SiteId
  kvm1: HostId
  kvm2: HostId
  kvm3: HostId
  /** Everything before kvm1 was given another address by Ada. */
  earlier: string
}

let world: World
const kept = temporaryFolder()
afterAll(() => kept[Symbol.dispose]())

const signIn = async (folder: TestFolder, name = 'Ada', own = passphrase) => {
  const place = await folder.sit()
  await place.client.session.signIn({ name, passphrase: own })
  return place
}

beforeAll(async () => {
  await using folder = await testFolder()
  const { client, bob } = await folder.adaAndBob()
  const rome = await client.sites.create({ name: 'Rome' })
  const paris = await client.sites.create({ name: 'Paris' })
  await client.people.addGrant({
    subject: { kind: 'person', id: bob },
    roleId: 'admin' as never,
    scope: { kind: 'site', siteId: paris.id },
  })
  const secret = (text: string) => ({ kind: 'password' as const, password: text })
  const credential = (name: string, siteId: SiteId | null, text: string) =>
    client.credentials.add({ name, siteId, userName: 'root', secret: secret(text) })
  await credential('roman', rome.id, password)
  await credential('other', rome.id, 'zq-secret-of-kvm2')
  await credential('french', paris.id, 'zq-secret-of-paris')
  const host = (name: string, uri: string, siteId: SiteId, own: string) =>
    client.hosts.add({ name, uri, siteId, options: { credential: own }, acceptNewKeys: [sha256] })
  const { id: kvm1 } = await host('kvm1', 'qemu+ssh://root@before.example/system', rome.id, 'roman')
  const { id: kvm2 } = await host('kvm2', 'qemu+ssh://root@kvm2.example/system', rome.id, 'other')
  const { id: kvm3 } = await host('kvm3', 'qemu+ssh://root@kvm3.example/system', paris.id, 'french')
  const earlier = join(kept.path, 'earlier.sqlite')
  tamper(folder.path, database => void database.run('VACUUM INTO ?', earlier))
  await client.hosts.update({ hostId: kvm1, uri: honest })
  await folder.core.close()
  const path = join(kept.path, 'folder')
  cpSync(folder.path, path, { recursive: true })
  world = { path, bob, rome: rome.id, paris: paris.id, kvm1, kvm2, kvm3, earlier }
}, 120_000)

async function attacked(by: (database: Connection) => void): Promise<TestFolder> {
  const folder = await testFolder(world.path)
  await folder.restart(() => tamper(folder.path, by))
  return folder
}

const given = (folder: TestFolder, hostId = world.kvm1) => {
  const name = folder.core.registry.options(hostId).options.credential ?? ''
  const { secret } = folder.core.credentials.open(hostId, name)
  return secret.kind === 'password' ? secret.password : null
}
const withheldFor = (why: string, ...what: string[]) =>
  expect.objectContaining({
    code: 'credential.withheld',
    data: expect.objectContaining({
      why,
      changes: what.map(each => expect.objectContaining({ what: each })),
    }),
  })
const setOption = (path: string, value: unknown) => (database: Connection) =>
  database.run(
    `UPDATE hosts SET options = json_set(options, ?, json(?)) WHERE id = ?`,
    path,
    JSON.stringify(value),
    world.kvm1,
  )

test.each<[string, (database: Connection) => void, ReturnType<typeof withheldFor>, everywhere?: true]>([
  [
    'another address',
    db => db.run('UPDATE hosts SET uri = ? WHERE id = ?', evil, world.kvm1),
    withheldFor('changed', 'address'),
  ],
  [
    'an ssh program of the attacker’s',
    db => db.run('UPDATE hosts SET uri = ? WHERE id = ?', `${honest}?command=/tmp/evil`, world.kvm1),
    withheldFor('changed', 'address'),
  ],
  ['a jump host', setOption('$.jump', ['evil.example']), withheldFor('changed', 'jump')],
  ['another way to speak SSH', setOption('$.transport', 'openssh'), withheldFor('changed', 'transport')],
  [
    'a jump host from its site',
    db => db.run(`UPDATE sites SET options = '{"jump":["evil.example"]}' WHERE id = ?`, world.rome),
    withheldFor('changed', 'jump'),
  ],
  [
    'a jump host from what holds everywhere',
    db => db.run(`INSERT INTO settings VALUES ('connectionDefaults', '{"jump":["evil.example"]}')`),
    withheldFor('changed', 'jump'),
    true,
  ],
  [
    'the attacker’s host key',
    db =>
      db.run(
        `INSERT INTO host_keys VALUES (?, 'kvm1.example:22', ?, 'ssh-ed25519', x'00', 1)`,
        world.kvm1,
        // What the row says of the key is not believed: the key itself is looked at.
        sha256,
      ),
    withheldFor('changed', 'hostKeys'),
  ],
  [
    'no host key, so that another counts as new',
    db => db.run('DELETE FROM settings WHERE key = ?', `host:${world.kvm1}:acceptNewKeys`),
    withheldFor('changed', 'hostKeys'),
  ],
  [
    'a fingerprint to be accepted without a question',
    db =>
      db.run(
        'UPDATE settings SET value = ? WHERE key = ?',
        JSON.stringify([sha256, `SHA256:${'B'.repeat(43)}`]),
        `host:${world.kvm1}:acceptNewKeys`,
      ),
    withheldFor('changed', 'hostKeys'),
  ],
  ['another host’s credential', setOption('$.credential', 'other'), withheldFor('changed', 'credential')],
  [
    'another host’s credential under the name of its own',
    db => {
      db.run(`UPDATE credentials SET name = 'x', folded = 'x' WHERE name = 'roman'`)
      db.run(`UPDATE credentials SET name = 'roman', folded = 'roman' WHERE name = 'other'`)
    },
    withheldFor('changed', 'credential'),
  ],
  [
    'its credential for another user',
    db => db.run(`UPDATE credentials SET user_name = 'guest' WHERE name = 'roman'`),
    withheldFor('changed', 'credential'),
  ],
  [
    'another address, and no seal',
    db => {
      db.run('UPDATE hosts SET uri = ? WHERE id = ?', evil, world.kvm1)
      db.run(`DELETE FROM vault_records WHERE kind = 'destination' AND id = ?`, world.kvm1)
    },
    withheldFor('missing'),
  ],
  [
    'a seal of another host',
    db =>
      db.run(
        `UPDATE vault_records SET sealed = (SELECT sealed FROM vault_records WHERE kind = 'destination' AND id = ?)
         WHERE kind = 'destination' AND id = ?`,
        world.kvm2,
        world.kvm1,
      ),
    withheldFor('damaged'),
  ],
  [
    'a seal by the key of another site',
    db =>
      db.run(
        `UPDATE vault_records SET site = (SELECT site FROM vault_records WHERE kind = 'credential' AND site <> ?)
         WHERE kind = 'destination' AND id = ?`,
        world.rome,
        world.kvm1,
      ),
    withheldFor('changed'),
  ],
  [
    'another address, and the word that nothing of it is signed here',
    db => {
      db.run('UPDATE hosts SET uri = ? WHERE id = ?', evil, world.kvm1)
      db.run(`DELETE FROM vault_records WHERE kind = 'destination' AND id = ?`, world.kvm1)
      db.run(`DELETE FROM settings WHERE key = 'register:covers'`)
    },
    withheldFor('missing'),
  ],
])(
  'a host is given %s: its credential stays here, the audit has it, nothing else is held up',
  async (_name, by, refusal, everywhere) => {
    await using folder = await attacked(by)
    const { client } = await signIn(folder)
    expect(() => given(folder)).toThrowError(refusal)
    if (everywhere !== true) expect(given(folder, world.kvm3)).toBe('zq-secret-of-paris')
    // Changing something else of it is no acceptance.
    await client.hosts.update({ hostId: world.kvm1, name: 'renamed' })
    await client.sites.update({ siteId: world.rome, name: 'Roma' })
    expect(() => given(folder)).toThrowError(refusal)
    const told = async () =>
      (await client.audit.list({ limit: 50 })).entries.filter(({ act }) => act === 'credentials.withheld')
    const entries = await told()
    expect(entries).toContainEqual(
      expect.objectContaining({ hostId: world.kvm1, result: 'refused', shell: 'core' }),
    )
    expect(new Set(entries.map(({ hostId }) => hostId)).size).toBe(entries.length)
    // Nothing of what somebody had typed is lost, and it can be read with nobody there.
    expect((await client.hosts.list()).map(({ record }) => record.name)).toContain('renamed')
  },
)

test('a new host that names somebody’s credential gets nothing', async () => {
  const id = '00000000-0000-4000-8000-000000000009' as HostId
  await using folder = await attacked(db =>
    db.run(
      `INSERT INTO hosts VALUES (?, 'evil', ?, ?, 1, '{"credential":"roman"}', 1)`,
      id,
      world.rome,
      evil,
    ),
  )
  await signIn(folder)
  expect(() => given(folder, id)).toThrowError(withheldFor('missing'))
})

test('with the keys of another site no seal is made that counts', async () => {
  await using folder = await testFolder(world.path)
  await folder.restart()
  await signIn(folder, 'Bob', otherPassphrase)
  // All that Bob's keys can do: a record of that very name, under the key that he holds.
  folder.core.vault.seal(
    world.paris,
    { kind: 'destination', id: world.kvm1 },
    Buffer.from(JSON.stringify(folder.core.registry.destination(world.kvm1)?.destination)),
  )
  await folder.restart()
  await signIn(folder)
  expect(() => given(folder)).toThrowError(withheldFor('changed'))
})

test('who may accept it sees what changed, accepts what they saw, and nothing that came after', async () => {
  await using folder = await attacked(db => db.run('UPDATE hosts SET uri = ? WHERE id = ?', evil, world.kvm1))
  const { client } = await signIn(folder)
  await client.hosts.connect({ hostId: world.kvm1 })
  folder.core.start()
  const stateOf = () => folder.core.registry.session(world.kvm1).state
  await expect.poll(() => stateOf().phase).toBe('blocked')
  const { problem } = stateOf()
  expect(problem).toMatchObject({
    code: 'credential.withheld',
    data: {
      credential: 'roman',
      why: 'changed',
      changes: [{ what: 'address', accepted: honest, found: evil }],
    },
  })
  const digest = String(problem?.data?.digest)
  const bob = await signIn(folder, 'Bob', otherPassphrase)
  await expect(bob.client.hosts.acceptDestination({ hostId: world.kvm1, digest })).rejects.toMatchObject({
    data: { code: 'rights.denied' },
  })
  await expect(
    client.hosts.acceptDestination({ hostId: world.kvm1, digest: 'another' }),
  ).rejects.toMatchObject({ data: { code: 'input.invalid' } })
  await client.hosts.disconnect({ hostId: world.kvm1 })
  await client.hosts.acceptDestination({ hostId: world.kvm1, digest })
  expect(given(folder)).toBe(password)
  await folder.restart()
  await signIn(folder)
  expect(given(folder)).toBe(password)
})

test('the password never reaches the attacker’s server; with the honest address it does', async () => {
  await using server = await startScriptedSsh(context =>
    context.method === 'none' ? context.reject(['password']) : context.reject(),
  )
  const uri = `qemu+ssh://root@127.0.0.1:${server.port}/system?no_verify=1`
  await using folder = await attacked(db => db.run('UPDATE hosts SET uri = ? WHERE id = ?', uri, world.kvm1))
  const { client } = await signIn(folder)
  await client.hosts.disconnect({ hostId: world.kvm2 })
  folder.core.start()
  const stateOf = () => folder.core.registry.session(world.kvm1).state
  await expect.poll(() => stateOf().problem?.code).toBe('credential.withheld')
  expect(server.attempts).toEqual([])
  await client.hosts.acceptDestination({
    hostId: world.kvm1,
    digest: String(stateOf().problem?.data?.digest),
  })
  await expect.poll(() => server.attempts).toContain(`password ${password}`)
})

test('what can’t be told: address and seal put back together to what they were once', async () => {
  await using folder = await attacked(db => {
    db.exec(`ATTACH '${world.earlier}' AS earlier`)
    for (const table of ['hosts', 'vault_records'])
      db.run(`UPDATE ${table} SET (${columns[table]}) =
        (SELECT ${columns[table]} FROM earlier.${table} AS old WHERE old.id = '${world.kvm1}' ${table === 'hosts' ? '' : `AND old.kind = 'destination'`})
        WHERE id = '${world.kvm1}'`)
  })
  await signIn(folder)
  expect(given(folder)).toBe(password)
  expect(folder.core.registry.get(world.kvm1)?.uri).toContain('before.example')
})
const columns: Record<string, string> = { hosts: 'uri', vault_records: 'sealed' }
