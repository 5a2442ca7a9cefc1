import { expect, test } from 'vitest'
import type { HostInterface } from '../../../shared/models/resources.ts'
import { errorCode, remote } from '../libvirt/index.ts'
import { FakeDaemon, Refusal } from './testing/fakeDaemon.ts'
import { World } from './testing/world.ts'

const eth0 = { name: 'eth0', mac: '02:00:00:00:00:01' }
const br0 = { name: 'br0', mac: '' }

test('are read with what they stand on, active or not, also where a text cannot be read', async () => {
  await using world = new World()
  const daemon = new FakeDaemon()
  daemon.answer(remote.connectListAllInterfaces, ({ flags }: { flags: number }) => {
    const ifaces = flags === 0 ? [eth0, br0] : [br0]
    return { ifaces, ret: ifaces.length }
  })
  daemon.answer(remote.interfaceGetXmlDesc, ({ iface }: { iface: { name: string } }) => ({
    xml:
      iface.name === 'br0'
        ? `<interface type='bridge' name='br0'><bridge><interface name='eth0'/></bridge></interface>`
        : 'not XML',
  }))
  const host = world.host('alpha')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(host.id)
  expect(world.inventory.resources<HostInterface>(host.id, 'interface').items).toMatchObject([
    { name: 'br0', active: true, type: 'bridge', members: ['eth0'], mac: null },
    { name: 'eth0', active: false, type: null, members: [], mac: '02:00:00:00:00:01' },
  ])
})

test('a host without an interface driver is settled all the same', async () => {
  await using world = new World()
  const daemon = new FakeDaemon()
  daemon.answer(remote.connectListAllInterfaces, () => {
    throw new Refusal(errorCode.noSupport)
  })
  const host = world.host('alpha')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(host.id)
  expect(world.inventory.resources<HostInterface>(host.id, 'interface')).toMatchObject({
    items: [],
    asOfMs: null,
  })
})
