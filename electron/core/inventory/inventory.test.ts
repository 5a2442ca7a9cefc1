import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MachineKey } from '../../../shared/ids.ts'
import { machineKey } from '../../../shared/ids.ts'
import { domainLifecycleEvent, domainState, errorCode, remote } from '../libvirt/index.ts'
import type { InventoryDelta } from './changes.ts'
import { FakeDaemon, fakeXml, Refusal } from './testing/fakeDaemon.ts'
import { until, World } from './testing/world.ts'

const uuidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

let world: World
let daemon: FakeDaemon

beforeEach(() => {
  world = new World()
  daemon = new FakeDaemon()
})
afterEach(() => world[Symbol.asyncDispose]())

async function goLive(name: string, from = daemon) {
  const host = world.directory.list().find(record => record.name === name) ?? world.host(name)
  await world.directory.goLive(host.id, from.connect(), { uri: 'qemu:///system' })
  return host
}

describe('first load', () => {
  test('a host is live when its machines are listed with state and flags, in ten calls at most', async () => {
    for (let index = 0; index < 1000; index++) daemon.add({ uuid: uuidOf(index), name: `vm${index}` })
    daemon.add({
      uuid: uuidOf(5000),
      name: 'runs',
      id: 4,
      state: domainState.running,
      reason: 1,
      autostart: true,
    })
    daemon.add({
      uuid: uuidOf(5001),
      name: 'once',
      id: 5,
      state: domainState.paused,
      reason: 5,
      persistent: false,
    })
    let calls = 0
    daemon.before = name => {
      if (name === 'domainGetXmlDesc' && calls === 0) calls = daemon.count() - 1
    }
    await goLive('alpha')
    expect(world.inventory.count(world.named('runs').hostId)).toEqual({ machines: 1002, running: 2 })
    expect(world.named('runs')).toMatchObject({
      id: 4,
      state: 'running',
      stateReason: 'booted',
      autostart: true,
    })
    expect(world.named('once')).toMatchObject({
      id: 5,
      state: 'paused',
      stateReason: 'ioerror',
      persistent: false,
    })
    expect(world.named('vm7')).toMatchObject({
      id: null,
      state: 'shutoff',
      stale: false,
      definitionHash: null,
    })
    const listing = [
      'authList',
      'connectOpen',
      'connectSupportsFeature',
      'connectGetLibVersion',
      'connectGetType',
    ]
    const upToLive = [...listing, 'connectGetAllDomainStats'].reduce(
      (sum, name) => sum + (daemon.calls.get(name) ?? 0),
      0,
    )
    // One registration and three list filters come on top.
    expect(upToLive + 4).toBeLessThanOrEqual(10)
    expect(daemon.count(remote.connectGetAllDomainStats)).toBe(1)
    expect(daemon.count(remote.connectListAllDomains)).toBe(3)
  })

  test('every definition is read behind, once each, and live ones besides for what runs', async () => {
    for (let index = 0; index < 300; index++) daemon.add({ uuid: uuidOf(index), name: `vm${index}` })
    daemon.add({ uuid: uuidOf(900), name: 'runs', id: 1, state: domainState.running })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    expect(daemon.count(remote.domainGetXmlDesc)).toBe(302)
    for (const machine of world.inventory.machines()) {
      expect(machine).toMatchObject({ vcpus: 2, memoryBytes: 64 * 1024 ** 2, unparsed: false })
      expect(machine.definitionHash).toMatch(/^[0-9a-f]{64}$/)
    }
    expect(world.inventory.isSettled(host.id)).toBe(true)
  })

  test('events during the load cost one more call per changed machine at most', async () => {
    const machines = Array.from({ length: 1000 }, (_, index) =>
      daemon.add({ uuid: uuidOf(index), name: `vm${index}` }),
    )
    let storm = false
    daemon.before = name => {
      if (name !== 'domainGetXmlDesc' || storm || daemon.count(remote.domainGetXmlDesc) < 500) return
      storm = true
      for (const machine of machines) {
        machine.xml = machine.xml.replace('<vcpu>2', '<vcpu>3')
        daemon.event(machine, domainLifecycleEvent.defined, 1)
      }
    }
    const host = await goLive('alpha')
    await until(() => [...world.inventory.machines()].every(machine => machine.vcpus === 3))
    await world.inventory.settled(host.id)
    expect(daemon.count(remote.domainGetXmlDesc)).toBeGreaterThan(1000)
    expect(daemon.count(remote.domainGetXmlDesc)).toBeLessThanOrEqual(2000)
    expect(daemon.count(remote.connectGetAllDomainStats)).toBeLessThan(30)
  })

  test('a driver without bulk statistics or events is listed by filters and swept', async () => {
    daemon.bulkStats = false
    daemon.lifecycleEvents = false
    daemon.add({ uuid: uuidOf(1), name: 'off' })
    daemon.add({ uuid: uuidOf(2), name: 'on', id: 1, state: domainState.running })
    daemon.add({ uuid: uuidOf(3), name: 'held', id: 2, state: domainState.paused })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    expect(['off', 'on', 'held'].map(name => world.named(name).state)).toEqual([
      'shutoff',
      'running',
      'paused',
    ])
    expect(world.named('on').stateReason).toBeNull()
    daemon.machines.delete(uuidOf(1))
    await world.inventory.verify(host.id)
    expect(world.names()).toEqual(['held', 'on'])
  })
})

