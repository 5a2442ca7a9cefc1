import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import {
  domainLifecycleEvent,
  domainState,
  errorCode,
  events,
  remote,
  type TypedParam,
  uuidBytes,
} from '../libvirt/index.ts'
import type { HostTransport } from '../transport/index.ts'
import { FakeDaemon, fakeXml, Refusal } from './testing/fakeDaemon.ts'
import { noShell } from './testing/liveHost.ts'
import { until, World } from './testing/world.ts'

const uuid = '00000000-0000-4000-8000-000000000001'
const mac = '52:54:00:00:00:07'
const nic = `<interface type='bridge'><mac address='${mac}'/><source bridge='br0'/></interface>`
const agent = (state: string) =>
  `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='${state}'/></channel>`

let world: World
let daemon: FakeDaemon

beforeEach(() => {
  world = new World()
  daemon = new FakeDaemon()
})
afterEach(() => world[Symbol.asyncDispose]())

/** A shell that knows the neighbour table and nothing else. */
const shell = (neighbours: string): HostTransport => ({
  ...noShell,
  kind: 'ssh',
  exec: async command => ({
    ...{ stdout: command.includes('ip neigh') ? neighbours : '', stderr: '', code: 0, truncated: false },
  }),
})

async function goLive(devices: string, transport: HostTransport): Promise<HostId> {
  const xml = fakeXml('web', uuid, devices)
  daemon.add({ uuid, name: 'web', id: 3, state: domainState.running, reason: 1, xml })
  const host = world.host('alpha')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system', transport })
  await world.inventory.settled(host.id)
  return host.id
}

const addresses = () => world.named('web').nics[0]?.addresses
const answer = (...addrs: string[]) => ({
  ifaces: [
    { name: 'eth0', hwaddr: mac.toUpperCase(), addrs: addrs.map(addr => ({ type: 0, addr, prefix: 24 })) },
    { name: 'lo', hwaddr: null, addrs: [{ type: 0, addr: '127.0.0.1', prefix: 8 }] },
  ],
})

test('what the host saw on its networks is known of all machines by one command, without a call', async () => {
  await goLive(nic, shell(`10.0.0.7 dev br0 lladdr ${mac} REACHABLE\n`))
  expect(addresses()).toEqual(['10.0.0.7'])
  expect(daemon.count(remote.domainInterfaceAddresses)).toBe(0)
})

test('where there is no shell libvirt is asked, by ARP', async () => {
  let source = -1
  daemon.answer(remote.domainInterfaceAddresses, args => {
    source = args.source
    return answer('10.0.0.8')
  })
  await goLive(nic, noShell)
  expect([addresses(), source]).toEqual([['10.0.0.8'], 2])
})

test('a connected agent is asked first, and what reaches nobody is left out', async () => {
  let source = -1
  daemon.answer(remote.domainInterfaceAddresses, args => {
    source = args.source
    return answer('10.0.0.9', 'fe80::1', '2001:db8::9')
  })
  await goLive(nic + agent('connected'), shell(`10.0.0.7 dev br0 lladdr ${mac} STALE\n`))
  expect([addresses(), source]).toEqual([['10.0.0.9', '2001:db8::9', '10.0.0.7'], 1])
})

test('an agent that is not connected, or does not answer, is no obstacle', async () => {
  daemon.answer(remote.domainInterfaceAddresses, () => {
    throw new Refusal(errorCode.agentUnresponsive)
  })
  const hostId = await goLive(nic + agent('disconnected'), shell(''))
  expect(daemon.count(remote.domainInterfaceAddresses)).toBe(0)
  daemon.emit(events.domainAgentLifecycle, {
    dom: { uuid: uuidBytes(uuid), name: 'web', id: 3 },
    state: 1,
    reason: 0,
  })
  await until(() => world.inventory.events().some(event => event.kind === 'agent'))
  await world.inventory.verify(hostId)
  expect(daemon.count(remote.domainInterfaceAddresses)).toBe(1)
  expect(addresses()).toEqual([])
})

test('a machine that runs anew does not show what its guest told in the run before', async () => {
  daemon.answer(remote.domainInterfaceAddresses, () => answer('10.0.0.9'))
  await goLive(nic + agent('connected'), shell(''))
  expect(addresses()).toEqual(['10.0.0.9'])
  const web = daemon.machines.get(uuid)
  if (!web) throw new Error('not there')
  daemon.answer(remote.domainInterfaceAddresses, () => {
    throw new Refusal(errorCode.agentUnresponsive)
  })
  Object.assign(web, { id: -1, state: domainState.shutoff })
  daemon.event(web, domainLifecycleEvent.stopped, 1)
  await until(() => world.named('web').id === null)
  Object.assign(web, { id: 4, state: domainState.running, xml: fakeXml('web', uuid, nic) })
  daemon.event(web, domainLifecycleEvent.started, 0)
  await until(() => world.inventory.runningDefinition(world.named('web').key)?.xml === web.xml)
  await world.inventory.verify(world.named('web').hostId)
  expect(addresses()).toEqual([])
})

test('a shell that fails is like none', async () => {
  daemon.answer(remote.domainInterfaceAddresses, () => answer('10.0.0.8'))
  const broken: HostTransport = {
    ...noShell,
    kind: 'ssh',
    exec: () => Promise.reject(new AppError('channel.refused', 'no session here')),
  }
  await goLive(nic, broken)
  expect(addresses()).toEqual(['10.0.0.8'])
})

test('an address that the definition itself gives stays, running or not', async () => {
  await goLive(nic.replace('</interface>', "<ip address='192.0.2.5'/></interface>"), shell(''))
  expect(addresses()).toEqual(['192.0.2.5'])
})

test('disk sizes come from a bulk call, and later from ticks', async () => {
  const disk = "<disk type='file'><source file='/images/a'/><target dev='vda'/></disk>"
  let physical = 100
  const params = (): TypedParam[] => [
    { field: 'block.count', type: 'uint', value: 1 },
    { field: 'block.0.name', type: 'string', value: 'vda' },
    { field: 'block.0.path', type: 'string', value: '/images/a' },
    { field: 'block.0.capacity', type: 'ullong', value: 1000 },
    { field: 'block.0.physical', type: 'ullong', value: physical },
  ]
  const hostId = await (async () => {
    daemon.add({
      uuid,
      name: 'web',
      id: 3,
      state: domainState.running,
      reason: 1,
      xml: fakeXml('web', uuid, disk),
      stats: params,
    })
    const host = world.host('alpha')
    await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system', transport: shell('') })
    await world.inventory.settled(host.id)
    return host.id
  })()
  expect(world.named('web').disks[0]).toMatchObject({ capacityBytes: 1000, allocationBytes: 100 })
  physical = 300
  const live = await world.directory.connection(hostId)
  const { retStats } = await live.libvirt.call(remote.connectGetAllDomainStats, {
    doms: [],
    stats: 63,
    flags: 1,
  })
  world.inventory.observe(live, retStats)
  expect(world.named('web').disks[0]).toMatchObject({ allocationBytes: 300 })
})
