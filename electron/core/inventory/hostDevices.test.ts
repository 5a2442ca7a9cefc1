import { expect, test } from 'vitest'
import { domainState, remote } from '../libvirt/index.ts'
import { HostDeviceUses } from './hostDevices.ts'
import { FakeDaemon, fakeXml } from './testing/fakeDaemon.ts'
import { World } from './testing/world.ts'

const uuid = (last: number) => `00000000-0000-4000-8000-00000000000${last}`
const devices: Record<string, string> = {
  pci_0000_01_00_0: `<device><name>pci_0000_01_00_0</name><driver><name>vfio-pci</name></driver>
    <capability type='pci'><domain>0</domain><bus>1</bus><slot>0</slot><function>0</function>
    <product id='0x1'>GPU</product><iommuGroup number='13'/></capability></device>`,
  net_eth0: `<device><name>net_eth0</name><capability type='net'><interface>eth0</interface></capability></device>`,
  odd: 'not XML',
}
const gpu = `<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev>`

test('sets the devices of a host beside the machines that take them', async () => {
  await using world = new World()
  const daemon = new FakeDaemon()
  const names = Object.keys(devices).map(name => ({ name }))
  daemon.answer(remote.connectListAllNodeDevices, () => ({ devices: names, ret: names.length }))
  daemon.answer(remote.nodeDeviceGetXmlDesc, ({ name }: { name: string }) => ({ xml: devices[name] ?? '' }))
  daemon.add({
    uuid: uuid(1),
    name: 'render',
    id: 3,
    state: domainState.running,
    reason: 1,
    xml: fakeXml('render', uuid(1), gpu),
  })
  daemon.add({ uuid: uuid(2), name: 'spare', xml: fakeXml('spare', uuid(2), gpu) })
  daemon.add({
    uuid: uuid(3),
    name: 'edge',
    xml: fakeXml('edge', uuid(3), `<interface type='direct'><source dev='eth0'/></interface>`),
  })
  const host = world.host('alpha')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(host.id)
  const uses = new HostDeviceUses(world.store, world.inventory)
  const { items, stale } = uses.of(host.id)
  expect(stale).toBe(false)
  const named = (name: string) => items.find(item => item.name === name)
  expect(named('pci_0000_01_00_0')).toMatchObject({
    address: '0000:01:00.0',
    driver: 'vfio-pci',
    iommuGroup: 13,
  })
  expect(named('pci_0000_01_00_0')?.usedBy.toSorted((a, b) => a.name.localeCompare(b.name))).toMatchObject([
    { name: 'render', running: true },
    { name: 'spare', running: false },
  ])
  expect(named('net_eth0')?.usedBy).toMatchObject([{ name: 'edge' }])
  expect(named('odd')).toMatchObject({ address: null, usedBy: [] })
})
