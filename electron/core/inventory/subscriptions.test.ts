import { afterEach, beforeEach, expect, test } from 'vitest'
import { domainState, events, remote, uuidBytes } from '../libvirt/index.ts'
import { FakeDaemon, fakeXml } from './testing/fakeDaemon.ts'
import { until, World } from './testing/world.ts'

const uuid = '00000000-0000-4000-8000-000000000001'
const dom = { uuid: uuidBytes(uuid), name: 'web', id: 3 }
const nothing = new Uint8Array(16)

let world: World
let daemon: FakeDaemon
const told: string[] = []

beforeEach(async () => {
  world = new World()
  daemon = new FakeDaemon()
  daemon.add({ uuid, name: 'web', id: 3, state: domainState.running, reason: 1 })
  const host = world.host('alpha')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(host.id)
  told.length = 0
  world.inventory.onEvent(event => told.push(`${event.kind} ${event.subject}: ${event.text}`))
})
afterEach(() => world[Symbol.asyncDispose]())

test('every event that people care about is told in words', async () => {
  daemon.emit(events.domainReboot, { dom })
  daemon.emit(events.domainWatchdog, { dom, action: 2 })
  daemon.emit(events.domainIoErrorReason, {
    dom,
    srcPath: '/data/x.img',
    devAlias: 'vda',
    action: 1,
    reason: 'enospc',
  })
  const nobody = { family: 0, node: '10.0.0.7', service: '5900' }
  for (const phase of [0, 1, 2])
    daemon.emit(events.domainGraphics, {
      dom,
      phase,
      local: nobody,
      remote: nobody,
      authScheme: '',
      subject: [],
    })
  daemon.emit(events.domainControlError, { dom })
  daemon.emit(events.domainBlockJob2, { dom, dst: 'vda', type: 2, status: 3 })
  daemon.emit(events.domainDiskChange, { dom, oldSrcPath: 'a', newSrcPath: null, devAlias: 'vdb', reason: 0 })
  daemon.emit(events.domainPmsuspend, { dom, reason: 0 })
  daemon.emit(events.domainPmwakeup, { dom, reason: 0 })
  daemon.emit(events.domainPmsuspendDisk, { dom, reason: 0 })
  daemon.emit(events.domainDeviceAdded, { dom, devAlias: 'net1' })
  daemon.emit(events.domainDeviceRemoved, { dom, devAlias: 'net1' })
  daemon.emit(events.domainDeviceRemovalFailed, { dom, devAlias: 'net1' })
  daemon.emit(events.domainAgentLifecycle, { dom, state: 1, reason: 0 })
  daemon.emit(events.domainAgentLifecycle, { dom, state: 2, reason: 0 })
  daemon.emit(events.domainJobCompleted, { dom, params: [] })
  daemon.emit(events.domainMemoryFailure, { dom, recipient: 0, action: 0, flags: 0 })
  daemon.emit(events.domainBlockThreshold, { dom, dev: 'vda[1]', path: null, threshold: 1, excess: 2 })
  daemon.emit(events.networkLifecycle, { net: { name: 'lan', uuid: nothing }, event: 2, detail: 0 })
  daemon.emit(events.storagePoolLifecycle, { pool: { name: 'images', uuid: nothing }, event: 3, detail: 0 })
  daemon.emit(events.nodeDeviceLifecycle, { dev: { name: 'usb_1' }, event: 1, detail: 0 })
  daemon.emit(events.secretLifecycle, {
    secret: { uuid: nothing, usageType: 0, usageID: 'x' },
    event: 0,
    detail: 0,
  })
  await until(() => told.length >= 23)
  expect(told).toEqual([
    'reboot web: Rebooted',
    'watchdog web: Watchdog fired: the machine was reset',
    'ioError web: I/O error on /data/x.img (enospc): the machine was paused',
    'graphics web: Console opened from 10.0.0.7',
    'graphics web: Console closed from 10.0.0.7',
    'controlError web: libvirt lost control of its process',
    'blockJob web: Block copy of vda is ready',
    'diskChange web: Disk vdb has another source: none',
    'power web: Suspended to memory',
    'power web: Woken up',
    'power web: Suspended to disk',
    'device web: Device net1 added',
    'device web: Device net1 removed',
    'device web: The guest refused to give up net1',
    'agent web: Guest agent connected',
    'agent web: Guest agent disconnected',
    'job web: Job completed',
    'memoryFailure web: Memory of the host failed',
    'blockThreshold web: Disk vda[1] grew beyond its threshold',
    'network lan: Network started',
    'pool images: Pool stopped',
    'nodeDevice usb_1: Device removed',
    'secret secret: Secret defined',
  ])
})

test('a balloon sets the memory without a call', async () => {
  const calls = daemon.count()
  daemon.emit(events.domainBalloonChange, { dom, actual: 32 * 1024 })
  await until(() => world.named('web').memoryBytes === 32 * 1024 ** 2)
  expect(daemon.count()).toBe(calls)
})

test.each([
  ['a device that came', () => daemon.emit(events.domainDeviceAdded, { dom, devAlias: 'x' })],
  ['metadata', () => daemon.emit(events.domainMetadataChange, { dom, type: 1, nsuri: null })],
  ['a tunable', () => daemon.emit(events.domainTunable, { dom, params: [] })],
  ['a medium', () => daemon.emit(events.domainTrayChange, { dom, devAlias: 'ide0', reason: 0 })],
  ['a block job', () => daemon.emit(events.domainBlockJob2, { dom, dst: 'vda', type: 1, status: 0 })],
])('after %s the definition is read again', async (_what, emit) => {
  const machine = daemon.machines.get(uuid)
  if (!machine) throw new Error('not there')
  machine.xml = fakeXml('web', uuid, '<video/>').replace('<vcpu>2', '<vcpu>7')
  emit()
  await until(() => world.named('web').vcpus === 7)
})

test('an I/O error that paused the machine is seen in its state', async () => {
  const machine = daemon.machines.get(uuid)
  if (!machine) throw new Error('not there')
  Object.assign(machine, { state: domainState.paused, reason: 5 })
  daemon.emit(events.domainIoErrorReason, { dom, srcPath: '/x', devAlias: 'vda', action: 1, reason: '' })
  await until(() => world.named('web').stateReason === 'ioerror')
})

test.each([
  [
    'networks',
    remote.connectListAllNetworks,
    () => daemon.emit(events.networkLifecycle, { net: { name: 'n', uuid: nothing }, event: 1, detail: 0 }),
  ],
  [
    'storage',
    remote.connectListAllStoragePools,
    () => daemon.emit(events.storagePoolRefresh, { pool: { name: 'p', uuid: nothing } }),
  ],
  [
    'devices',
    remote.connectListAllNodeDevices,
    () => daemon.emit(events.nodeDeviceUpdate, { dev: { name: 'd' } }),
  ],
] as const)('after an event of %s they are read again, once for many', async (_what, procedure, emit) => {
  const before = daemon.count(procedure)
  for (let time = 0; time < 20; time++) emit()
  await until(() => daemon.count(procedure) > before)
  const once = daemon.count(procedure) - before
  await new Promise(resolve => setTimeout(resolve, 400))
  expect(daemon.count(procedure) - before).toBe(once)
})
