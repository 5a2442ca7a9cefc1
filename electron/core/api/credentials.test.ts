import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { Credential } from '../../../shared/contract/credentials.ts'
import type { HostId, RoleId, SiteId } from '../../../shared/ids.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { otherPassphrase, passphrase, type TestFolder, testFolder } from '../people/testing/folder.ts'
import { hostListText } from './hostListText.ts'

let folder: TestFolder
let owner: ContractClient
let fra: SiteId
let ber: SiteId
let inFra: HostId
const code = (wanted: string) => expect.objectContaining({ data: expect.objectContaining({ code: wanted }) })
const password = (text: string) => ({ kind: 'password' as const, password: text })

beforeAll(async () => {
  folder = await testFolder()
  owner = (await folder.sit()).client
  await owner.session.setUp({ mode: 'people', name: 'ada', displayName: 'Ada', passphrase })
  fra = (await owner.sites.create({ name: 'fra' })).id
  ber = (await owner.sites.create({ name: 'ber' })).id
  inFra = (await owner.hosts.add({ uri: 'qemu+ssh://kvm1.example.test/system', siteId: fra })).id
  await owner.hosts.add({ uri: 'qemu+ssh://kvm2.example.test/system', siteId: ber })
})
afterAll(() => folder?.[Symbol.asyncDispose]())

/** Somebody with these rights over the site of Frankfurt. */
async function somebody(
  name: string,
  permissions: Permission[],
  siteId: SiteId = fra,
): Promise<ContractClient> {
  const { id } = await owner.people.add({ name, displayName: name, passphrase: otherPassphrase, groups: [] })
  const role = await owner.people.addRole({ name, description: '', permissions })
  await owner.people.addGrant({
    subject: { kind: 'person', id },
    roleId: role.id as RoleId,
    scope: { kind: 'site', siteId },
  })
  const { client } = await folder.sit()
  await client.session.signIn({ name, passphrase: otherPassphrase })
  const state = await client.session.state()
  if (state.person?.mustChangePassphrase)
    await client.session.changePassphrase({ old: otherPassphrase, passphrase: `${passphrase} ${name}` })
  return client
}

test('a credential is made, listed by its shape, used, and never sent back', async () => {
  const made = await owner.credentials.add({
    name: 'fleet word',
    siteId: null,
    userName: 'root',
    secret: password('seeded-secret-of-the-fleet'),
  })
  expect(Credential.parse(made)).toEqual(made)
  expect(made).toMatchObject({ changedBy: 'ada', usable: true })
  await owner.hosts.update({ hostId: inFra, options: { credential: 'fleet word' } })
  const [listed] = await owner.credentials.list()
  expect(listed?.usedBy).toEqual([{ kind: 'host', hostId: inFra, name: 'kvm1', inherited: false }])
  await expect(owner.credentials.remove({ credentialId: made.id })).rejects.toEqual(code('credential.used'))
  for (const format of ['json', 'csv', 'uris'] as const) {
    const { text } = hostListText(format, folder.core.registry)
    expect(text).not.toContain('seeded-secret')
    expect(text.includes('fleet word')).toBe(format !== 'uris')
  }
  const everything = [
    await owner.hosts.list(),
    await owner.credentials.list(),
    await owner.settings.connections(),
    await owner.settings.diagnostics(),
    await owner.config.export(),
  ]
  expect(JSON.stringify(everything)).not.toContain('seeded-secret')
})

test('one sees and changes those of one’s own sites alone', async () => {
  await owner.credentials.add({ name: 'of fra', siteId: fra, userName: null, secret: password('a') })
  await owner.credentials.add({ name: 'of ber', siteId: ber, userName: null, secret: password('b') })
  const bob = await somebody('bob', ['credential', 'host', 'site'])
  expect((await bob.credentials.list()).map(({ name, usable }) => [name, usable])).toEqual([['of fra', true]])
  const named = (name: string) => ({ name, siteId: fra, userName: null, secret: password('c') })
  await expect(bob.credentials.add({ ...named('x'), siteId: null })).rejects.toEqual(code('rights.denied'))
  // A site that one may not see is not there.
  await expect(bob.credentials.add({ ...named('x'), siteId: ber })).rejects.toEqual(code('name.unknown'))
  const mine = await bob.credentials.add(named('of bob'))
  expect(mine).toMatchObject({ changedBy: 'bob', siteId: fra })
  // A name is unique also beside those that one may not see.
  await expect(bob.credentials.add(named('OF BER'))).rejects.toEqual(code('name.taken'))
})

