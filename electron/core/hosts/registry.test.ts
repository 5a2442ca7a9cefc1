import { expect, test, vi } from 'vitest'
import { saying } from '../../../shared/route.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { OpenOptions, TransportTarget } from '../transport/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import type { HostEvent } from './index.ts'
import { openFleet } from './testing/fleet.ts'
import { eventually } from './testing/sshHost.ts'

/** Opening a transport that never gets anywhere until it is cancelled or failed by the test. */
function stuck() {
  const attempts: { target: TransportTarget; options: OpenOptions; fail: (error: Error) => void }[] = []
  const open = (target: TransportTarget, _ask: unknown, options: OpenOptions) =>
    new Promise<never>((_resolve, reject) => {
      options.onStage('resolve')
      attempts.push({ target, options, fail: reject })
      options.signal.addEventListener('abort', () => reject(new AppError('cancelled', 'cancelled')))
    })
  const underWay = () => attempts.filter(one => !one.options.signal.aborted)
  return { attempts, open, underWay }
}
const settle = () => new Promise<void>(resolve => setTimeout(resolve, 5))
const uri = (number: number) => `qemu+ssh://kvm${number}/system`

test('hosts connect side by side within the bound, and each can be cancelled', async () => {
  const clock = new ManualClock()
  const { attempts, open, underWay } = stuck()
  await using fleet = await openFleet({ clock, open, maxConnecting: 4 })
  const hosts = Array.from({ length: 10 }, (_, index) => fleet.registry.add({ uri: uri(index) }))
  fleet.registry.start()
  await settle()
  expect(attempts.length).toBe(4)
  const [first] = hosts
  if (first === undefined) throw new Error('no host')
  fleet.registry.disconnect(first.id)
  await settle()
  expect(attempts[0]?.options.signal.aborted).toBe(true)
  expect(underWay().length).toBe(4)
  expect(fleet.registry.session(first.id).state.phase).toBe('disconnected')
  // Whoever waits for silent hosts gives its place away, so that reachable ones get their turn.
  clock.advance(3_000)
  await vi.waitFor(() => expect(underWay().length).toBe(8))
  await fleet.registry.close()
  expect(underWay()).toEqual([])
  expect(clock.pending).toBe(0)
})

test('a disconnected host stays so at the next start, the others connect', async () => {
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ open })
  const on = fleet.registry.add({ uri: uri(1) })
  const off = fleet.registry.add({ uri: uri(2) })
  fleet.registry.disconnect(off.id)
  expect(fleet.store.hosts.list().find(host => host.id === off.id)?.autoConnect).toBe(false)
  fleet.registry.start()
  await settle()
  expect(attempts.map(one => 'alias' in one.target && one.target.alias)).toEqual(['kvm1'])
  expect(fleet.registry.session(on.id).state).toMatchObject({ phase: 'connecting', stage: 'resolve' })
  fleet.registry.connect(off.id)
  await settle()
  expect(attempts.length).toBe(2)
  expect(fleet.store.hosts.list().every(host => host.autoConnect)).toBe(true)
  const added = fleet.registry.add({ uri: uri(3) })
  await settle()
  expect(fleet.registry.session(added.id).state.phase).toBe('connecting')
})

test('a change connects a host anew only where it concerns the way to it', async () => {
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ open })
  const site = fleet.registry.createSite({ name: 'Berlin' })
  const inside = fleet.registry.add({ uri: uri(1), siteId: site.id })
  const outside = fleet.registry.add({ uri: uri(2) })
  fleet.registry.start()
  await settle()
  const count = () => attempts.length
  expect(count()).toBe(2)
  fleet.registry.update(inside.id, { name: 'renamed', options: { tickMs: 9_000 } })
  fleet.registry.updateSite(site.id, { name: 'Paris', options: { backgroundTickMs: 60_000 } })
  await settle()
  expect(count()).toBe(2)
  fleet.registry.updateSite(site.id, { options: { jump: ['gate'] } })
  await settle()
  expect(count()).toBe(3)
  expect(attempts[2]?.target).toMatchObject({ alias: 'kvm1', jump: ['gate'] })
  fleet.registry.update(outside.id, { siteId: site.id })
  await settle()
  expect(attempts[3]?.target).toMatchObject({ alias: 'kvm2', jump: ['gate'] })
  fleet.registry.removeSite(site.id)
  await settle()
  expect(attempts.slice(4).map(one => 'jump' in one.target && one.target.jump)).toEqual([
    undefined,
    undefined,
  ])
  expect(attempts.filter(one => !one.options.signal.aborted).length).toBe(2)
})