describe('staying true', () => {
  test('lifecycle events change the machine at once, and a stopped one shows its configuration again', async () => {
    const web = daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    web.id = 9
    web.state = domainState.running
    web.reason = 1
    web.configXml = web.xml
    web.xml = web.xml.replace('<vcpu>2', '<vcpu>4').replace("type='qemu'", "type='qemu' id='9'")
    daemon.event(web, domainLifecycleEvent.started, 0)
    await until(() => world.named('web').vcpus === 4)
    expect(world.named('web')).toMatchObject({ id: 9, state: 'running', stateReason: 'booted' })
    expect(world.named('web').startedAtMs).toBeGreaterThan(0)
    expect(world.inventory.definition(world.named('web').key)?.xml).toBe(web.xml)
    const calls = daemon.count(remote.domainGetXmlDesc)
    web.id = -1
    web.state = domainState.shutoff
    web.reason = 2
    daemon.event(web, domainLifecycleEvent.stopped, 1)
    await until(() => world.named('web').state === 'shutoff')
    expect(world.named('web')).toMatchObject({
      id: null,
      stateReason: 'destroyed',
      vcpus: 2,
      startedAtMs: null,
    })
    expect(world.inventory.definition(world.named('web').key)?.xml).toBe(web.configXml)
    expect(daemon.count(remote.domainGetXmlDesc)).toBe(calls)
  })

  test('a machine that is defined, renamed and undefined comes, changes its name and goes', async () => {
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const machine = daemon.add({ uuid: uuidOf(1), name: 'before' })
    daemon.event(machine, domainLifecycleEvent.defined, 0)
    await until(() => world.names().includes('before') && world.named('before').vcpus === 2)
    daemon.event(machine, domainLifecycleEvent.undefined, 1)
    machine.name = 'after'
    machine.xml = fakeXml('after', machine.uuid)
    daemon.event(machine, domainLifecycleEvent.defined, 2)
    await until(() => world.names().includes('after'))
    expect(world.names()).toEqual(['after'])
    daemon.machines.clear()
    daemon.event(machine, domainLifecycleEvent.undefined, 0)
    await until(() => world.names().length === 0)
  })

  test('a transient machine is gone when it stops; a running one that is undefined becomes transient', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'scratch', id: 3, state: domainState.running, persistent: false })
    const kept = daemon.add({ uuid: uuidOf(2), name: 'kept', id: 4, state: domainState.running })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const scratch = daemon.machines.get(uuidOf(1))
    if (!scratch) throw new Error('not there')
    daemon.machines.delete(uuidOf(1))
    daemon.event({ ...scratch, id: -1 }, domainLifecycleEvent.stopped, 1)
    await until(() => !world.names().includes('scratch'))
    kept.persistent = false
    daemon.event(kept, domainLifecycleEvent.undefined, 0)
    await until(() => !world.named('kept').persistent)
    expect(world.named('kept').state).toBe('running')
  })

  test('a machine that another host sends here does not count as running before it does', async () => {
    const web = daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const states = new Set<string>()
    world.inventory.onChange(({ changed }) => {
      for (const { state } of changed) states.add(state)
    })
    Object.assign(web, { id: 9, state: domainState.paused, reason: 2 })
    daemon.event(web, domainLifecycleEvent.started, 1)
    await until(() => states.size > 0)
    expect(world.named('web')).toMatchObject({ id: 9, state: 'paused', stateReason: 'migration' })
    expect([...states]).toEqual(['paused'])
    Object.assign(web, { state: domainState.running, reason: 2 })
    daemon.event(web, domainLifecycleEvent.resumed, 1)
    await until(() => world.named('web').state === 'running')
  })

  test('a connection that ended while it was handed over leaves its host stale', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const live = await world.directory.connection(host.id)
    await world.directory.drop(host.id)
    await expect(world.directory.handOver(live)).rejects.toBeDefined()
    expect(world.inventory.liveness(host.id).live).toBe(false)
    expect(world.named('web').stale).toBe(true)
  })

  test('a machine that appears running, as virsh create makes one, is known as transient', async () => {
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const made = daemon.add({
      uuid: uuidOf(1),
      name: 'made',
      id: 7,
      state: domainState.running,
      reason: 1,
      persistent: false,
    })
    daemon.event(made, domainLifecycleEvent.started, 0)
    await until(() => world.names().includes('made') && world.named('made').vcpus === 2)
    expect(world.named('made')).toMatchObject({
      id: 7,
      state: 'running',
      stateReason: 'booted',
      persistent: false,
    })
  })

  test('what no event told is found by a tick and by the sweep', async () => {
    const silent = daemon.add({
      uuid: uuidOf(1),
      name: 'silent',
      id: 1,
      state: domainState.running,
      reason: 1,
    })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const live = await world.directory.connection(host.id)
    silent.state = domainState.paused
    silent.reason = 1
    const { retStats } = await live.libvirt.call(remote.connectGetAllDomainStats, {
      doms: [],
      stats: 1,
      flags: 1,
    })
    world.inventory.observe(live, retStats)
    await until(() => world.named('silent').state === 'paused')
    silent.autostart = true
    daemon.add({ uuid: uuidOf(2), name: 'new' })
    await world.inventory.verify(host.id)
    expect(world.named('silent').autostart).toBe(true)
    expect(world.named('new').vcpus).toBe(2)
    daemon.machines.delete(uuidOf(2))
    await world.inventory.verify(host.id)
    expect(world.names()).toEqual(['silent'])
  })

  test('a machine that vanishes while its definition is asked for is gone, and nobody else is held up', async () => {
    for (let index = 0; index < 20; index++) daemon.add({ uuid: uuidOf(index), name: `vm${index}` })
    daemon.before = name => {
      if (name === 'domainGetXmlDesc') daemon.machines.delete(uuidOf(3))
    }
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    expect(world.names()).toHaveLength(19)
    expect(world.names()).not.toContain('vm3')
  })

  test('one definition that the daemon refuses to give leaves the rest whole', async () => {
    for (let index = 0; index < 5; index++) daemon.add({ uuid: uuidOf(index), name: `vm${index}` })
    let refused = false
    daemon.before = name => {
      if (name !== 'domainGetXmlDesc' || refused) return
      refused = true
      throw new Refusal(errorCode.internalError, 'cannot format it')
    }
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    expect([...world.inventory.machines()].filter(machine => machine.vcpus === 2)).toHaveLength(4)
    await world.inventory.verify(host.id)
    expect([...world.inventory.machines()].filter(machine => machine.vcpus === 2)).toHaveLength(5)
  })
})

