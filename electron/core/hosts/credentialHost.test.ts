import { chmod, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import type { DiagnosisStep } from '../../../shared/models/host.ts'
import { openCredentialFleet } from '../credentials/testing/fleet.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { addThrowawayUser, type ThrowawayUser } from '../testing/scriptedSsh.ts'
import { makeKey, type Sshd, sshdMissing, startSshd } from '../testing/sshd.ts'
import { eventually, ownHome } from './testing/sshHost.ts'

const missing = libvirtdMissing() ?? (await sshdMissing())
const root = process.getuid?.() === 0
const backoff = { firstMs: 20, maxMs: 50, jitter: 0 }
const connections = (sshd: Sshd) => sshd.log().split('Connection from').length
const draft = (name: string, secret: CredentialSecret, userName: string | null = null) => ({
  name,
  siteId: null,
  userName,
  secret,
})

describe.skipIf(missing !== null)('a host that logs in with a named credential', () => {
  let daemon: TestLibvirtd
  let sshd: Sshd
  const uriOf = (user: string | null, more = '') =>
    `test+ssh://${user === null ? '' : `${user}@`}127.0.0.1:${sshd.port}/default?socket=${daemon.socket}` +
    `&known_hosts=${encodeURIComponent(sshd.knownHostsFile)}${more}`
  const keyOf = async (path: string, passphrase?: string): Promise<CredentialSecret> => ({
    kind: 'privateKey',
    privateKey: await readFile(path, 'utf8'),
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())
  beforeEach(async () => {
    sshd = await startSshd({ config: [...ownHome.config, 'PasswordAuthentication yes', 'MaxAuthTries 20'] })
  })
  afterEach(() => sshd?.stop())

  test('an encrypted private key lets it in from memory alone, inherited from its site, as its user', async () => {
    const locked = await makeKey(join(sshd.folder, 'locked'), 'ed25519', 'open sesame')
    await writeFile(join(sshd.folder, 'authorized_keys'), `${locked.publicLine}\n`)
    await using fleet = await openCredentialFleet({ backoff })
    const { registry, credentials } = fleet
    const made = await credentials.add(
      draft('key', await keyOf(locked.path, 'open sesame'), sshd.user),
      'Ada',
    )
    const site = registry.createSite({ name: 'fra' })
    registry.updateSite(site.id, { options: { credential: 'key' } })
    const { id } = registry.add({ uri: uriOf(null), siteId: site.id })
    registry.start()
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => sshd.acceptedCount()).toBe(1)
    const { transport } = registry.session(id)
    expect(transport?.decisions).toContainEqual({
      label: 'loggedInBy',
      value: saying('ofCredential', { method: 'publickey', name: 'key' }),
      source: null,
    })
    expect(credentials.get(made.id).usedBy).toContainEqual({
      kind: 'host',
      hostId: id,
      name: registry.get(id)?.name,
      inherited: true,
    })
    for (const seeded of ['open sesame', 'BEGIN OPENSSH'])
      expect(`${fleet.logged.join()}${JSON.stringify(fleet.states(id))}`).not.toContain(seeded)
  })

  test('a key that the host does not take is said so once, and by hand it is tried again', async () => {
    const strange = await makeKey(join(sshd.folder, 'strange'))
    await using fleet = await openCredentialFleet({ backoff })
    const { registry, credentials } = fleet
    const made = await credentials.add(draft('strange', await keyOf(strange.path)), 'Ada')
    const { id } = registry.add({ uri: uriOf(sshd.user), options: { credential: 'strange' } })
    registry.start()
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked).toMatchObject({ question: null, problem: { code: 'credential.refused' } })
    expect(blocked.problem?.message).toContain('strange')
    expect(credentials.get(made.id).refusedBy).toMatchObject([{ hostId: id }])
    const before = connections(sshd)
    registry.retryAll()
    registry.session(id).connect()
    await fleet.untilPhase(id, 'blocked')
    expect(connections(sshd)).toBe(before)
    await writeFile(join(sshd.folder, 'authorized_keys'), `${strange.publicLine}\n`)
    registry.connect(id)
    await fleet.untilPhase(id, 'live')
    expect(credentials.get(made.id).refusedBy).toEqual([])
  })

  test('waits for the vault and goes on by itself; meanwhile nothing is sent', async () => {
    await using fleet = await openCredentialFleet({ backoff })
    const { registry, credentials } = fleet
    await credentials.add(draft('key', await keyOf(sshd.identity.path)), 'Ada')
    fleet.keys.close()
    const before = connections(sshd)
    const { id } = registry.add({ uri: uriOf(sshd.user), options: { credential: 'key' } })
    registry.start()
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked.problem).toMatchObject({ code: 'vault.closed' })
    expect(blocked.problem?.message).toContain('Sign in to unlock')
    expect(connections(sshd)).toBe(before)
    await fleet.signIn()
    await fleet.untilPhase(id, 'live')
    // It let the host in: it may come back while nobody is there, until the secrets are forgotten.
    for (const ring of fleet.vault.present) ring.close()
    await sshd.killSessions()
    await eventually('another login', () => sshd.acceptedCount() === 2)
    await fleet.untilPhase(id, 'live')
    registry.forgetSecrets()
    await sshd.killSessions()
    const again = await fleet.untilPhase(id, 'blocked')
    expect(again.problem?.code).toBe('vault.closed')
    await expect.poll(() => sshd.acceptedCount()).toBe(2)
  })

  test('the passphrase of a key file answers before any person is asked', async () => {
    const locked = await makeKey(join(sshd.folder, 'locked'), 'ed25519', 'open sesame')
    await writeFile(join(sshd.folder, 'authorized_keys'), `${locked.publicLine}\n`)
    await using fleet = await openCredentialFleet({ backoff })
    const { registry, credentials } = fleet
    const made = await credentials.add(draft('phrase', { kind: 'passphrase', passphrase: 'wrong' }), 'Ada')
    const { id } = registry.add({
      uri: uriOf(sshd.user, `&keyfile=${locked.path}`),
      options: { credential: 'phrase', useAgent: false },
    })
    registry.start()
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked).toMatchObject({ question: null, problem: { code: 'credential.refused' } })
    await credentials.update(made.id, { secret: { kind: 'passphrase', passphrase: 'open sesame' } }, 'Ada')
    await fleet.untilPhase(id, 'live')
    expect(fleet.states(id).some(({ question }) => question !== null)).toBe(false)
  })

  test('the system’s ssh is refused a key from memory, with words', async () => {
    await using fleet = await openCredentialFleet({ backoff })
    await fleet.credentials.add(draft('key', await keyOf(sshd.identity.path)), 'Ada')
    const options = { credential: 'key', transport: 'openssh' as const }
    expect(() => fleet.registry.add({ uri: uriOf(sshd.user), options })).toThrowError(
      expect.objectContaining({ code: 'transport.unsupported' }),
    )
  })

  describe.skipIf(!root)('by password', () => {
    let user: ThrowawayUser
    beforeAll(async () => {
      user = await addThrowawayUser()
      // The daemon's private folders are root's alone unless told.
      for (let path = daemon.socket; path !== tmpdir(); path = dirname(path)) await chmod(path, 0o777)
    })
    afterAll(() => user?.[Symbol.asyncDispose]())

    for (const transport of ['builtin', 'openssh'] as const) {
      test(`is let in without a person, also through ${transport}`, async () => {
        await using fleet = await openCredentialFleet({ backoff })
        const { registry, credentials } = fleet
        await credentials.add(draft('word', { kind: 'password', password: user.password }, user.name), 'Ada')
        const { id } = registry.add({
          uri: uriOf(null),
          options: { credential: 'word', transport, useAgent: false, identityFiles: [] },
        })
        registry.start()
        await fleet.untilPhase(id, 'live')
        expect(sshd.log()).toContain(`Accepted password for ${user.name}`)
        expect(fleet.states(id).some(({ question }) => question !== null)).toBe(false)
        expect(`${fleet.logged.join()}${JSON.stringify(fleet.states(id))}`).not.toContain(user.password)
      })

      test(`a wrong one is sent exactly once, and a changed one at once, through ${transport}`, async () => {
        await using fleet = await openCredentialFleet({ backoff })
        const { registry, credentials } = fleet
        const secret = (password: string): CredentialSecret => ({ kind: 'password', password })
        const made = await credentials.add(draft('word', secret('not it')), 'Ada')
        const { id } = registry.add({
          uri: uriOf(user.name),
          options: { credential: 'word', transport, useAgent: false, identityFiles: [] },
        })
        registry.start()
        const blocked = await fleet.until(
          id,
          ({ phase, question }) => phase === 'blocked' && question === null,
        )
        expect(blocked.problem).toMatchObject({ code: 'credential.refused', data: { credential: 'word' } })
        await expect.poll(() => sshd.failedCount()).toBe(1)
        registry.connect(id)
        registry.retryAll()
        await fleet.untilPhase(id, 'blocked')
        await expect.poll(() => sshd.failedCount()).toBe(1)
        expect(credentials.get(made.id).refusedBy).toMatchObject([{ hostId: id }])
        await credentials.update(made.id, { secret: secret(user.password) }, 'Ada')
        await fleet.untilPhase(id, 'live')
        expect(credentials.get(made.id).refusedBy).toEqual([])
        await expect.poll(() => sshd.failedCount()).toBe(1)
      })
    }

    test('a changed one is tried on a live host beside its connection, which stays', async () => {
      await using fleet = await openCredentialFleet({ backoff })
      const { registry, credentials } = fleet
      const made = await credentials.add(draft('word', { kind: 'password', password: user.password }), 'Ada')
      const { id } = registry.add({
        uri: uriOf(user.name),
        options: { credential: 'word', useAgent: false, identityFiles: [] },
      })
      registry.start()
      await fleet.untilPhase(id, 'live')
      const phases = fleet.states(id).length
      await credentials.update(made.id, { secret: { kind: 'password', password: 'mistyped' } }, 'Ada')
      await eventually('the refusal', () => credentials.get(made.id).refusedBy.length === 1)
      await expect.poll(() => sshd.failedCount()).toBe(1)
      expect(
        fleet
          .states(id)
          .slice(phases)
          .every(({ phase }) => phase === 'live'),
      ).toBe(true)
      await credentials.update(made.id, { secret: { kind: 'password', password: user.password } }, 'Ada')
      await eventually('another login', () => sshd.acceptedCount() === 2)
      expect(credentials.get(made.id).refusedBy).toEqual([])
      expect(registry.session(id).live).not.toBeNull()
    })

    test('an answer is kept once it has let the host in, and used from then on', async () => {
      await using fleet = await openCredentialFleet({ backoff })
      const { registry, credentials } = fleet
      const { id } = registry.add({ uri: uriOf(user.name), options: { useAgent: false, identityFiles: [] } })
      registry.start()
      await fleet.until(id, ({ question }) => question?.kind === 'secret')
      const keepAs = { name: 'kept', siteId: null }
      registry.answer(id, { kind: 'secret', answers: ['wrong'], keepAs }, 'Ada')
      await fleet.until(id, ({ question }) => question?.kind === 'secret' && question.again)
      expect(credentials.list()).toEqual([])
      registry.answer(id, { kind: 'secret', answers: [user.password], keepAs }, 'Ada')
      await fleet.untilPhase(id, 'live')
      await eventually('the credential', () => credentials.list().length === 1)
      expect(credentials.list()).toMatchObject([
        { name: 'kept', kind: 'password', userName: user.name, changedBy: 'Ada' },
      ])
      await eventually('its use', () => registry.get(id)?.options.credential === 'kept')
      expect(registry.session(id).live).not.toBeNull()
      registry.forgetSecrets()
      await sshd.killSessions()
      await eventually('another login', () => sshd.acceptedCount() === 2)
      await fleet.untilPhase(id, 'live')
    })

    test('a diagnosis takes it too, and tells where it is refused', async () => {
      await using fleet = await openCredentialFleet({ backoff })
      const { registry, credentials } = fleet
      await credentials.add(draft('word', { kind: 'password', password: user.password }), 'Ada')
      await credentials.add(draft('wrong', { kind: 'password', password: 'not it' }), 'Ada')
      const problemWith = async (credential: string) => {
        const options = { credential, useAgent: false, identityFiles: [] }
        const steps: DiagnosisStep[] = []
        for await (const step of registry.diagnose({ draft: { uri: uriOf(user.name), options } }))
          steps.push(step)
        return steps.find(step => step.result === 'failed')?.problem?.code
      }
      expect(await problemWith('word')).toBeUndefined()
      expect(await problemWith('wrong')).toBe('credential.refused')
      expect(await problemWith('none')).toBe('credential.unknown')
      await expect.poll(() => sshd.failedCount()).toBe(1)
    })
  })
})