test('every change is told with what it is about', async () => {
  const { open } = stuck()
  await using fleet = await openFleet({ open })
  const events: HostEvent[] = []
  const stop = fleet.registry.onHost(event => events.push(event))
  fleet.registry.onHost(() => {
    throw new Error('a listener with a bug')
  })
  const host = fleet.registry.add({ uri: uri(1) })
  fleet.registry.createSite({ name: 'Berlin' })
  fleet.registry.update(host.id, { name: 'one' })
  fleet.registry.connect(host.id)
  await fleet.registry.remove(host.id)
  expect(events.map(event => event.type)).toEqual(['added', 'sites', 'changed', 'state', 'state', 'removed'])
  expect(events.every(event => event.type === 'sites' || event.hostId === host.id)).toBe(true)
  stop()
  fleet.registry.add({ uri: uri(2) })
  expect(events.length).toBe(6)
})

test('what is not there is named so', async () => {
  await using fleet = await openFleet({ open: stuck().open })
  const nobody = '00000000-0000-4000-8000-00000000dead' as HostId
  const unknown = expect.objectContaining({ code: 'host.unknown' })
  expect(() => fleet.registry.session(nobody)).toThrowError(unknown)
  expect(() => fleet.registry.connect(nobody)).toThrowError(unknown)
  expect(() => fleet.registry.pinnedKeys(nobody)).toThrowError(unknown)
  expect(() => fleet.registry.diagnose({ hostId: nobody })).toThrowError(unknown)
  await expect(fleet.registry.connection(nobody)).rejects.toMatchObject({ code: 'host.unknown' })
  expect(fleet.registry.get(nobody)).toBeUndefined()
  const { id } = fleet.registry.add({ uri: uri(1) })
  await expect(fleet.registry.connection(id)).rejects.toMatchObject({
    code: 'host.notLive',
    data: { phase: 'disconnected' },
  })
})

test('a draft is previewed without contacting anything, and refused before anything is stored', async () => {
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ open })
  const site = fleet.registry.createSite({ name: 'Berlin' })
  fleet.registry.updateSite(site.id, { options: { jump: ['gate'] } })
  const preview = fleet.registry.preview({ uri: 'qemu+ssh://root@kvm1.example/system', siteId: site.id })
  expect(preview).toMatchObject({
    suggestedName: 'kvm1',
    driver: 'qemu',
    transport: 'ssh',
    remoteUri: 'qemu:///system',
  })
  expect(preview.decisions).toContainEqual({
    label: 'jumpHosts',
    value: 'gate',
    source: saying('site', { name: 'Berlin' }),
  })
  expect(() => fleet.registry.preview({ uri: 'qemu+ssh://kvm1/sytem' })).toThrowError(
    expect.objectContaining({ code: 'uri.invalid' }),
  )
  expect(() => fleet.registry.add({ uri: uri(1), acceptNewKeys: ['nonsense'] })).toThrowError(
    expect.objectContaining({ code: 'input.invalid' }),
  )
  expect(() => fleet.registry.add({ uri: 'qemu+ext:///system?command=/x' })).toThrowError(
    expect.objectContaining({ code: 'transport.unsupported' }),
  )
  expect(fleet.registry.list()).toEqual([])
  expect(attempts).toEqual([])
})

test('when everything fails together only a probe goes out, until the network is said to have changed', async () => {
  const clock = new ManualClock()
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ clock, open, chance: () => 0.5 })
  const hosts = [1, 2, 3].map(number => fleet.registry.add({ uri: uri(number) }))
  fleet.registry.start()
  await settle()
  const dead = () => new AppError('tcp.unreachable', 'no route')
  for (const attempt of attempts.splice(0)) attempt.fail(dead())
  await eventually('the network is suspected', () => fleet.registry.networkSuspect)
  await settle()
  const states = () => hosts.map(({ id }) => fleet.registry.session(id).state)
  expect(states().every(state => state.phase === 'waiting' && state.retryAtMs === null)).toBe(true)
  clock.advance(1_000)
  await settle()
  expect(attempts.length).toBe(1)
  expect(attempts[0]?.target.deadlines?.tcpMs).toBe(1_500)
  attempts.splice(0)[0]?.fail(dead())
  await settle()
  clock.advance(1_000)
  await settle()
  expect(attempts.map(one => 'alias' in one.target && one.target.alias)).toEqual(['kvm2'])
  expect(fleet.registry.retryAll()).toBe(2)
  await settle()
  expect(fleet.registry.networkSuspect).toBe(false)
  expect(attempts.filter(one => !one.options.signal.aborted).length).toBe(3)
  expect(states().every(state => state.phase === 'connecting' && !state.networkSuspect)).toBe(true)
})

