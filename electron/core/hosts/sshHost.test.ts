import { readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LibvirtClient, remote } from '../libvirt/index.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { startRelay } from '../testing/relay.ts'
import { makeKey, type Sshd, sshdMissing, startSshd } from '../testing/sshd.ts'
import { checkWritable } from './permission.ts'
import { openFleet } from './testing/fleet.ts'
import { eventually, ownHome, sshUri } from './testing/sshHost.ts'

const missing = libvirtdMissing() ?? (await sshdMissing())
const backoff = { firstMs: 30, maxMs: 200, jitter: 0 }

describe.skipIf(missing !== null)('a host behind SSH', () => {
  let daemon: TestLibvirtd
  let sshd: Sshd
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())
  beforeEach(async () => {
    sshd = await startSshd(ownHome)
  })
  afterEach(() => sshd?.stop())

  test('goes live stage by stage with one authentication', async () => {
    await using fleet = await openFleet()
    const { id } = fleet.registry.add({ uri: sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile }) })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const seen = fleet.states(id).flatMap(({ stage }) => stage ?? [])
    expect([...new Set(seen)]).toEqual(
      [
        'resolve',
        'tcp',
        'sshVersion',
        'hostKey',
        'authentication',
        'channel',
        'socket',
        'libvirtOpen',
        'version',
        'inventory',
      ].filter(stage => seen.includes(stage as never)),
    )
    expect(seen).toContain('authentication')
    const { libvirt, transport } = await fleet.registry.connection(id)
    await Promise.all([
      libvirt.call(remote.connectGetHostname, {}),
      transport.exec('true', { signal: new AbortController().signal }),
    ])
    await expect.poll(() => sshd.acceptedCount()).toBe(1)
  })

  test.each(['builtin', 'openssh'] as const)(
    'gives one more connection to libvirt for the same login, with the same rights (%s)',
    async transport => {
      await using fleet = await openFleet()
      const uri = sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile })
      const { id } = fleet.registry.add({ uri, options: { readOnly: true, transport } })
      fleet.registry.connect(id)
      await fleet.untilPhase(id, 'live')
      const { openAnother, signal, ...live } = await fleet.registry.connection(id)
      const another = await openAnother?.(signal)
      expect(live.transport.channels).toHaveLength(2)
      await expect(checkWritable(another as LibvirtClient, signal, 5_000)).rejects.toMatchObject({
        code: 'libvirt.denied',
      })
      await another?.close()
      await eventually('its channel is closed', () => live.transport.channels?.length === 1)
      expect(fleet.registry.session(id).state.phase).toBe('live')
      await expect.poll(() => sshd.acceptedCount()).toBe(1)
    },
  )

  test('a new key is asked about with its fingerprint, and trusted only when spelled out', async () => {
    await using fleet = await openFleet({ backoff })
    const { id } = fleet.registry.add({ uri: sshUri(sshd, daemon) })
    fleet.registry.connect(id)
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked).toMatchObject({ retryAtMs: null, problem: { code: 'hostKey.new' } })
    const { question } = blocked
    if (question?.kind !== 'newHostKey') throw new Error('another question')
    expect(question.endpoint).toBe(`127.0.0.1:${sshd.port}`)
    expect(question.presented.randomart?.split('\n').length).toBe(11)
    const wrong = `SHA256:${'A'.repeat(43)}`
    expect(() => fleet.registry.answer(id, { kind: 'trustHostKey', sha256: wrong })).toThrowError(
      expect.objectContaining({ code: 'hostKey.refused' }),
    )
    const { sha256 } = question.presented
    expect(() => fleet.registry.answer(id, { kind: 'repinHostKey', sha256 })).toThrowError(
      expect.objectContaining({ code: 'input.invalid' }),
    )
    expect(() => fleet.registry.answer(id, { kind: 'secret', answers: ['x'] })).toThrowError(
      expect.objectContaining({ code: 'input.invalid' }),
    )
    expect(fleet.registry.session(id).state.phase).toBe('blocked')
    expect(fleet.registry.retryAll()).toBe(0)
    await expect.poll(() => sshd.acceptedCount() + sshd.failedCount()).toBe(0)
    fleet.registry.answer(id, { kind: 'trustHostKey', sha256 })
    await fleet.untilPhase(id, 'live')
    expect(fleet.registry.pinnedKeys(id)).toMatchObject([{ endpoint: question.endpoint, sha256 }])
    fleet.registry.disconnect(id)
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => sshd.acceptedCount()).toBe(2)
  })

  test('a key refused by the person stays untrusted, and connecting again asks again', async () => {
    await using fleet = await openFleet()
    const { id } = fleet.registry.add({ uri: sshUri(sshd, daemon) })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'blocked')
    fleet.registry.answer(id, { kind: 'refuse' })
    expect(fleet.registry.session(id).state).toMatchObject({
      phase: 'blocked',
      question: null,
      problem: { code: 'hostKey.refused' },
    })
    fleet.registry.connect(id)
    await fleet.until(id, ({ question }) => question?.kind === 'newHostKey')
    expect(fleet.registry.pinnedKeys(id)).toEqual([])
  })

  test('a fingerprint accepted beforehand needs nobody, another one does not help', async () => {
    const fingerprint = await hostFingerprint(sshd)
    await using fleet = await openFleet()
    const good = fleet.registry.add({ uri: sshUri(sshd, daemon), name: 'good', acceptNewKeys: [fingerprint] })
    const bad = fleet.registry.add({
      uri: sshUri(sshd, daemon).replace('127.0.0.1', 'localhost'),
      name: 'bad',
      acceptNewKeys: [`SHA256:${'B'.repeat(43)}`],
    })
    fleet.registry.connect(good.id)
    fleet.registry.connect(bad.id)
    await fleet.untilPhase(good.id, 'live')
    expect(fleet.phases(good.id)).toEqual(['connecting', 'live'])
    expect((await fleet.untilPhase(bad.id, 'blocked')).question?.kind).toBe('newHostKey')
  })

  test('a changed key is refused with old and new, and only its exact fingerprint gets past', async () => {
    const impostor = await startSshd({ ...ownHome, authorizedKeys: [sshd.identity.publicLine] })
    await using fleet = await openFleet({ backoff })
    const uri = sshUri(sshd, daemon)
    const old = await hostFingerprint(sshd)
    const { id } = fleet.registry.add({ uri, acceptNewKeys: [old] })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const { port } = sshd
    await sshd.stop()
    const replaced = await startSshd({
      ...ownHome,
      port,
      authorizedKeys: [sshd.identity.publicLine],
      hostKeyFiles: [impostor.hostKeys[0]?.path ?? ''],
    })
    try {
      const blocked = await fleet.until(id, state => state.question !== null)
      expect(blocked.problem?.code).toBe('hostKey.changed')
      const { question } = blocked
      if (question?.kind !== 'changedHostKey') throw new Error('another question')
      expect(question.known).toMatchObject([{ sha256: old, source: 'pin' }])
      const { sha256 } = question.presented
      expect(sha256).toBe(await hostFingerprint(replaced))
      expect(sha256).not.toBe(old)
      await expect.poll(() => replaced.acceptedCount() + replaced.failedCount()).toBe(0)
      expect(fleet.registry.retryAll()).toBe(0)
      for (const answer of [
        { kind: 'trustHostKey', sha256 },
        { kind: 'repinHostKey', sha256: old },
      ] as const)
        expect(() => fleet.registry.answer(id, answer)).toThrow()
      fleet.registry.connect(id)
      await fleet.until(id, state => state.question?.kind === 'changedHostKey')
      await expect.poll(() => replaced.acceptedCount()).toBe(0)
      // The key file the host is reached with went with the first server's folder.
      fleet.registry.update(id, { options: { identityFiles: [impostor.identity.path] } })
      await fleet.until(id, state => state.question?.kind === 'changedHostKey')
      // Where only keys given beforehand count, the screen's own fingerprint is none.
      fleet.registry.setPinnedOnly(() => true)
      expect(() => fleet.registry.answer(id, { kind: 'repinHostKey', sha256 })).toThrowError(
        expect.objectContaining({ code: 'policy.refused' }),
      )
      fleet.registry.acceptKeys(id, [sha256])
      await fleet.until(id, state => state.question?.kind === 'changedHostKey')
      fleet.registry.answer(id, { kind: 'repinHostKey', sha256 })
      await fleet.until(
        id,
        ({ phase, problem }) => phase === 'blocked' && problem?.code.startsWith('auth.') === true,
      )
      expect(fleet.registry.pinnedKeys(id).map(key => key.sha256)).toEqual([sha256])
    } finally {
      await replaced.stop()
      await impostor.stop()
    }
  })

  test('killed SSH sessions come back by themselves, with one more authentication each', async () => {
    await using fleet = await openFleet({ backoff })
    const { id } = fleet.registry.add({ uri: sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile }) })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    for (let time = 2; time <= 4; time += 1) {
      await sshd.killSessions()
      await fleet.until(id, ({ phase }) => phase === 'waiting' || phase === 'connecting')
      await fleet.untilPhase(id, 'live')
      await expect.poll(() => sshd.acceptedCount()).toBe(time)
    }
  })

  test.each(['builtin', 'openssh'] as const)(
    'what is read is compressed where it is wanted, by %s',
    async transport => {
      await using fleet = await openFleet()
      const read = async (compression: boolean) => {
        await using relay = await startRelay({ port: sshd.port })
        const uri = `${sshUri(sshd, daemon, { port: relay.port })}&no_verify=1`
        const name = compression ? 'compressed' : 'plain'
        const { id } = fleet.registry.add({ uri, name, options: { transport, compression } })
        fleet.registry.connect(id)
        await fleet.untilPhase(id, 'live')
        const { libvirt } = await fleet.registry.connection(id)
        const before = relay.counts.down
        for (let time = 0; time < 30; time++) await libvirt.call(remote.connectGetCapabilities, {})
        fleet.registry.disconnect(id)
        return relay.counts.down - before
      }
      expect(await read(true)).toBeLessThan((await read(false)) / 3)
    },
  )

  test('a wrong key file blocks instead of hammering', async () => {
    const other = await makeKey(join(sshd.folder, 'other'))
    await using fleet = await openFleet({ backoff })
    const uri = sshUri(sshd, daemon, { identity: other.path, knownHosts: sshd.knownHostsFile })
    const { id } = fleet.registry.add({ uri, options: { useAgent: false } })
    fleet.registry.connect(id)
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked.problem?.code).toMatch(/^auth\./)
    expect(blocked.problem?.next).toBeTruthy()
    const failures = () => sshd.log().match(/Connection from/g)?.length ?? 0
    const before = failures()
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(failures()).toBe(before)
  })

  test('an encrypted key asks for its passphrase, again after a wrong one, and serves every host that uses it', async () => {
    const locked = await makeKey(join(sshd.folder, 'locked'), 'ed25519', 'opensesame')
    await writeFile(join(sshd.folder, 'authorized_keys'), `${locked.publicLine}\n`, { mode: 0o600 })
    await using fleet = await openFleet({ backoff })
    const uri = sshUri(sshd, daemon, { identity: locked.path, knownHosts: sshd.knownHostsFile })
    const one = fleet.registry.add({ uri, name: 'one', options: { useAgent: false } })
    const two = fleet.registry.add({ uri, name: 'two', options: { useAgent: false } })
    fleet.registry.connect(one.id)
    fleet.registry.connect(two.id)
    // The hosts share the key: whoever needs it first asks, for all.
    const asking = await Promise.any(
      [one.id, two.id].map(async id => ({
        id,
        state: await fleet.until(id, ({ question }) => question !== null),
      })),
    )
    expect(asking.state.question).toMatchObject({
      kind: 'secret',
      request: 'passphrase',
      subject: locked.path,
      again: false,
    })
    fleet.registry.answer(asking.id, { kind: 'secret', answers: ['wrong'] })
    const second = await fleet.until(
      asking.id,
      ({ question }) => question?.kind === 'secret' && question.again,
    )
    expect(second.problem?.message).not.toContain('wrong')
    await expect.poll(() => sshd.failedCount()).toBe(0)
    fleet.registry.answer(asking.id, { kind: 'secret', answers: ['opensesame'] })
    await fleet.untilPhase(one.id, 'live')
    await fleet.untilPhase(two.id, 'live')
    await sshd.killSessions()
    await fleet.until(one.id, ({ phase }) => phase === 'waiting' || phase === 'connecting')
    await fleet.untilPhase(one.id, 'live')
    const everything = JSON.stringify([fleet.states(one.id), fleet.states(two.id), fleet.store.settings])
    expect(everything).not.toContain('opensesame')
  })

  test('through a jump host, whose key is asked about once for all the hosts behind it', async () => {
    const gate = await startSshd({ ...ownHome, authorizedKeys: [sshd.identity.publicLine] })
    try {
      await using fleet = await openFleet({ backoff })
      const jump = [`${gate.user}@127.0.0.1:${gate.port}`]
      const accept = await hostFingerprint(sshd)
      const hosts = ['one', 'two', 'three'].map(name =>
        fleet.registry.add({
          name,
          uri: sshUri(sshd, daemon),
          options: { jump, identityFiles: [sshd.identity.path], useAgent: false },
          acceptNewKeys: [accept],
        }),
      )
      for (const { id } of hosts) fleet.registry.connect(id)
      const [first] = hosts
      if (first === undefined) throw new Error('no host')
      const blocked = await fleet.untilPhase(first.id, 'blocked')
      expect(blocked.question).toMatchObject({ kind: 'newHostKey', endpoint: `127.0.0.1:${gate.port}` })
      fleet.registry.answer(first.id, { kind: 'trustHostKey', sha256: await hostFingerprint(gate) })
      for (const { id } of hosts) await fleet.untilPhase(id, 'live')
      await expect.poll(() => gate.acceptedCount()).toBe(1)
      await expect.poll(() => sshd.acceptedCount()).toBe(3)
    } finally {
      await gate.stop()
    }
  })

  test('a libvirtd that restarts costs no new authentication', async () => {
    const before = await startLibvirtd()
    const socket = join(sshd.folder, 'libvirt-sock')
    await symlink(before.socket, socket)
    await using fleet = await openFleet({ backoff })
    const { id } = fleet.registry.add({ uri: sshUri(sshd, { socket }, { knownHosts: sshd.knownHostsFile }) })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    await before.stop()
    await fleet.until(id, ({ problem }) => problem?.code === 'socket.missing')
    const lost = fleet.states(id).find(({ phase }) => phase === 'waiting')
    expect(lost?.problem?.code).toBe('libvirt.error')
    const after = await startLibvirtd()
    try {
      await rm(socket)
      await symlink(after.socket, socket)
      await fleet.untilPhase(id, 'live')
      await expect.poll(() => sshd.acceptedCount()).toBe(1)
    } finally {
      await after.stop()
    }
  })

  test('a host that is removed while it connects or is live leaves nothing behind', async () => {
    await using fleet = await openFleet()
    const uri = sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile })
    const live = fleet.registry.add({ uri, name: 'live' })
    fleet.registry.connect(live.id)
    await fleet.untilPhase(live.id, 'live')
    const connecting = fleet.registry.add({ uri, name: 'connecting' })
    fleet.registry.connect(connecting.id)
    await Promise.all([fleet.registry.remove(live.id), fleet.registry.remove(connecting.id)])
    expect(fleet.registry.list()).toEqual([])
    expect(fleet.store.hosts.list()).toEqual([])
    let sessions: number[] = [1]
    await eventually('sshd has no session', () => {
      void sshd.sessionPids().then(pids => {
        sessions = pids
      })
      return sessions.length === 0
    })
  })
})

async function hostFingerprint(sshd: Sshd): Promise<string> {
  const { sha256Fingerprint } = await import('../transport/hostKeys/fingerprint.ts')
  const line = await readFile(`${sshd.hostKeys[0]?.path}.pub`, 'utf8')
  return sha256Fingerprint(Buffer.from(line.split(' ')[1] ?? '', 'base64'))
}
