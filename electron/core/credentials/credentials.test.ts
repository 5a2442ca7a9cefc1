import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import type { CredentialId, HostId } from '../../../shared/ids.ts'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { makeKey } from '../testing/sshd.ts'
import { person } from '../vault/testing/vault.ts'
import { checkSecret } from './checkSecret.ts'
import { Credentials } from './credentials.ts'
import { openCredentialFleet } from './testing/fleet.ts'

const run = promisify(execFile)
const password = (text: string): CredentialSecret => ({ kind: 'password', password: text })
const draft = (name: string, more: object = {}) => ({
  name,
  siteId: null,
  userName: null,
  secret: password('seeded-secret-1'),
  ...more,
})
const refusal = (code: string) => expect.objectContaining({ code })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-credentials-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('is made once, named uniquely, sealed, and shown without its secret', async () => {
  await using fleet = await openCredentialFleet()
  const made = await fleet.credentials.add(draft('root of Frankfurt', { userName: 'root' }), 'Ada')
  expect(made).toMatchObject({
    kind: 'password',
    userName: 'root',
    usedBy: [],
    refusedBy: [],
    changedBy: 'Ada',
  })
  await expect(fleet.credentials.add(draft('ROOT of frankfurt'), 'Ada')).rejects.toEqual(
    refusal('name.taken'),
  )
  expect(JSON.stringify(fleet.credentials.list())).not.toContain('seeded-secret')
  const files = dirname(fleet.store.database.get<{ file: string }>('PRAGMA database_list')?.file ?? '')
  for (const name of readdirSync(files))
    expect(readFileSync(join(files, name), 'latin1')).not.toContain('seeded-secret')
  expect(fleet.logged.join()).not.toContain('seeded-secret')
})

test('who uses it is told both ways, rename follows, and removal is refused while used', async () => {
  await using fleet = await openCredentialFleet()
  const { registry, credentials } = fleet
  const site = registry.createSite({ name: 'fra' })
  const made = await credentials.add(draft('login'), 'Ada')
  registry.updateSite(site.id, { options: { credential: 'Login' } })
  const inherits = registry.add({ uri: 'qemu+ssh://kvm1/system', siteId: site.id })
  const names = registry.add({ uri: 'qemu+ssh://kvm2/system', options: { credential: 'login' } })
  registry.setConnectionDefaults({ credential: 'login' })
  expect(credentials.get(made.id).usedBy).toEqual([
    { kind: 'site', siteId: site.id, name: 'fra' },
    { kind: 'host', hostId: inherits.id, name: 'kvm1', inherited: true },
    { kind: 'host', hostId: names.id, name: 'kvm2', inherited: false },
  ])
  await credentials.update(made.id, { name: 'door' }, 'Ben')
  expect(credentials.get(made.id)).toMatchObject({ name: 'door', changedBy: 'Ben', usedBy: { length: 3 } })
  expect(registry.get(names.id)?.options.credential).toBe('door')
  expect(registry.sites()[0]?.options.credential).toBe('door')
  expect(registry.connectionDefaults.credential).toBe('door')
  expect(() => credentials.remove(made.id, false)).toThrowError(refusal('credential.used'))
  credentials.remove(made.id, true)
  expect(credentials.list()).toEqual([])
  expect(() => credentials.open(names.id, 'door')).toThrowError(refusal('credential.unknown'))
  expect(() => fleet.vault.unseal({ kind: 'credential', id: made.id })).toThrowError(
    refusal('credential.unknown'),
  )
})

test('is for its own site and those below, and holds the site while it is there', async () => {
  await using fleet = await openCredentialFleet()
  const { registry, credentials } = fleet
  const above = registry.createSite({ name: 'above' })
  const below = registry.createSite({ name: 'below', parentId: above.id })
  const other = registry.createSite({ name: 'other' })
  fleet.share()
  await credentials.add(draft('above', { siteId: above.id }), 'Ada')
  const hosts = [below.id, other.id, null].map(
    siteId => registry.add({ uri: 'qemu+ssh://kvm/system', siteId }).id,
  )
  const [inside, beside, outside] = hosts as [HostId, HostId, HostId]
  expect(credentials.open(inside, 'above').secret).toEqual(password('seeded-secret-1'))
  expect(() => credentials.open(beside, 'above')).toThrowError(refusal('credential.invalid'))
  expect(() => credentials.open(outside, 'above')).toThrowError(refusal('credential.invalid'))
  expect(() => registry.removeSite(above.id)).toThrowError(refusal('credential.used'))
  registry.removeSite(other.id)
})