describe('definitions', () => {
  test.each([
    ['text that is no XML', 'not <xml'],
    ['entities and a DTD', `<!DOCTYPE domain [<!ENTITY a "b">]>${fakeXml('&a;', uuidOf(1))}`],
    ['another document', '<network><name>x</name></network>'],
  ])('%s is stored and shown as it is, and the machine is kept', async (_what, xml) => {
    daemon.add({ uuid: uuidOf(1), name: 'odd', xml })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const machine = world.named('odd')
    expect(machine).toMatchObject({ unparsed: true, state: 'shutoff', vcpus: null, disks: [] })
    expect(world.inventory.definition(machine.key)?.xml).toBe(xml)
    await world.restart()
    expect(world.inventory.definition(machine.key)?.xml).toBe(xml)
  })

  test('a definition of 4 MB is taken whole', async () => {
    const filler = `<!-- ${'x'.repeat(3_900_000)} -->`
    daemon.add({ uuid: uuidOf(1), name: 'big', xml: fakeXml('big', uuidOf(1), filler) })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    expect(world.named('big')).toMatchObject({ vcpus: 2, unparsed: false })
    expect(world.inventory.definition(world.named('big').key)?.xml).toHaveLength(
      fakeXml('big', uuidOf(1), filler).length,
    )
  })

  test('every version is kept with its time, and starts make none', async () => {
    const web = daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const first = world.named('web').definitionHash
    web.xml = fakeXml('web', web.uuid, '<video/>')
    daemon.event(web, domainLifecycleEvent.defined, 1)
    await until(() => world.named('web').definitionHash !== first)
    web.configXml = web.xml
    web.xml = web.xml.replace("type='qemu'", "type='qemu' id='2'")
    web.id = 2
    web.state = domainState.running
    daemon.event(web, domainLifecycleEvent.started, 0)
    await until(() => world.inventory.definition(world.named('web').key)?.xml === web.xml)
    await world.restart()
    const versions = world.store.definitions.versions(host.id, world.named('web').uuid)
    expect(versions.map(version => version.hash)).toEqual([world.named('web').definitionHash, first])
  })

  test('one that stays the same is not written to the disk at every look, and its age is told all the same', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const { key, uuid } = world.named('web')
    await until(() => world.store.definitions.versions(host.id, uuid).length === 1)
    const [before] = world.store.definitions.versions(host.id, uuid)
    const told = world.inventory.definition(key)?.asOfMs ?? Number.NaN
    await new Promise(resolve => setTimeout(resolve, 5))
    await world.inventory.verify(host.id)
    expect(world.inventory.definition(key)?.asOfMs).toBeGreaterThan(told)
    await world.restart()
    expect(world.store.definitions.versions(host.id, uuid)).toEqual([before])
  })
})

