import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { remote } from '../libvirt/index.ts'
import type { LiveHost } from './index.ts'
import { openFleet } from './testing/fleet.ts'

const missing = libvirtdMissing()

describe.skipIf(missing !== null)('a host on this computer', () => {
  let daemon: TestLibvirtd
  const uri = () => `test+unix:///default?socket=${daemon.socket}`
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())

  test('goes live with what it is known by, and everything ends with disconnect', async () => {
    await using fleet = await openFleet()
    const lives: LiveHost[] = []
    fleet.registry.attach({ name: 'probe', onLive: async live => void lives.push(live) })
    const { id } = fleet.registry.add({ uri: uri(), name: 'here' })
    await expect(fleet.registry.connection(id)).rejects.toMatchObject({ code: 'host.notLive' })
    fleet.registry.connect(id)
    const state = await fleet.untilPhase(id, 'live')
    expect(state).toMatchObject({ problem: null, question: null, attempt: 0, retryAtMs: null })
    expect(fleet.phases(id)).toEqual(['connecting', 'live'])
    const stagesSeen = fleet.states(id).flatMap(({ stage }) => stage ?? [])
    expect(stagesSeen).toEqual(['socket', 'libvirtOpen', 'version', 'inventory'])
    const live = await fleet.registry.connection(id)
    expect(live).toBe(lives[0])
    expect(live.openAnother).toBeNull()
    expect(live).toMatchObject({ driver: 'TEST', readOnly: false })
    expect(live.libvirtVersion).toBeGreaterThanOrEqual(4_000_000)
    expect(fleet.registry.session(id).transport?.decisions).toContainEqual({
      label: 'driver',
      value: 'test',
      source: 'URI',
    })
    fleet.registry.disconnect(id)
    expect(live.signal.aborted).toBe(true)
    await live.libvirt.closed
    await expect(fleet.registry.connection(id)).rejects.toMatchObject({ code: 'host.notLive' })
    expect(fleet.registry.get(id)?.autoConnect).toBe(false)
    await expect(live.libvirt.call(remote.connectGetLibVersion, {})).rejects.toThrow()
  })

  test('a part that fails its first look ends the attempt with its reason, and the next one succeeds', async () => {
    await using fleet = await openFleet({ backoff: { firstMs: 20, maxMs: 20, jitter: 0 } })
    let looks = 0
    fleet.registry.attach({
      name: 'clumsy',
      onLive: async () => {
        looks += 1
        if (looks === 1) throw new Error('a bug in a part')
      },
    })
    const { id } = fleet.registry.add({ uri: uri() })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const waiting = fleet.states(id).find(state => state.phase === 'waiting')
    expect(waiting?.problem?.code).toBe('internal')
    expect(waiting?.problem?.message).not.toContain('bug')
    expect(looks).toBe(2)
  })

  test('a socket that is not there is named, and the countdown shows', async () => {
    await using fleet = await openFleet()
    const { id } = fleet.registry.add({ uri: 'test+unix:///default?socket=/nonexistent/sock' })
    fleet.registry.connect(id)
    const state = await fleet.untilPhase(id, 'waiting')
    expect(state).toMatchObject({ attempt: 1, problem: { code: 'socket.missing' } })
    expect(state.retryAtMs).not.toBeNull()
    expect(fleet.registry.retryAll()).toBe(1)
    expect(fleet.registry.session(id).state.phase).toBe('connecting')
    await fleet.until(id, ({ attempt }) => attempt === 2)
  })

  test('a stopped daemon is noticed within the deadline and comes back by itself', async () => {
    await using fleet = await openFleet({ backoff: { firstMs: 50, maxMs: 50, jitter: 0 } })
    const options = { keepaliveSeconds: 1, keepaliveCount: 2, connectTimeoutMs: 1_000 }
    const { id } = fleet.registry.add({ uri: uri(), options })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    daemon.freeze()
    try {
      const degraded = await fleet.untilPhase(id, 'degraded')
      expect(degraded.problem?.code).toBe('libvirt.unresponsive')
      const waiting = await fleet.untilPhase(id, 'waiting')
      expect(waiting.problem?.code).toBe('libvirt.unresponsive')
      // Attempts against the stopped daemon fail each within their own deadline.
      await fleet.until(id, state => state.phase === 'waiting' && state.attempt >= 2)
    } finally {
      daemon.thaw()
    }
    await fleet.untilPhase(id, 'live')
    expect(fleet.registry.session(id).state.attempt).toBe(0)
  })

  test('a daemon that answers pings and nothing else is degraded until a request is answered', async () => {
    await using fleet = await openFleet()
    const { id } = fleet.registry.add({ uri: uri(), options: { keepaliveSeconds: 1 } })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    fleet.registry.reportLate(id, 'metrics', true)
    const degraded = await fleet.untilPhase(id, 'degraded')
    expect(degraded.problem?.message).toContain('leaves requests unanswered')
    fleet.registry.reportLate(id, 'metrics', false)
    await fleet.untilPhase(id, 'live')
    await fleet.registry.remove(id)
    fleet.registry.reportLate(id, 'metrics', true)
  })

  test('read-only is what the daemon was told', async () => {
    await using fleet = await openFleet()
    const { id } = fleet.registry.add({
      uri: `test+unix:///default?socket=${daemon.readOnlySocket}`,
      options: { readOnly: true },
    })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const { libvirt, readOnly } = await fleet.registry.connection(id)
    expect(readOnly).toBe(true)
    const args = { nativeFormat: 'none', domainXml: '<domain/>', flags: 0 }
    await expect(libvirt.call(remote.connectDomainXmlToNative, args)).rejects.toMatchObject({ code: 29 })
  })
})