test('while the network is suspected nobody is kept in a queue: untried hosts wait to be probed, hosts of this computer go on', async () => {
  const clock = new ManualClock()
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ clock, open, maxConnecting: 9, chance: () => 0.5 })
  fleet.registry.add({ uri: 'qemu:///session' })
  const hosts = Array.from({ length: 40 }, (_, index) => fleet.registry.add({ uri: uri(index) }))
  fleet.registry.start()
  await settle()
  while (attempts.length > 0) {
    for (const { target, fail } of attempts.splice(0))
      fail(new AppError(target.kind === 'local' ? 'libvirt.error' : 'resolve.failed', 'no'))
    await settle()
  }
  await eventually('the network is suspected', () => fleet.registry.networkSuspect)
  await settle()
  expect(fleet.registry.session(hosts.at(-1)?.id as HostId).state).toMatchObject({
    phase: 'waiting',
    retryAtMs: null,
    problem: { code: 'network.suspect' },
  })
  clock.advance(1_000)
  await settle()
  expect(attempts.map(one => one.target.kind).sort()).toEqual(['local', 'ssh'])
})

test('a person who connects a host need not wait until the suspected network is cleared', async () => {
  const clock = new ManualClock()
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ clock, open, chance: () => 0.5 })
  for (const number of [1, 2]) fleet.registry.add({ uri: uri(number) })
  fleet.registry.start()
  await settle()
  for (const attempt of attempts.splice(0)) attempt.fail(new AppError('tcp.unreachable', 'no route'))
  await eventually('the network is suspected', () => fleet.registry.networkSuspect)
  fleet.registry.add({ uri: uri(3) })
  await settle()
  expect(attempts.map(one => 'alias' in one.target && one.target.alias)).toContain('kvm3')
})

test('a host that cannot be removed from the disk stays in the list', async () => {
  const { open } = stuck()
  await using fleet = await openFleet({ open })
  const { id } = fleet.registry.add({ uri: uri(1) })
  const { remove } = fleet.store.hosts
  fleet.store.hosts.remove = () => {
    throw new AppError('store.full', 'The disk is full.')
  }
  await expect(fleet.registry.remove(id)).rejects.toMatchObject({ code: 'store.full' })
  expect(fleet.registry.session(id).state.phase).toBe('disconnected')
  fleet.store.hosts.remove = remove
  await fleet.registry.remove(id)
  expect(fleet.registry.list()).toEqual([])
})

test('before sleep attempts are given up, after it everybody is tried at once', async () => {
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ open })
  const { id } = fleet.registry.add({ uri: uri(1) })
  fleet.registry.start()
  await settle()
  fleet.registry.suspend()
  await settle()
  expect(attempts[0]?.options.signal.aborted).toBe(true)
  expect(fleet.registry.session(id).state).toMatchObject({ phase: 'waiting', retryAtMs: null })
  fleet.registry.resume()
  await settle()
  expect(attempts.length).toBe(2)
  expect(fleet.registry.session(id).state.phase).toBe('connecting')
})

test('a clock that jumps makes no negative age and no burst of attempts', async () => {
  const clock = new ManualClock()
  const { attempts, open } = stuck()
  await using fleet = await openFleet({ clock, open, chance: () => 0.5 })
  const { id } = fleet.registry.add({ uri: uri(1) })
  fleet.registry.connect(id)
  await settle()
  attempts.splice(0)[0]?.fail(new AppError('tcp.refused', 'refused'))
  await fleet.untilPhase(id, 'waiting')
  clock.jumpWall(-86_400_000)
  const state = fleet.registry.session(id).state
  expect(state.sinceMs).toBeLessThanOrEqual(clock.nowMs())
  expect((state.retryAtMs ?? 0) - clock.nowMs()).toBe(1_000)
  clock.jumpWall(10 * 86_400_000)
  await settle()
  expect(attempts).toEqual([])
  clock.advance(1_000)
  await settle()
  expect(attempts.length).toBe(1)
})
