import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { PresentedHostKey } from '../transport/index.ts'
import {
  otherPassphrase,
  passphrase,
  type TestFolder,
  testFolder,
  thirdPassphrase,
} from '../people/testing/folder.ts'
import { tamper, withoutCovers } from '../register/testing/forger.ts'

const secret = 'zq-secret-of-the-fleet'
const signIn = async (folder: TestFolder, name = 'Ada', own = passphrase) => {
  const place = await folder.sit()
  await place.client.session.signIn({ name, passphrase: own })
  return place
}
const open = (folder: TestFolder, hostId: HostId) => {
  const name = folder.core.registry.options(hostId).options.credential ?? ''
  return folder.core.credentials.open(hostId, name)
}
const withheld = (why: string) =>
  expect.objectContaining({ code: 'credential.withheld', data: expect.objectContaining({ why }) })
const acts = async (folder: TestFolder, act: string) => {
  const { client } = await signIn(folder)
  return (await client.audit.list({ limit: 200 })).entries.filter(entry => entry.act === act)
}

/** Ada’s folder with one credential for all, one of Rome, and a host for each. */
async function withHosts(folder: TestFolder) {
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  const rome = await client.sites.create({ name: 'Rome' })
  const add = (name: string, siteId: typeof rome.id | null) =>
    client.credentials.add({ name, siteId, userName: 'root', secret: { kind: 'password', password: secret } })
  const all = await add('all', null)
  const roman = await add('roman', rome.id)
  const host = (name: string, options: object, siteId: typeof rome.id | null = null) =>
    client.hosts.add({ name, uri: `qemu+ssh://root@${name}.example/system`, siteId, options })
  const { id: kvm1 } = await host('kvm1', { credential: 'all' })
  const { id: kvm2 } = await host('kvm2', { credential: 'roman' }, rome.id)
  const { id: plain } = await host('plain', {})
  return { client, rome, all, roman, kvm1, kvm2, plain }
}

test('every honest change stays accepted, and after a restart too', async () => {
  await using folder = await testFolder()
  const { client, rome, all, roman, kvm1, kvm2, plain } = await withHosts(folder)
  const both = async () => {
    for (const id of [kvm1, kvm2]) expect(open(folder, id).secret).toMatchObject({ password: secret })
  }
  await client.hosts.update({ hostId: kvm1, uri: 'qemu+ssh://root@moved.example/system' })
  await client.hosts.update({ hostId: kvm1, acceptNewKeys: [`SHA256:${'A'.repeat(43)}`] })
  await client.credentials.update({ credentialId: all.id, name: 'everywhere', userName: 'admin' })
  await client.credentials.update({
    credentialId: roman.id,
    secret: { kind: 'password', password: secret },
  })
  await client.sites.update({ siteId: rome.id, options: { jump: ['bastion.example'] } })
  await client.sites.update({ siteId: rome.id, name: 'Roma' })
  await client.hosts.update({ hostId: plain, options: { credential: 'everywhere' } })
  await both()
  expect(open(folder, plain).secret).toMatchObject({ password: secret })
  await folder.restart()
  const { client: again } = await signIn(folder)
  await both()
  await again.settings.setConnectionDefaults({ options: { jump: ['other.example'] } })
  await again.hosts.update({ hostId: kvm2, options: { credential: 'everywhere' } })
  await both()
  // Who gives a host no credential any more, and then one again, wants that.
  await again.hosts.update({ hostId: kvm1, options: {} })
  await again.hosts.update({ hostId: kvm1, options: { credential: 'everywhere' } })
  await again.credentials.remove({ credentialId: roman.id })
  await again.sites.remove({ siteId: rome.id })
  await folder.restart()
  await signIn(folder)
  await both()
  expect(await acts(folder, 'credentials.withheld')).toEqual([])
})

test('a credential that is removed and made anew goes where it went, and nowhere else', async () => {
  await using folder = await testFolder()
  const { client, all, kvm1 } = await withHosts(folder)
  await client.credentials.remove({ credentialId: all.id, force: true })
  const anew = { name: 'all', siteId: null, userName: null }
  await client.credentials.add({ ...anew, secret: { kind: 'password', password: 'another' } })
  expect(open(folder, kvm1).secret).toMatchObject({ password: 'another' })
  // The same by somebody who takes its row away, and waits for it to be typed again.
  await folder.restart(() =>
    tamper(folder.path, db => {
      db.run(`DELETE FROM credentials WHERE name = 'all'`)
      db.run(`UPDATE hosts SET uri = 'qemu+ssh://evil/system' WHERE id = ?`, kvm1)
    }),
  )
  const { client: again } = await signIn(folder)
  await again.credentials.add({ ...anew, secret: { kind: 'password', password: 'third' } })
  expect(() => open(folder, kvm1)).toThrowError(withheld('changed'))
})

const key = (endpoint: string, letter: string): PresentedHostKey => {
  const publicKey = Buffer.from(`key ${letter}`).toString('base64')
  return { endpoint, algorithm: 'ssh-ed25519', publicKey, sha256: `SHA256:${letter.repeat(43)}` } as never
}