test('a refusal lasts until the secret changes; by hand only what locks no account is tried again', async () => {
  await using fleet = await openCredentialFleet()
  const { registry, credentials } = fleet
  const { id: host } = registry.add({ uri: 'qemu+ssh://kvm1/system' })
  const word = await credentials.add(draft('word'), 'Ada')
  const phrase = await credentials.add(
    draft('phrase', { secret: { kind: 'passphrase', passphrase: 'p' } }),
    'Ada',
  )
  for (const name of ['word', 'phrase']) {
    expect(credentials.refused(host, credentials.open(host, name))).toBe(true)
    expect(() => credentials.open(host, name)).toThrowError(refusal('credential.refused'))
    credentials.allowAgain(host, name)
  }
  expect(() => credentials.open(host, 'word')).toThrowError(refusal('credential.refused'))
  expect(credentials.get(phrase.id).refusedBy).toEqual([])
  expect(credentials.get(word.id).refusedBy).toMatchObject([{ hostId: host, name: 'kvm1' }])
  const rowCount = () => fleet.store.database.all('SELECT * FROM credential_refusals').length
  expect(rowCount()).toBe(1)
  await credentials.update(word.id, { name: 'other word' }, 'Ada')
  expect(() => credentials.open(host, 'other word')).toThrowError(refusal('credential.refused'))
  await credentials.update(word.id, { secret: password('seeded-secret-2') }, 'Ada')
  const opened = credentials.open(host, 'other word')
  expect(opened.secret).toEqual(password('seeded-secret-2'))
  expect(rowCount()).toBe(0)
  await credentials.update(word.id, { secret: password('seeded-secret-3') }, 'Ada')
  expect(credentials.refused(host, opened)).toBe(false)
  expect(credentials.get(word.id).refusedBy).toEqual([])
})

test('with a closed vault nothing is stored or opened, but what let a host in until it is forgotten', async () => {
  await using fleet = await openCredentialFleet()
  const { registry, credentials } = fleet
  const { id: host } = registry.add({ uri: 'qemu+ssh://kvm1/system' })
  await credentials.add(draft('kept'), 'Ada')
  await credentials.add(draft('unused'), 'Ada')
  credentials.accepted(host, credentials.open(host, 'kept'))
  fleet.keys.close()
  await expect(credentials.add(draft('more'), 'Ada')).rejects.toEqual(refusal('vault.closed'))
  expect(() => credentials.open(host, 'unused')).toThrowError(refusal('vault.closed'))
  expect(credentials.open(host, 'kept').secret).toEqual(password('seeded-secret-1'))
  expect(credentials.open(host, 'kept').secret).toEqual(password('seeded-secret-1'))
  registry.forgetSecrets()
  expect(() => credentials.open(host, 'kept')).toThrowError(refusal('vault.closed'))
})

test('someone without the site’s key neither stores nor opens for it', async () => {
  await using fleet = await openCredentialFleet()
  const { registry, credentials, vault } = fleet
  const site = registry.createSite({ name: 'fra' })
  const { id: host } = registry.add({ uri: 'qemu+ssh://kvm1/system', siteId: site.id })
  fleet.share()
  const made = await credentials.add(draft('theirs', { siteId: site.id }), 'Ada')
  const [me, other] = [fleet.keys.personId, person(2)]
  const theirs = await vault.enrol(other, { unlockKey: 'keychain' })
  vault.syncHolders(() => [me, other])
  vault.syncHolders(siteId => (siteId === null ? [me, other] : [other]))
  theirs.close()
  expect(() => credentials.open(host, 'theirs')).toThrowError(refusal('vault.noKey'))
  await expect(credentials.add(draft('more', { siteId: site.id }), 'Ada')).rejects.toEqual(
    refusal('vault.noKey'),
  )
  await expect(credentials.update(made.id, { secret: password('x') }, 'Ada')).rejects.toMatchObject({
    code: expect.stringMatching(/^vault\./),
  })
  expect(credentials.get(made.id).changedAtMs).toBe(made.changedAtMs)
})

