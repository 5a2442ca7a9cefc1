import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lease, Network } from '../../../shared/models/resources.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import { domainState, remote, uuidBytes } from '../libvirt/index.ts'
import { libvirtdMissing } from '../testing/libvirtd.ts'
import { FakeDaemon, fakeXml } from './testing/fakeDaemon.ts'
import { TestDriverWorld } from './testing/testDriverWorld.ts'
import { World } from './testing/world.ts'

describe.skipIf(libvirtdMissing() !== null)(
  `networks of a real libvirtd (${libvirtdMissing() ?? 'present'})`,
  () => {
    let there: TestDriverWorld
    beforeAll(async () => {
      there = await TestDriverWorld.start()
    })
    afterAll(() => there?.[Symbol.asyncDispose]())

    const networks = () => there.inventory.resources<Network>(there.hostId, 'network')

    test('are what virsh says', () => {
      const { items, asOfMs, stale } = networks()
      expect(items).toMatchObject([
        {
          name: 'default',
          active: true,
          persistent: true,
          bridge: 'virbr0',
          forward: 'nat',
          addresses: ['192.168.122.1/24'],
        },
      ])
      expect([stale, (asOfMs ?? 0) > 0]).toEqual([false, true])
    })

    test('follow what happens to them', async () => {
      await virsh(there.uri, 'net-destroy', 'default')
      await there.until(() => networks().items[0]?.active === false)
      await virsh(there.uri, 'net-undefine', 'default')
      await there.until(() => networks().items.length === 0)
      await virsh(
        there.uri,
        'net-create',
        await there.file(`<network><name>new &amp; odd</name><ip address='10.9.0.1' prefix='24'/></network>`),
      )
      await there.until(() => networks().items.length === 1)
      expect(networks().items).toMatchObject([
        {
          name: 'new & odd',
          active: true,
          persistent: false,
          autostart: false,
          forward: null,
          addresses: ['10.9.0.1/24'],
        },
      ])
    })
  },
)

describe('leases', () => {
  const mac = '52:54:00:00:00:07'
  const uuid = '00000000-0000-4000-8000-000000000001'
  const lan = { name: 'lan', uuid: uuidBytes('00000000-0000-4000-8000-0000000000aa') }
  const lease = (ipaddr: string, written: string | null = mac.toUpperCase()) => ({
    ...{ iface: 'virbr0', expirytime: 2_000_000_000, type: 0, mac: written, iaid: null, ipaddr, prefix: 24 },
    ...{ hostname: 'web', clientid: null },
  })

  test('are read of active networks, and machines carry the leased addresses while they run', async () => {
    await using world = new World()
    const daemon = new FakeDaemon()
    let leases = [lease('192.168.1.7'), lease('192.168.1.8', null)]
    daemon.answer(remote.connectListAllNetworks, () => ({ nets: [lan], ret: 1 }))
    daemon.answer(remote.networkGetXmlDesc, () => ({ xml: 'not XML at all' }))
    daemon.answer(remote.networkGetDhcpLeases, () => ({ leases, ret: leases.length }))
    const xml = fakeXml('web', uuid, `<interface type='network'><mac address='${mac}'/></interface>`)
    const web = daemon.add({ uuid, name: 'web', id: 3, state: domainState.running, reason: 1, xml })
    const host = world.host('alpha')
    await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
    await world.inventory.settled(host.id)
    expect(world.inventory.resources<Lease>(host.id, 'lease').items).toEqual([
      {
        ...{ network: 'lan', mac, address: '192.168.1.7', prefix: 24, hostname: 'web' },
        expiresAtMs: 2_000_000_000_000,
      },
    ])
    // A network whose XML cannot be read is there all the same.
    expect(world.inventory.resources<Network>(host.id, 'network').items).toMatchObject([
      { name: 'lan', bridge: null },
    ])
    expect(world.named('web').nics[0]?.addresses).toEqual(['192.168.1.7'])
    leases = [lease('192.168.1.9')]
    await world.inventory.verify(host.id)
    expect(world.named('web').nics[0]?.addresses).toEqual(['192.168.1.9'])
    Object.assign(web, { id: -1, state: domainState.shutoff, reason: 1 })
    await world.inventory.verify(host.id)
    expect(world.named('web').nics[0]?.addresses).toEqual([])
  })
})