test('a key that is trusted by itself while nobody is there is sealed when somebody comes', async () => {
  await using folder = await testFolder()
  const { kvm1 } = await withHosts(folder)
  const { credentials, store } = folder.core
  const given = open(folder, kvm1)
  credentials.accepted(kvm1, given)
  for (const ring of folder.core.vault.present) ring.close()
  const pin = (letter: string) =>
    credentials.destinations.around(
      [kvm1],
      () => {
        const { sha256, endpoint, algorithm } = key('kvm1.example:22', letter)
        store.hostKeys.pin(kvm1, {
          endpoint,
          algorithm,
          sha256,
          publicKey: Buffer.from(letter),
          pinnedAtMs: 1,
        })
      },
      true,
    )
  pin('A')
  // Its secret is kept in memory: it comes back.
  expect(open(folder, kvm1).secret).toMatchObject({ password: secret })
  await signIn(folder)
  await folder.restart()
  await signIn(folder)
  expect(open(folder, kvm1).secret).toMatchObject({ password: secret })
  expect(folder.core.registry.pinnedKeys(kvm1)).toHaveLength(1)
})

test('who may manage a host but not use its credential sends it nowhere', async () => {
  await using folder = await testFolder()
  const { client, rome, kvm2 } = await withHosts(folder)
  const { id: bob } = await client.people.add({
    name: 'Bob',
    displayName: '',
    passphrase: otherPassphrase,
    groups: [],
  })
  const role = await client.people.addRole({
    name: 'keeper',
    description: '',
    permissions: ['host.read', 'host.manage', 'host.trust'],
  })
  await client.people.addGrant({
    subject: { kind: 'person', id: bob },
    roleId: role.id,
    scope: { kind: 'site', siteId: rome.id },
  })
  await client.session.signOut()
  const keeper = await signIn(folder, 'Bob', otherPassphrase)
  await keeper.client.session.changePassphrase({ old: otherPassphrase, passphrase: thirdPassphrase })
  await keeper.client.hosts.update({ hostId: kvm2, acceptNewKeys: [`SHA256:${'E'.repeat(43)}`] })
  await keeper.client.session.signOut()
  await signIn(folder)
  expect(() => open(folder, kvm2)).toThrowError(withheld('changed'))
})

test('a folder of before is sealed at the next sign-in of an owner, once, as it is then', async () => {
  await using folder = await testFolder()
  const { client, kvm1, kvm2 } = await withHosts(folder)
  const { id: bob } = await client.people.add({
    name: 'Bob',
    displayName: '',
    passphrase: otherPassphrase,
    groups: [],
  })
  await client.people.addGrant({
    subject: { kind: 'person', id: bob },
    roleId: 'operator' as never,
    scope: { kind: 'everything' },
  })
  const [ada] = folder.core.vault.present
  if (!ada) throw new Error('nobody')
  await client.policies.set({ policies: folder.core.policies.get() })
  tamper(folder.path, db => withoutCovers(db, ada))
  await folder.restart()
  const sealed = () =>
    folder.core.store.database.column(`SELECT id FROM vault_records WHERE kind = 'destination'`).length
  await signIn(folder, 'Bob', otherPassphrase)
  // Nobody who owns it was there: it is as it was before.
  expect(open(folder, kvm1).secret).toMatchObject({ password: secret })
  expect(sealed()).toBe(0)
  const owner = await signIn(folder)
  expect(sealed()).toBe(2)
  expect(folder.core.findings).toEqual([])
  await signIn(folder)
  expect(await acts(folder, 'register.cover')).toMatchObject([{ parameters: { hosts: 2 } }])
  await owner.client.policies.set({ policies: folder.core.policies.get() })
  await folder.restart(() =>
    tamper(folder.path, db => {
      db.run(`UPDATE hosts SET uri = 'qemu+ssh://evil/system' WHERE id = ?`, kvm1)
      db.run(`DELETE FROM vault_records WHERE kind = 'destination' AND id = ?`, kvm2)
    }),
  )
  await signIn(folder)
  expect(() => open(folder, kvm1)).toThrowError(withheld('changed'))
  expect(() => open(folder, kvm2)).toThrowError(withheld('missing'))
})

test('a restored back-up brings where its credentials go; one that was changed brings nothing', async () => {
  await using folder = await testFolder()
  const { client, kvm1, kvm2 } = await withHosts(folder)
  folder.core.store.database.run(`UPDATE hosts SET uri = 'qemu+ssh://evil/system' WHERE id = ?`, kvm2)
  const { name } = await folder.core.backup.run(thirdPassphrase)
  await client.hosts.update({ hostId: kvm1, uri: 'qemu+ssh://root@moved.example/system' })
  await folder.core.backup.restore(name, thirdPassphrase)
  await folder.restart()
  await signIn(folder)
  expect(folder.core.registry.get(kvm1)?.uri).toContain('kvm1.example')
  expect(open(folder, kvm1).secret).toMatchObject({ password: secret })
  expect(() => open(folder, kvm2)).toThrowError(withheld('changed'))
})