test('keys are opened when they are given: passphrase, form, type and public half', async () => {
  const plain = await makeKey(join(folder, 'plain'))
  const locked = await makeKey(join(folder, 'locked'), 'rsa', 'open sesame')
  const text = await readFile(locked.path, 'utf8')
  const { stdout } = await run('ssh-keygen', ['-lf', `${locked.path}.pub`])
  const check = (privateKey: string, passphrase?: string) =>
    checkSecret({ kind: 'privateKey', privateKey, ...(passphrase === undefined ? {} : { passphrase }) }, 0)
  const good = await check(text, 'open sesame')
  expect(good.fingerprint).toBe(stdout.split(' ')[1])
  expect(good.secret).toMatchObject({ passphrase: 'open sesame' })
  const unlocked = await check(await readFile(plain.path, 'utf8'), 'not needed')
  expect(unlocked.secret).not.toHaveProperty('passphrase')
  const invalid = refusal('credential.invalid')
  await expect(check(text)).rejects.toEqual(invalid)
  await expect(check(text, 'wrong')).rejects.toEqual(invalid)
  await expect(check(plain.publicLine)).rejects.toEqual(invalid)
  await expect(check('hello')).rejects.toEqual(invalid)
  await expect(
    check('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'),
  ).rejects.toEqual(invalid)
})

test('a client certificate must belong to its key and be of this time', async () => {
  const make = async (name: string) => {
    const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${name}`, '-days', '2', '-keyout', key, '-out', certificate],
    ])
    return { privateKey: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') }
  }
  const [one, other] = [await make('one'), await make('other')]
  const now = Date.now()
  const checked = await checkSecret({ kind: 'tlsClient', ...one }, now)
  expect(checked.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
  const invalid = refusal('credential.invalid')
  const mixed = { kind: 'tlsClient' as const, certificate: one.certificate, privateKey: other.privateKey }
  await expect(checkSecret(mixed, now)).rejects.toEqual(invalid)
  await expect(checkSecret({ kind: 'tlsClient', ...one }, now + 86_400_000 * 3)).rejects.toEqual(invalid)
  await expect(checkSecret({ kind: 'tlsClient', ...one, certificate: 'x' }, now)).rejects.toEqual(invalid)
  await expect(checkSecret({ kind: 'tlsClient', ...one, privateKey: 'x' }, now)).rejects.toEqual(invalid)
})

test('what is not there is said so', async () => {
  await using fleet = await openCredentialFleet()
  const gone = '00000000-0000-4000-8000-000000000009' as CredentialId
  expect(() => fleet.credentials.get(gone)).toThrowError(refusal('credential.unknown'))
  await expect(fleet.credentials.update(gone, { name: 'x' }, 'Ada')).rejects.toEqual(
    refusal('credential.unknown'),
  )
  expect(fleet.credentials.siteOf(gone)).toBeUndefined()
})

test('tells whoever listens when anything that is listed may have changed, and nothing of how hosts fare otherwise', async () => {
  await using fleet = await openCredentialFleet()
  const { registry, credentials } = fleet
  const host = registry.add({ uri: 'qemu+ssh://kvm1/system' })
  let told = 0
  const toldBy = async (act: () => unknown): Promise<boolean> => {
    const before = told
    await act()
    return told > before
  }
  const stop = credentials.onChange(() => {
    told += 1
  })
  let id = '' as CredentialId
  expect(await toldBy(async () => (id = (await credentials.add(draft('login'), 'Ada')).id))).toBe(true)
  expect(await toldBy(() => registry.update(host.id, { options: { credential: 'login' } }))).toBe(true)
  const opened = credentials.open(host.id, 'login')
  expect(await toldBy(() => credentials.accepted(host.id, opened))).toBe(false)
  expect(await toldBy(() => credentials.refused(host.id, opened))).toBe(true)
  expect(await toldBy(() => credentials.accepted(host.id, opened))).toBe(true)
  expect(await toldBy(() => credentials.update(id, { name: 'door' }, 'Ada'))).toBe(true)
  expect(await toldBy(() => credentials.remove(id, true))).toBe(true)
  stop()
  expect(await toldBy(() => credentials.add(draft('another'), 'Ada'))).toBe(false)
})

test('one whose row says another site than it is sealed for is refused, and the others are not', async () => {
  await using fleet = await openCredentialFleet()
  const site = fleet.registry.createSite({ name: 'Lab', parentId: null })
  fleet.share()
  const moved = await fleet.credentials.add(draft('of the lab', { siteId: site.id }), 'Ada')
  await fleet.credentials.add(draft('of all'), 'Ada')
  expect(fleet.credentials.openAt(site.id, 'of the lab').name).toBe('of the lab')
  fleet.store.database.run('UPDATE credentials SET site_id = NULL WHERE id = ?', moved.id)
  const { store, vault, registry } = fleet
  const again = new Credentials({
    store,
    vault,
    hosts: registry,
    clock: systemClock,
    log: createLog('silent'),
  })
  try {
    expect(() => again.openAt(null, 'of the lab')).toThrow(refusal('vault.damaged'))
    expect(again.openAt(null, 'of all').name).toBe('of all')
  } finally {
    again.close()
  }
})