describe('the fleet', () => {
  test('the same UUID on two hosts is two machines', async () => {
    const other = new FakeDaemon()
    daemon.add({ uuid: uuidOf(1), name: 'here' })
    other.add({ uuid: uuidOf(1), name: 'there', id: 1, state: domainState.running })
    const alpha = await goLive('alpha')
    const beta = await goLive('beta', other)
    expect(world.inventory.machine(machineKey(alpha.id, uuidOf(1) as never))?.name).toBe('here')
    expect(world.inventory.machine(machineKey(beta.id, uuidOf(1) as never))?.state).toBe('running')
    expect(world.names()).toEqual(['here', 'there'])
  })

  test.each([
    'büro & <日本語> "quoted" 💾',
    ' leading and trailing ',
    "'; DROP TABLE machines; --",
    '-rf',
    '42',
    '__proto__',
    'a very long name, '.repeat(200).trim(),
  ])('a machine named %.30j is one like any other', async name => {
    const xml = fakeXml(name.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), uuidOf(1))
    daemon.add({ uuid: uuidOf(1), name, xml })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    expect(world.names()).toEqual([name])
    await world.restart()
    expect(world.names()).toEqual([name])
  })

  test('everything is there after a restart, stale, before any host is reached', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web', id: 3, state: domainState.running, reason: 1 })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const before = world.named('web')
    await world.restart()
    const after = world.named('web')
    expect(after.stale).toBe(true)
    expect({ ...after, stale: false, asOfMs: 0 }).toEqual({ ...before, stale: false, asOfMs: 0 })
    expect(after.asOfMs).toBeGreaterThanOrEqual(before.asOfMs)
    expect(world.inventory.confirmedAtMs(host.id)).toBe(after.asOfMs)
    await expect(world.inventory.settled(host.id)).rejects.toMatchObject({ code: 'host.notLive' })
  })

  test('a dropped host is stale at once and the same again when it is back', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web', id: 3, state: domainState.running, reason: 1 })
    daemon.add({ uuid: uuidOf(2), name: 'gone meanwhile' })
    const deltas: InventoryDelta[] = []
    world.inventory.onChange(delta => deltas.push(delta))
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const started = world.named('web').startedAtMs
    daemon.cut()
    await until(() => world.named('web').stale)
    await until(() => deltas.some(delta => delta.stale.some(state => state.stale)))
    daemon.machines.delete(uuidOf(2))
    await goLive('alpha')
    expect(world.named('web').stale).toBe(false)
    await world.inventory.settled(host.id)
    expect(world.names()).toEqual(['web'])
    expect(world.named('web').startedAtMs).toBe(started)
    await until(() => deltas.some(delta => delta.removed.length > 0))
    expect(deltas.flatMap(delta => delta.stale).at(-1)).toMatchObject({ hostId: host.id, stale: false })
  })

  test('machines carry the names of their host and sites, and follow when those change', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    expect(world.named('web')).toMatchObject({ host: 'alpha', site: null })
    const site = (id: string, parentId: string | null, name: string) =>
      ({ id, parentId, name, production: false, options: {} }) as never
    world.directory.siteList.push(site(uuidOf(81), null, 'Berlin'), site(uuidOf(82), uuidOf(81), 'Rack A'))
    const record = { ...host, name: 'gamma', siteId: uuidOf(82) as never }
    world.directory.records.set(host.id, record)
    world.directory.tell({ type: 'changed', hostId: host.id, record })
    await until(() => world.named('web').host === 'gamma')
    expect(world.named('web')).toMatchObject({ site: 'Berlin / Rack A', siteId: uuidOf(82) })
  })

  test('a removed host takes its machines with it, also what waits to be stored', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web' })
    const removed: MachineKey[] = []
    world.inventory.onChange(delta => removed.push(...delta.removed))
    const host = await goLive('alpha')
    world.store.hosts.remove(host.id)
    world.directory.records.delete(host.id)
    world.directory.tell({ type: 'removed', hostId: host.id })
    expect(world.names()).toEqual([])
    await until(() => removed.length === 1)
    await world.restart()
    expect(world.names()).toEqual([])
  })

  test('what a removed host still says while its connection ends holds up nothing of the others', async () => {
    daemon.add({ uuid: uuidOf(1), name: 'web' })
    const other = new FakeDaemon()
    const host = await goLive('alpha')
    const beta = await goLive('beta', other)
    await Promise.all([world.inventory.settled(host.id), world.inventory.settled(beta.id)])
    let goodbyes = 0
    daemon.before = name => {
      if (name !== 'connectClose' || ++goodbyes > 1) return
      const late = daemon.add({ uuid: uuidOf(2), name: 'late' })
      daemon.event(late, domainLifecycleEvent.defined, 0)
    }
    const gone = world.directory.drop(host.id)
    world.store.hosts.remove(host.id)
    world.directory.records.delete(host.id)
    world.directory.tell({ type: 'removed', hostId: host.id })
    await gone
    expect(goodbyes).toBe(1)
    const db = other.add({ uuid: uuidOf(3), name: 'db' })
    other.event(db, domainLifecycleEvent.defined, 0)
    await until(() => world.names().includes('db'))
    await world.restart()
    expect(world.names()).toEqual(['db'])
  })

  test('events are told, kept and found again after a restart', async () => {
    const web = daemon.add({ uuid: uuidOf(1), name: 'web' })
    const host = await goLive('alpha')
    await world.inventory.settled(host.id)
    const told: string[] = []
    world.inventory.onEvent(event => told.push(event.text))
    daemon.event(web, domainLifecycleEvent.started, 2)
    await until(() => told.length === 1)
    expect(told).toEqual(['Started: restored'])
    await world.restart()
    expect(world.inventory.events().at(-1)).toMatchObject({
      kind: 'lifecycle',
      subject: 'web',
      text: 'Started: restored',
      host: 'alpha',
      hostId: host.id,
    })
  })
})
