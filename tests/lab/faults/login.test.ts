import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { HostQuestion } from '../../../shared/models/host.ts'
import { fromCallError } from '../../../shared/contract/client.ts'
import { type Lab, type LabHost, run, startLab, waitFor } from '../index.ts'
import { describeWithLab } from '../vitest.ts'
import { failedStep, heldByHost, PATIENCE_MS, refusedLogins, stepsOf, TestCore, warnings } from './harness.ts'

const quick = { keepaliveSeconds: 1, keepaliveCount: 2, connectTimeoutMs: 3_000 }

/** Numbers in [0, 1) that are the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x8000_0000
  }
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return fromCallError(error)
  }
  throw new Error('it did not fail')
}

describeWithLab('ways in that are shut', () => {
  let lab: Lab
  let home: string
  let one: LabHost
  let two: LabHost
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'novacron-home-'))
    vi.stubEnv('HOME', home)
    vi.stubEnv('SSH_AUTH_SOCK', '')
    lab = await startLab({ hosts: 2, guests: 'none', name: 'logins' })
    one = lab.host(0)
    two = lab.host(1)
  }, 240_000)
  afterAll(async () => {
    await lab?.close()
    vi.unstubAllEnvs()
    if (home) rmSync(home, { recursive: true, force: true })
  })
  const asked = async (core: TestCore, id: HostId): Promise<HostQuestion> => {
    const { question } = await core.until(id, state => state.question !== null)
    if (question === null) throw new Error('no question')
    return question
  }
  /** Anything a client sent beyond the key exchange shows as an authentication in sshd's log. */
  const knocks = (host: LabHost) => refusedLogins(host, /(Postponed|Failed|Accepted) \S+ for /gm)

  test('a new key is a question with its fingerprint; refused it stays shut, trusted it opens and is kept', async () => {
    await using core = await TestCore.open()
    const before = knocks(one)
    const id = await core.add(lab, one, { acceptNewKeys: [], options: quick })
    expect(await asked(core, id)).toMatchObject({
      kind: 'newHostKey',
      endpoint: `${one.address}:22`,
      presented: { sha256: one.hostKeyFingerprint },
    })
    expect(knocks(one)).toBe(before)
    const wrong = { kind: 'trustHostKey', sha256: two.hostKeyFingerprint } as const
    expect(await failure(core.client.hosts.answer({ hostId: id, answer: wrong }))).toMatchObject({
      code: expect.stringMatching(/^(hostKey|input)\./),
    })
    await core.client.hosts.answer({ hostId: id, answer: { kind: 'refuse' } })
    const shut = await core.until(id, ({ phase, question }) => phase === 'blocked' && question === null)
    expect(shut.problem?.code).toBe('hostKey.refused')
    expect(knocks(one)).toBe(before)
    await core.client.hosts.connect({ hostId: id })
    await asked(core, id)
    await core.client.hosts.answer({
      hostId: id,
      answer: { kind: 'trustHostKey', sha256: one.hostKeyFingerprint },
    })
    await core.until(id, ({ phase }) => phase === 'live')
    expect(await core.client.hosts.pinnedKeys({ hostId: id })).toMatchObject([
      { sha256: one.hostKeyFingerprint },
    ])
  }, 120_000)

  test('a changed key is refused with old and new, nothing is sent, and only a re-pin opens it', async () => {
    await using core = await TestCore.open()
    const id = await core.add(lab, two, { options: quick })
    await core.until(id, ({ phase }) => phase === 'live')
    const old = two.hostKeyFingerprint
    await two.newHostKey()
    const before = knocks(two)
    const question = await asked(core, id)
    expect(question).toMatchObject({
      kind: 'changedHostKey',
      presented: { sha256: two.hostKeyFingerprint },
      known: [{ sha256: old }],
    })
    expect(core.state(id).problem).toMatchObject({ code: 'hostKey.changed' })
    const trust = { kind: 'trustHostKey', sha256: two.hostKeyFingerprint } as const
    expect(await failure(core.client.hosts.answer({ hostId: id, answer: trust }))).toMatchObject({
      code: expect.stringMatching(/^(hostKey|input)\./),
    })
    const tries = core.core.registry.session(id).state.attempt
    await core.client.app.retryAll()
    expect(core.state(id).phase).toBe('blocked')
    expect(core.state(id).attempt).toBe(tries)
    expect(knocks(two)).toBe(before)
    await core.client.hosts.answer({
      hostId: id,
      answer: { kind: 'repinHostKey', sha256: two.hostKeyFingerprint },
    })
    await core.until(id, ({ phase }) => phase === 'live')
    expect((await core.client.hosts.pinnedKeys({ hostId: id })).map(({ sha256 }) => sha256)).toEqual([
      two.hostKeyFingerprint,
    ])
  }, 120_000)

  test('a wrong password is tried as often as it was typed and never again by itself', async () => {
    await using core = await TestCore.open()
    const before = refusedLogins(one)
    const logins = one.acceptedLogins
    const id = await core.add(lab, one, { user: 'operator', options: { ...quick, identityFiles: [] } })
    expect(await asked(core, id)).toMatchObject({ kind: 'secret', again: false })
    const type = (answer: string) =>
      core.client.hosts.answer({ hostId: id, answer: { kind: 'secret', answers: [answer] } })
    for (const [index, word] of ['wrong', 'wrong again'].entries()) {
      await type(word)
      await core.until(id, ({ question }) => question?.kind === 'secret' && question.again)
      await waitFor('sshd’s word', () => refusedLogins(one) >= before + index + 1)
    }
    await core.client.app.retryAll()
    await expect.poll(() => refusedLogins(one)).toBe(before + 2)
    await type(one.password)
    await core.until(id, ({ phase }) => phase === 'live')
    await expect.poll(() => refusedLogins(one)).toBe(before + 2)
    await expect.poll(() => one.acceptedLogins).toBe(logins + 1)
    // The password is in memory while the host is connected: a cut costs no question and no failure.
    await core.losing(id, () => one.killSshSessions())
    await core.until(id, ({ phase }) => phase === 'live')
    await expect.poll(() => refusedLogins(one)).toBe(before + 2)
    const told = JSON.stringify([core.states(id), await core.client.hosts.list()])
    for (const word of ['wrong again', one.password]) expect(told).not.toContain(word)
  }, 120_000)

  test('a password that was changed meanwhile is tried once, then a person is asked', async () => {
    await using core = await TestCore.open()
    const id = await core.add(lab, one, { user: 'operator', options: { ...quick, identityFiles: [] } })
    await asked(core, id)
    await core.client.hosts.answer({ hostId: id, answer: { kind: 'secret', answers: [one.password] } })
    await core.until(id, ({ phase }) => phase === 'live')
    const before = refusedLogins(one)
    await one.exec(['chpasswd'], { input: 'operator:another-one\n' })
    try {
      one.killSshSessions()
      expect(await asked(core, id)).toMatchObject({ kind: 'secret', again: true })
      await core.client.app.retryAll()
      await expect.poll(() => refusedLogins(one) - before).toBe(1)
    } finally {
      await one.exec(['chpasswd'], { input: `operator:${one.password}\n` })
    }
  }, 120_000)

  test('an encrypted key asks for its passphrase, again after a wrong one, and sends nothing until it is right', async () => {
    await using core = await TestCore.open()
    const key = join(home, 'locked')
    await run(['cp', lab.identityFile, key])
    await run(['ssh-keygen', '-q', '-p', '-P', '', '-N', 'sesame', '-f', key])
    const failed = refusedLogins(one, /^Failed publickey/gm)
    const id = await core.add(lab, one, { options: { ...quick, identityFiles: [key] } })
    expect(await asked(core, id)).toMatchObject({ kind: 'secret', request: 'passphrase', again: false })
    await core.client.hosts.answer({ hostId: id, answer: { kind: 'secret', answers: ['open'] } })
    await core.until(id, ({ question }) => question?.kind === 'secret' && question.again)
    await core.client.hosts.answer({ hostId: id, answer: { kind: 'secret', answers: ['sesame'] } })
    await core.until(id, ({ phase }) => phase === 'live')
    await expect.poll(() => refusedLogins(one, /^Failed publickey/gm)).toBe(failed)
  }, 120_000)

  test('the group libvirt is enough; without it the group to set is named', async () => {
    await using core = await TestCore.open()
    const operator = await core.add(lab, one, { user: 'operator', options: quick })
    await core.until(operator, ({ phase }) => phase === 'live')
    const viewer = await core.add(lab, one, { user: 'viewer', options: quick })
    const { problem } = await core.until(viewer, ({ phase }) => phase === 'blocked')
    expect(problem).toMatchObject({ code: 'socket.permission' })
    expect(problem?.next).toContain('usermod -aG libvirt viewer')
    expect(failedStep(await core.diagnose(viewer))).toMatchObject({ stage: 'socket' })
  }, 120_000)

  test('an sshd that forwards no sockets is gone around; one that allows nothing at all says what to set', async () => {
    await using core = await TestCore.open()
    await two.setSshd(['AllowStreamLocalForwarding no'])
    try {
      const id = await core.add(lab, two, { options: quick })
      await core.until(id, ({ phase }) => phase === 'live')
      const [view] = await core.client.hosts.list()
      expect(JSON.stringify(view?.transport)).toMatch(/virt-ssh-helper|netcat/)
      await core.client.hosts.remove({ hostId: id })
      await waitFor('the helper to end', () => heldByHost(two).libvirt === 0)
      await two.setSshd(['AllowStreamLocalForwarding no', 'ForceCommand /bin/false'])
      const shut = await core.add(lab, two, { options: quick })
      const { problem } = await core.until(
        shut,
        state => state.problem !== null && state.phase !== 'connecting',
      )
      expect(problem?.code).toMatch(/^(channel|helper|socket)\./)
      expect(problem?.next).toMatch(/AllowStreamLocalForwarding|command/)
    } finally {
      await two.setSshd([])
    }
  }, 120_000)

  test('hosts behind one jump host share its login, and the last one to leave ends it', async () => {
    await using core = await TestCore.open()
    await two.hide()
    try {
      const before = [one.acceptedLogins, two.acceptedLogins]
      const held = heldByHost(one)
      const jump = [`root@${one.address}`]
      const keys = [one.hostKeyFingerprint, two.hostKeyFingerprint]
      const add = (name: string) =>
        core.add(lab, two, { name, acceptNewKeys: keys, options: { ...quick, jump } })
      const [first, second] = [await add('first'), await add('second')]
      for (const id of [first, second]) await core.until(id, ({ phase }) => phase === 'live')
      await expect
        .poll(() => [one.acceptedLogins, two.acceptedLogins])
        .toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 2])
      // The jump host dies under both: one login there brings both back.
      await core.losing(first, () => core.losing(second, () => one.killSshSessions()))
      for (const id of [first, second]) await core.until(id, ({ phase }) => phase === 'live')
      await core.client.hosts.disconnect({ hostId: first })
      expect(core.state(second).phase).toBe('live')
      await core.client.hosts.disconnect({ hostId: second })
      await waitFor('the jump host to be left', () => heldByHost(one).sshd === held.sshd)
    } finally {
      await two.unhide()
    }
  }, 120_000)

  test('whatever people and networks do, in any order: both hosts can be had again, and nothing is left over', async () => {
    using warned = warnings()
    const rejected: unknown[] = []
    const onRejection = (reason: unknown) => rejected.push(reason)
    process.on('unhandledRejection', onRejection)
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
    const did: string[] = []
    const chance = seeded(seed)
    const pick = <T>(items: readonly T[]) => items[Math.floor(chance() * items.length)] as T
    try {
      await using core = await TestCore.open()
      const keys = [one.hostKeyFingerprint, two.hostKeyFingerprint]
      const options = { ...quick, jump: [`root@${one.address}`] }
      const plain = await core.add(lab, one, { options: quick })
      const behind = await core.add(lab, two, { acceptNewKeys: keys, options })
      const { client, core: inside } = core
      const any = () => ({ hostId: pick([plain, behind]) })
      const acts: [name: string, act: () => unknown][] = [
        ['disconnect', () => client.hosts.disconnect(any())],
        ['connect', () => client.hosts.connect(any())],
        ['connect', () => client.hosts.connect(any())],
        ['retry all', () => client.app.retryAll()],
        ['network changed', () => inside.registry.networkChanged()],
        ['suspend', () => inside.registry.suspend()],
        ['resume', () => inside.registry.resume()],
        ['kill one', () => one.killSshSessions()],
        ['kill two', () => two.killSshSessions()],
        [
          'update',
          () =>
            client.hosts.update({
              hostId: plain,
              options: {
                identityFiles: [lab.identityFile],
                useAgent: false,
                ...quick,
                readOnly: chance() < 0.5,
              },
            }),
        ],
        [
          'add and remove',
          async () => {
            const hostId = await core.add(lab, one, { name: `brief ${chance()}`, options: quick })
            await sleep(chance() * 300)
            await client.hosts.remove({ hostId })
          },
        ],
        [
          'freeze',
          async () => {
            two.stopLibvirtd()
            await sleep(chance() * 2_500)
            two.contLibvirtd()
          },
        ],
        [
          'test',
          async () => {
            for await (const _step of await client.hosts.test(any())) if (chance() < 0.2) break
          },
        ],
      ]
      const under: Promise<unknown>[] = []
      for (let count = 0; count < 120; count += 1) {
        const [name, act] = pick(acts)
        did.push(name)
        under.push(
          Promise.resolve(act()).catch((cause: unknown) => {
            throw new Error(`act ${count}, ${name}: ${cause}`, { cause })
          }),
        )
        await sleep(chance() * 100)
      }
      await Promise.all(under)
      two.contLibvirtd()
      inside.registry.resume()
      for (const hostId of [plain, behind]) await client.hosts.connect({ hostId })
      for (const hostId of [plain, behind]) await core.settled(hostId)
      // Beside the listener: ours on each, and the jump host's.
      const left = () => JSON.stringify([heldByHost(one), heldByHost(two)])
      const wanted = JSON.stringify([
        { sshd: 3, libvirt: 1 },
        { sshd: 2, libvirt: 1 },
      ])
      await expect.poll(left, { timeout: PATIENCE_MS }).toBe(wanted)
      for (const hostId of [plain, behind]) await client.hosts.disconnect({ hostId })
      await waitFor('both to be left', () => heldByHost(one).sshd === 1 && heldByHost(two).sshd === 1)
      expect([warned.seen, rejected]).toEqual([[], []])
    } catch (cause) {
      throw new Error(`SEED=${seed} after ${did.length} acts (${did.join(', ')}): ${cause}`, { cause })
    } finally {
      process.off('unhandledRejection', onRejection)
    }
  }, 180_000)

  test.each([
    ['qemu+ssh://root@no-such-host.invalid/system', 'resolve', 'resolve.failed'],
    ['qemu+ssh://root@ADDRESS:1/system', 'tcp', 'tcp.refused'],
    ['qemu+ssh://root@ADDRESS:2222/system', 'tcp', 'tcp.timeout'],
    ['qemu+ssh://root@127.0.0.1:HTTP/system', 'sshVersion', 'ssh.notSsh'],
    ['qemu+ssh://root@127.0.0.1:MUTE/system', 'sshVersion', 'ssh.notSsh'],
    ['qemu+ssh://root@ADDRESS/system?socket=/run/nothing-here', 'socket', 'socket.missing'],
    ['xen+ssh://root@ADDRESS/system', 'libvirtOpen', 'libvirt.error'],
  ])('%s fails at %s with a next step', async (pattern, stage, code) => {
    const http = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const mute = createServer(socket => socket.on('error', () => socket.destroy()).resume())
    for (const server of [http, mute]) await once(server.listen(0, '127.0.0.1'), 'listening')
    const port = (server: typeof http) => String((server.address() as { port: number }).port)
    await one.filterPort(2222)
    try {
      await using core = await TestCore.open()
      const timesOut = code === 'tcp.timeout' || pattern.includes('MUTE')
      const uri = pattern
        .replace('ADDRESS', one.address)
        .replace('HTTP', port(http))
        .replace('MUTE', port(mute))
      const draft = {
        uri,
        acceptNewKeys: [one.hostKeyFingerprint],
        options: {
          identityFiles: [lab.identityFile],
          useAgent: false,
          // Short only where the time is what runs out.
          ...(timesOut ? { connectTimeoutMs: 800 } : {}),
        },
      }
      const step = failedStep(await stepsOf(await core.client.hosts.test({ draft })))
      expect(step).toMatchObject({ stage, problem: { code } })
      expect(step.problem?.next ?? '').not.toBe('')
      expect(step.durationMs).not.toBeNull()
      const { id } = await core.client.hosts.add(draft)
      const state = await core.until(id, one => one.problem !== null && one.phase !== 'connecting')
      expect(state.problem).toMatchObject({ code })
    } finally {
      await one.unfilterPort(2222)
      for (const server of [http, mute]) server.close()
    }
  })

  test.each([
    ['qemu+ssh://root@[::1/system', 16],
    ['quemu+ssh://root@host/system', 0],
    ['qemu+pigeon://root@host/system', 5],
    ['qemu+ssh://root@host:99999/system', 21],
    ['qemu+ssh://root@host/system?carrier=pigeon', 28],
    ['qemu+ssh://root@ho st/system', 18],
  ])('%s is refused at its character %i and nothing is stored', async (uri, position) => {
    await using core = await TestCore.open()
    expect(await failure(core.client.hosts.add({ uri }))).toMatchObject({
      code: 'uri.invalid',
      next: expect.stringMatching(/./),
      data: { position },
    })
    expect(await core.client.hosts.list()).toEqual([])
  })
})
