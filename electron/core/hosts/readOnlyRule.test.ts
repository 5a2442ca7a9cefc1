import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { type Sshd, sshdMissing, startSshd } from '../testing/sshd.ts'
import { checkWritable } from './permission.ts'
import { ReadOnlyByPresence } from './readOnlyRule.ts'
import { openFleet } from './testing/fleet.ts'
import { ownHome, sshUri } from './testing/sshHost.ts'

const missing = libvirtdMissing() ?? (await sshdMissing())
const never = new AbortController().signal
const writes = async (fleet: Awaited<ReturnType<typeof openFleet>>, id: HostId) => {
  const live = await fleet.registry.connection(id)
  try {
    await checkWritable(live.libvirt, never, 5_000)
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'libvirt.denied' })
    return false
  }
}

describe.skipIf(missing !== null)('libvirt opened with other rights', () => {
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

  test('the daemon itself refuses, over the same login, and lets again when somebody comes', async () => {
    await using fleet = await openFleet()
    const { registry } = fleet
    let readOnly = true
    registry.setReadOnlyRule(() => ({ readOnly, code: 'nobodyMay' }))
    const { id } = registry.add({ uri: sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile }) })
    registry.start()
    await fleet.untilPhase(id, 'live')
    expect(registry.session(id).live?.readOnly).toBe(true)
    expect(registry.session(id).transport?.decisions).toContainEqual({
      label: 'rights',
      value: saying('readOnly'),
      source: saying('nobodyMay'),
    })
    expect(await writes(fleet, id)).toBe(false)
    readOnly = false
    registry.reviewReadOnly()
    expect(registry.session(id).state.phase).toBe('connecting')
    // Whoever acts now waits for the other connection.
    expect(await writes(fleet, id)).toBe(true)
    readOnly = true
    registry.reviewReadOnly(id)
    expect(await writes(fleet, id)).toBe(false)
    const told = fleet.states(id).length
    registry.reviewReadOnly(id)
    expect(fleet.states(id).length).toBe(told)
    await expect.poll(() => sshd.acceptedCount()).toBe(1)
    expect(fleet.states(id).every(({ problem }) => problem === null)).toBe(true)
  })

  test('rights are not taken away under something that runs, and given at once', async () => {
    await using fleet = await openFleet()
    const { registry } = fleet
    let readOnly = false
    let busy = true
    registry.setReadOnlyRule(
      () => ({ readOnly }),
      () => busy,
    )
    const { id } = registry.add({ uri: sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile }) })
    registry.start()
    await fleet.untilPhase(id, 'live')
    readOnly = true
    registry.reviewReadOnly()
    expect(await writes(fleet, id)).toBe(true)
    busy = false
    registry.reviewReadOnly(id)
    expect(await writes(fleet, id)).toBe(false)
    busy = true
    readOnly = false
    registry.reviewReadOnly()
    expect(await writes(fleet, id)).toBe(true)
  })

  test('a host that is disconnected while it is opened anew stays so, with nothing left', async () => {
    await using fleet = await openFleet()
    const { registry } = fleet
    let readOnly = false
    registry.setReadOnlyRule(() => ({ readOnly }))
    const { id } = registry.add({ uri: sshUri(sshd, daemon, { knownHosts: sshd.knownHostsFile }) })
    registry.start()
    await fleet.untilPhase(id, 'live')
    readOnly = true
    registry.reviewReadOnly()
    const waiting = registry.connection(id)
    registry.disconnect(id)
    await expect(waiting).rejects.toMatchObject({ code: 'host.notLive' })
    // The login goes too; the test's own time is the bound.
    while ((await sshd.sessionPids()).length > 0) await new Promise(resolve => setTimeout(resolve, 50))
    expect(registry.session(id).state.phase).toBe('disconnected')
  })

  test('under “pinned only” a new key is refused without a question until its fingerprint is given', async () => {
    await using fleet = await openFleet({ backoff: { firstMs: 20, maxMs: 50, jitter: 0 } })
    const { registry } = fleet
    let pinnedOnly = true
    registry.setPinnedOnly(() => pinnedOnly)
    const { id } = registry.add({ uri: `${sshUri(sshd, daemon)}&known_hosts_verify=auto` })
    registry.start()
    const blocked = await fleet.untilPhase(id, 'blocked')
    expect(blocked).toMatchObject({ question: null, problem: { code: 'policy.refused' } })
    expect(() => registry.add({ uri: `${sshUri(sshd, daemon)}&no_verify=1` })).toThrowError(
      expect.objectContaining({ code: 'policy.refused' }),
    )
    pinnedOnly = false
    const asks = registry.add({ uri: sshUri(sshd, daemon) })
    const { question } = await fleet.until(asks.id, state => state.question !== null)
    if (question?.kind !== 'newHostKey') throw new Error('another question')
    pinnedOnly = true
    const { sha256 } = question.presented
    expect(() => registry.answer(asks.id, { kind: 'trustHostKey', sha256 })).toThrowError(
      expect.objectContaining({ code: 'policy.refused' }),
    )
    await expect.poll(() => sshd.acceptedCount()).toBe(0)
    registry.acceptKeys(id, [sha256])
    await fleet.untilPhase(id, 'live')
  })
})

