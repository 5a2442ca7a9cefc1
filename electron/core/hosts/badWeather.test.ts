import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { remote } from '../libvirt/index.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { type Relay, startRelay } from '../testing/relay.ts'
import { freePort, type Sshd, sshdMissing, startSshd } from '../testing/sshd.ts'
import type { HostDraft, LiveHost } from './index.ts'
import { openFleet } from './testing/fleet.ts'
import { eventually, openHandles, ownHome, sshUri } from './testing/sshHost.ts'

const missing = libvirtdMissing() ?? (await sshdMissing())
const backoff = { firstMs: 30, maxMs: 100, jitter: 0 }
const quick = { keepaliveSeconds: 1, keepaliveCount: 2, connectTimeoutMs: 2_000 }

describe.skipIf(missing !== null)('a bad network and bad hosts', () => {
  let daemon: TestLibvirtd
  let sshd: Sshd
  beforeAll(async () => {
    daemon = await startLibvirtd()
    sshd = await startSshd(ownHome)
  })
  afterAll(async () => {
    await sshd?.stop()
    await daemon?.stop()
  })
  const draft = (relay: Relay, name: string, more: Partial<HostDraft> = {}): HostDraft => ({
    name,
    uri: `${sshUri(sshd, daemon, { port: relay.port })}&no_verify=1`,
    options: quick,
    ...more,
  })

  test('flapping twenty times ends live, with nothing left over and nothing told twice', async () => {
    await using relay = await startRelay({ port: sshd.port })
    await using fleet = await openFleet({ backoff })
    const lives: LiveHost[] = []
    let looking = 0
    fleet.registry.attach({
      name: 'looker',
      onLive: async live => {
        lives.push(live)
        looking += 1
        live.signal.addEventListener('abort', () => {
          looking -= 1
        })
      },
    })
    const { id } = fleet.registry.add(draft(relay, 'flapping'))
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const before = openHandles()
    const acceptedBefore = sshd.acceptedCount()
    for (let time = 0; time < 20; time += 1) {
      relay.cut()
      await fleet.until(id, ({ phase }) => phase !== 'live')
      await fleet.untilPhase(id, 'live')
    }
    await expect.poll(() => sshd.acceptedCount() - acceptedBefore).toBe(20)
    expect(looking).toBe(1)
    expect(new Set(lives).size).toBe(21)
    expect(lives.slice(0, -1).every(live => live.signal.aborted)).toBe(true)
    const [latest] = lives.slice(-1)
    await expect(latest?.libvirt.call(remote.connectGetHostname, {})).resolves.toBeDefined()
    expect(relay.counts.open).toBe(1)
    await eventually(`no more handles than ${JSON.stringify(before)}`, () => {
      const now = openHandles()
      return Object.keys(now).every(
        name => (now[name] ?? 0) <= (before[name] ?? 0) + (name === 'Timeout' ? 2 : 0),
      )
    })
    fleet.registry.disconnect(id)
    await eventually('the relay carries nothing', () => relay.counts.open === 0)
  })

  test('a black hole is noticed within the deadline, named as silence, and left when it ends', async () => {
    await using relay = await startRelay({ port: sshd.port })
    await using fleet = await openFleet({ backoff })
    const options = { ...quick, keepaliveCount: 5 }
    const { id } = fleet.registry.add(draft(relay, 'silent', { options }))
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    relay.blackhole()
    await fleet.untilPhase(id, 'degraded')
    const waiting = await fleet.untilPhase(id, 'waiting')
    expect(waiting.problem?.code).toBe('transport.closed')
    expect(waiting.problem?.message).toMatch(/keepalives|silent/)
    expect(waiting.lastContactMs).toBeLessThanOrEqual(Date.now())
    relay.cut()
    relay.resume()
    await fleet.untilPhase(id, 'live')
  })

  test('a hung libvirtd is told apart from a dead link, costs no authentication, and hinders nobody', async () => {
    const hung = await startLibvirtd()
    try {
      await using relay = await startRelay({ port: sshd.port })
      await using fleet = await openFleet({ backoff })
      const healthy = fleet.registry.add(draft(relay, 'healthy'))
      const bad = fleet.registry.add({
        name: 'hung',
        uri: `${sshUri(sshd, hung)}&no_verify=1`,
        options: { ...quick, connectTimeoutMs: 500 },
      })
      fleet.registry.connect(healthy.id)
      fleet.registry.connect(bad.id)
      await Promise.all([fleet.untilPhase(healthy.id, 'live'), fleet.untilPhase(bad.id, 'live')])
      const accepted = sshd.acceptedCount()
      const { libvirt } = await fleet.registry.connection(healthy.id)
      hung.freeze()
      let answered = 0
      const tick = setInterval(() => {
        void libvirt.call(remote.connectGetHostname, {}).then(() => {
          answered += 1
        })
      }, 50)
      const waiting = await fleet.untilPhase(bad.id, 'waiting')
      expect(waiting.problem?.code).toBe('libvirt.unresponsive')
      await fleet.until(bad.id, state => state.phase === 'waiting' && state.attempt >= 3)
      clearInterval(tick)
      expect(answered).toBeGreaterThan(10)
      expect(fleet.phases(healthy.id)).toEqual(['connecting', 'live'])
      expect(fleet.registry.networkSuspect).toBe(false)
      hung.thaw()
      await fleet.untilPhase(bad.id, 'live')
      await expect.poll(() => sshd.acceptedCount()).toBe(accepted)
    } finally {
      await hung.stop()
    }
  })

  test('a network that changes under a hung libvirtd is not taken for its reason, and under a dead link it is', async () => {
    const hung = await startLibvirtd()
    try {
      await using relay = await startRelay({ port: sshd.port })
      await using fleet = await openFleet({ backoff })
      // Long enough for no keepalive to get there first.
      const options = { ...quick, keepaliveSeconds: 60 }
      const bad = fleet.registry.add({
        name: 'hung',
        uri: `${sshUri(sshd, hung)}&no_verify=1`,
        options: { ...options, connectTimeoutMs: 500 },
      })
      const cut = fleet.registry.add(draft(relay, 'cut off', { options }))
      for (const { id } of [bad, cut]) fleet.registry.connect(id)
      for (const { id } of [bad, cut]) await fleet.untilPhase(id, 'live')
      const accepted = sshd.acceptedCount()
      hung.freeze()
      relay.blackhole()
      fleet.registry.networkChanged()
      const [frozen, silent] = await Promise.all(
        [bad, cut].map(({ id }) => fleet.until(id, ({ problem }) => problem !== null)),
      )
      expect(frozen?.problem?.code).toBe('libvirt.unresponsive')
      expect(silent?.problem?.code).toBe('transport.closed')
      hung.thaw()
      await fleet.untilPhase(bad.id, 'live')
      await expect.poll(() => sshd.acceptedCount()).toBe(accepted)
      relay.cut()
      relay.resume()
      await fleet.untilPhase(cut.id, 'live')
      await expect.poll(() => sshd.acceptedCount()).toBe(accepted + 1)
    } finally {
      await hung.stop()
    }
  })

  test('when every host falls silent at once, the local network is suspected and one host is probed', async () => {
    const relays = await Promise.all(Array.from({ length: 4 }, () => startRelay({ port: sshd.port })))
    try {
      await using fleet = await openFleet()
      const hosts = relays.map((relay, index) => fleet.registry.add(draft(relay, `host${index}`)))
      for (const { id } of hosts) fleet.registry.connect(id)
      for (const { id } of hosts) await fleet.untilPhase(id, 'live')
      const accepted = sshd.acceptedCount()
      for (const relay of relays) {
        relay.cut()
        relay.blackhole()
      }
      for (const { id } of hosts)
        await fleet.until(id, state => state.networkSuspect && state.phase === 'waiting')
      expect(fleet.registry.networkSuspect).toBe(true)
      expect(hosts.every(({ id }) => fleet.registry.session(id).state.retryAtMs === null)).toBe(true)
      const knocked = () => relays.map(relay => relay.counts.accepted)
      const before = knocked()
      let atOnce = 0
      await eventually('two probes, one after the other', () => {
        const connecting = hosts.filter(({ id }) => fleet.registry.session(id).state.phase === 'connecting')
        atOnce = Math.max(atOnce, connecting.length)
        return knocked().filter((count, index) => count > (before[index] ?? 0)).length >= 2
      })
      expect(atOnce).toBe(1)
      for (const relay of relays) relay.resume()
      for (const { id } of hosts) await fleet.untilPhase(id, 'live')
      expect(fleet.registry.networkSuspect).toBe(false)
      await expect.poll(() => sshd.acceptedCount() - accepted).toBe(4)
      expect(hosts.every(({ id }) => !fleet.registry.session(id).state.networkSuspect)).toBe(true)
    } finally {
      await Promise.all(relays.map(relay => relay.stop()))
    }
  })

  test('a refused port is not the network’s fault: each host keeps its own countdown', async () => {
    const port = await freePort()
    await using fleet = await openFleet()
    const hosts = ['a', 'b', 'c'].map(name =>
      fleet.registry.add({ name, uri: `qemu+ssh://root@127.0.0.1:${port}/system`, options: quick }),
    )
    for (const { id } of hosts) fleet.registry.connect(id)
    for (const { id } of hosts) {
      const state = await fleet.untilPhase(id, 'waiting')
      expect(state).toMatchObject({ problem: { code: 'tcp.refused' }, networkSuspect: false })
      expect(state.retryAtMs).not.toBeNull()
    }
  })

  test('something that is not an SSH server is called so', async () => {
    const server = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    try {
      await using fleet = await openFleet()
      const { id } = fleet.registry.add({
        uri: `qemu+ssh://root@127.0.0.1:${address.port}/system`,
        options: quick,
      })
      fleet.registry.connect(id)
      const state = await fleet.untilPhase(id, 'waiting')
      expect(state.problem?.code).toBe('ssh.notSsh')
    } finally {
      server.close()
    }
  })

  test('after sleep whoever survived is kept, and whoever did not is connected anew at once', async () => {
    const relays = await Promise.all([startRelay({ port: sshd.port }), startRelay({ port: sshd.port })])
    const [good, dead] = relays
    try {
      await using fleet = await openFleet({ backoff: { firstMs: 600_000, maxMs: 600_000, jitter: 0 } })
      const options = { keepaliveSeconds: 60, keepaliveCount: 3 }
      const survivor = fleet.registry.add(draft(good, 'survivor', { options }))
      const lost = fleet.registry.add(draft(dead, 'lost', { options }))
      for (const { id } of [survivor, lost]) fleet.registry.connect(id)
      for (const { id } of [survivor, lost]) await fleet.untilPhase(id, 'live')
      const { libvirt } = await fleet.registry.connection(survivor.id)
      const accepted = sshd.acceptedCount()
      fleet.registry.suspend()
      dead.blackhole()
      fleet.registry.resume()
      await fleet.until(lost.id, ({ phase }) => phase === 'connecting')
      dead.cut()
      dead.resume()
      await fleet.untilPhase(lost.id, 'live')
      expect((await fleet.registry.connection(survivor.id)).libvirt).toBe(libvirt)
      expect(fleet.phases(survivor.id)).toEqual(['connecting', 'live'])
      await expect.poll(() => sshd.acceptedCount() - accepted).toBe(1)
    } finally {
      await Promise.all(relays.map(relay => relay.stop()))
    }
  })
})
