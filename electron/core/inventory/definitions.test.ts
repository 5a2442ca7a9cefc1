import { afterEach, beforeEach, expect, test } from 'vitest'
import { domainLifecycleEvent, domainState, remote } from '../libvirt/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { FakeDaemon, type FakeMachine } from './testing/fakeDaemon.ts'
import { until, World } from './testing/world.ts'

/** More than an event is gathered for. */
const GATHERED_MS = 100

let clock: ManualClock
let world: World
let daemon: FakeDaemon
let web: FakeMachine

beforeEach(async () => {
  clock = new ManualClock()
  world = new World(clock)
  daemon = new FakeDaemon()
  web = daemon.add({ uuid: '00000000-0000-4000-8000-000000000001', name: 'web' })
  const host = world.host('alpha')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(host.id)
})
afterEach(() => world[Symbol.asyncDispose]())

async function start(): Promise<void> {
  web.id = 9
  web.state = domainState.running
  daemon.event(web, domainLifecycleEvent.started, 0)
  await until(() => world.named('web').state === 'running')
}

/** Reads asked for so far, once those under way are answered. */
async function reads(): Promise<number> {
  await world.inventory.refreshMachine(world.named('web').key)
  return daemon.count(remote.domainGetXmlDesc)
}

test('a running machine is read once for its start', async () => {
  const before = await reads()
  await start()
  clock.advance(GATHERED_MS)
  await until(() => daemon.count(remote.domainGetXmlDesc) === before + 1)
  // The reading of both definitions that follows is all that comes on top.
  expect(await reads()).toBe(before + 3)
})

test('what was read after an event is not read once more for it', async () => {
  const before = await reads()
  await start()
  const between = await reads()
  expect(between).toBe(before + 2)
  clock.advance(GATHERED_MS)
  expect(await reads()).toBe(between + 2)
})

test('a reading that began before the event is repeated after it', async () => {
  await start()
  const held = Promise.withResolvers<void>()
  let asked = 0
  daemon.before = async name => {
    if (name !== 'domainGetXmlDesc' || ++asked > 1) return
    await held.promise
  }
  clock.advance(GATHERED_MS)
  await until(() => asked === 1)
  web.xml = web.xml.replace('<vcpu>2', '<vcpu>3')
  daemon.event(web, domainLifecycleEvent.started, 0)
  await until(() => world.inventory.events().filter(({ kind }) => kind === 'lifecycle').length === 2)
  clock.advance(GATHERED_MS)
  held.resolve()
  await until(() => asked === 2 && world.named('web').vcpus === 3)
})

test('live definitions beyond a bound are dropped, the oldest first, and the stored one stands in', async () => {
  const padding = `<description>${'x'.repeat(3_900_000)}</description>`
  const running = Array.from({ length: 18 }, (_, number) => {
    const uuid = `00000000-0000-4000-8000-0000000001${number.toString().padStart(2, '0')}`
    const machine = daemon.add({ uuid, name: `large${number}`, id: 100 + number, state: domainState.running })
    machine.configXml = machine.xml
    machine.xml = machine.xml.replace('<vcpu', `${padding}<vcpu`)
    return machine
  })
  for (const machine of running) daemon.event(machine, domainLifecycleEvent.started, 0)
  await until(() => {
    clock.advance(GATHERED_MS)
    return world.names().length === running.length + 1
  })
  for (const { name } of running) await world.inventory.refreshMachine(world.named(name).key)
  const lengths = running.map(
    ({ name }) => world.inventory.definition(world.named(name).key)?.xml.length ?? 0,
  )
  expect(lengths.filter(length => length > 3_900_000)).toHaveLength(17)
  expect(lengths.filter(length => length < 10_000)).toHaveLength(1)
})