describe('who is there and what the policy says', () => {
  const host = 'h' as HostId
  function stage() {
    const clock = new ManualClock()
    const world = {
      may: null as boolean | null,
      elevated: false,
      sites: [] as SiteId[],
      reviews: 0,
    }
    const site = { id: 's' as SiteId, parentId: null, name: 'fra', production: false, options: {} }
    const inner = { ...site, id: 'i' as SiteId, parentId: site.id, name: 'rack' }
    const record = {
      id: host,
      siteId: inner.id,
      name: 'kvm1',
      uri: '',
      autoConnect: true,
      options: {},
      createdAtMs: 0,
    }
    const rule = new ReadOnlyByPresence({
      registry: {
        get: () => record,
        sites: () => [site, inner],
        setReadOnlyRule: () => undefined,
        reviewReadOnly: () => {
          world.reviews += 1
        },
      },
      mayWrite: () => world.may,
      mayWriteElevated: () => world.elevated,
      readOnlySites: () => world.sites,
      busy: () => false,
      clock,
    })
    return { clock, world, rule, readOnly: () => rule.rule(host).readOnly }
  }

  test('nobody yet: read-only; somebody who may: not; somebody who may not: read-only', () => {
    const { world, rule, readOnly } = stage()
    expect(readOnly()).toBe(true)
    world.may = true
    rule.review(true)
    expect(readOnly()).toBe(false)
    world.may = false
    rule.review(true)
    expect(rule.rule(host)).toMatchObject({ readOnly: true, code: 'nobodyMay' })
  })

  test('a short lock changes nothing, a longer one does, once', () => {
    const { clock, world, rule, readOnly } = stage()
    world.may = true
    rule.review(true)
    world.may = null
    rule.review(false)
    expect(readOnly()).toBe(false)
    clock.advance(59_000)
    expect(readOnly()).toBe(false)
    const before = world.reviews
    clock.advance(2_000)
    expect(readOnly()).toBe(true)
    expect(world.reviews).toBe(before + 1)
    rule.close()
    expect(clock.pending).toBe(0)
  })

  test('a policy’s site holds below it too, for those who may as well, until somebody takes the right', () => {
    const { world, rule, readOnly } = stage()
    world.may = true
    rule.review(true)
    world.sites = ['s' as SiteId]
    expect(rule.rule(host)).toMatchObject({ readOnly: true, code: 'policy', site: 'fra' })
    world.elevated = true
    expect(readOnly()).toBe(false)
    world.sites = ['other' as SiteId]
    world.elevated = false
    expect(readOnly()).toBe(false)
  })
})