test('a credential goes where somebody says who may use it, and nowhere else', async () => {
  const eve = await somebody('eve', ['host', 'site', 'credential.read'])
  const evil = 'qemu+ssh://evil.example.test/system'
  const denied = code('rights.denied')
  await owner.sites.update({ siteId: fra, options: { credential: 'of fra' } })
  // Inherited, named, moved there, or by another address of a host that has one.
  await expect(eve.hosts.add({ uri: evil, siteId: fra })).rejects.toEqual(denied)
  await expect(
    eve.hosts.add({ uri: evil, siteId: fra, options: { credential: 'fleet word' } }),
  ).rejects.toEqual(denied)
  await expect(eve.hosts.update({ hostId: inFra, uri: evil })).rejects.toEqual(denied)
  await expect(eve.hosts.update({ hostId: inFra, options: { credential: 'of fra' } })).rejects.toEqual(denied)
  await expect(eve.hosts.update({ hostId: inFra, options: {} })).rejects.toEqual(denied)
  await expect(eve.sites.update({ siteId: fra, options: { credential: 'of ber' } })).rejects.toEqual(denied)
  const draft = { uri: evil, siteId: fra }
  const tested = (async () => {
    for await (const _ of await eve.hosts.test({ draft })) throw new Error('it was tried')
  })()
  await expect(tested).rejects.toEqual(denied)
  // What changes nothing of the way takes no such right.
  const { name } = await eve.hosts.update({ hostId: inFra, name: 'renamed' })
  expect(name).toBe('renamed')
  await expect(
    eve.hosts.update({ hostId: inFra, options: { credential: 'fleet word', tickMs: 5_000 } }),
  ).resolves.toMatchObject({ options: { tickMs: 5_000 } })
  await expect(owner.hosts.update({ hostId: inFra, options: { credential: 'nobody’s' } })).rejects.toEqual(
    code('credential.unknown'),
  )
  await owner.sites.update({ siteId: fra, options: {} })
})

test('secrets, trust and keeping are rights of their own', async () => {
  const hand = await somebody('hand', ['host.read', 'host.connect', 'host.answer'])
  const hostId = inFra
  const fingerprint = `SHA256:${'A'.repeat(43)}`
  const denied = code('rights.denied')
  for (const kind of ['trustHostKey', 'repinHostKey'] as const)
    await expect(hand.hosts.answer({ hostId, answer: { kind, sha256: fingerprint } })).rejects.toEqual(denied)
  const keepAs = { name: 'kept', siteId: fra }
  const answer = { kind: 'secret' as const, answers: ['x'] }
  await expect(hand.hosts.answer({ hostId, answer: { ...answer, keepAs } })).rejects.toEqual(denied)
  // Allowed, and then there is nothing that this host asks.
  await expect(hand.hosts.answer({ hostId, answer })).rejects.toEqual(code('input.invalid'))
  await expect(
    hand.hosts.forgetKey({ hostId, endpoint: 'kvm1.example.test:22', sha256: fingerprint }),
  ).rejects.toEqual(denied)
  const keeps = (name: string, siteId: SiteId | null) =>
    owner.hosts.answer({ hostId, answer: { ...answer, keepAs: { name, siteId } } })
  await expect(keeps('of fra', fra)).rejects.toEqual(code('name.taken'))
  await expect(keeps('kept', ber)).rejects.toEqual(code('credential.invalid'))
  await expect(keeps('kept', fra)).rejects.toEqual(code('input.invalid'))
})

test('with nobody who holds a key there, nothing is stored', async () => {
  await using empty = await testFolder()
  const { client } = await empty.sit()
  const draft = { name: 'x', siteId: null, userName: null, secret: password('y') }
  await expect(client.credentials.add(draft)).rejects.toEqual(code('vault.closed'))
  expect(await client.credentials.list()).toEqual([])
})

test('the list is followed by whoever may read it, narrowed, and told anew only where it differs', async () => {
  const reader = await somebody('rita', ['credential.read', 'host.read'])
  const gone = new AbortController()
  const stream = (await reader.credentials.watch(undefined, { signal: gone.signal }))[Symbol.asyncIterator]()
  const next = async (): Promise<Credential[]> => {
    const { value, done } = await stream.next()
    return done ? [] : value
  }
  const names = async () => (await next()).map(each => each.name)
  const before = await names()
  const make = (name: string, siteId: SiteId | null) =>
    owner.credentials.add({ name, siteId, userName: null, secret: password('seeded-secret-of-a-stream') })
  // One of Berlin changes nothing that she may see: the next that is told is Frankfurt's.
  await make('ber stream', ber)
  const made = await make('fra stream', fra)
  expect(await names()).toEqual([...before, 'fra stream'].sort())
  await owner.hosts.update({ hostId: inFra, options: { credential: 'fra stream' } })
  expect((await next()).find(each => each.id === made.id)?.usedBy).toMatchObject([
    { kind: 'host', hostId: inFra },
  ])
  await owner.credentials.remove({ credentialId: made.id, force: true })
  expect(await names()).toEqual(before)
  gone.abort()
})
