import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { type Clock, systemClock } from '../clock.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import { errorCode, events, remote, storagePoolState, uuidBytes } from '../libvirt/index.ts'
import { libvirtdMissing } from '../testing/libvirtd.ts'
import { FakeDaemon, Refusal } from './testing/fakeDaemon.ts'
import { TestDriverWorld } from './testing/testDriverWorld.ts'
import { until, World } from './testing/world.ts'

const gibibyte = 1024 ** 3

describe.skipIf(libvirtdMissing() !== null)(
  `storage of a real libvirtd (${libvirtdMissing() ?? 'present'})`,
  () => {
    let there: TestDriverWorld
    beforeAll(async () => {
      there = await TestDriverWorld.start()
    })
    afterAll(() => there?.[Symbol.asyncDispose]())

    const pools = () => there.inventory.resources<Pool>(there.hostId, 'pool').items
    const volumes = () => there.inventory.resources<Volume>(there.hostId, 'volume').items

    test('pools are what virsh says', () => {
      expect(pools()).toMatchObject([
        {
          ...{ name: 'default-pool', state: 'running', type: 'dir', path: '/default-pool', persistent: true },
          ...{
            autostart: false,
            capacityBytes: 100 * gibibyte,
            allocationBytes: 0,
            availableBytes: 100 * gibibyte,
          },
        },
      ])
    })

    test('volumes come with their sizes, which disks of machines take over', async () => {
      await virsh(there.uri, 'vol-create-as', 'default-pool', 'data.img', '5G')
      await there.inventory.verify(there.hostId)
      expect(volumes()).toMatchObject([
        {
          pool: 'default-pool',
          name: 'data.img',
          path: '/default-pool/data.img',
          capacityBytes: 5 * gibibyte,
        },
      ])
      const disk = (source: string) =>
        `<disk type='file'><source file='${source}'/><target dev='vda' bus='virtio'/></disk>`
      await there.define('uses', disk('/default-pool/data.img'))
      await there.until(() => there.named('uses').disks[0]?.capacityBytes === 5 * gibibyte)
      await there.define('other', disk('/elsewhere/data.img'))
      await there.until(() => there.named('other').disks.length === 1)
      expect(there.named('other').disks[0]?.capacityBytes).toBeNull()
    })

    test('a pool that stops says nothing of sizes, and its volumes are out of sight', async () => {
      await virsh(there.uri, 'pool-destroy', 'default-pool')
      await there.until(() => pools()[0]?.state === 'inactive')
      expect(pools()[0]).toMatchObject({ capacityBytes: null, availableBytes: null })
      expect(volumes()).toEqual([])
      // What was known last of a disk is still the best answer.
      expect(there.named('uses').disks[0]?.capacityBytes).toBe(5 * gibibyte)
    })
  },
)

test('a volume that the host cannot look into is still there, one that is gone is not', async () => {
  await using world = new World()
  const daemon = new FakeDaemon()
  const pool = { name: 'nfs', uuid: uuidBytes('00000000-0000-4000-8000-0000000000aa') }
  const vols = ['fine', 'broken', 'gone'].map(name => ({ pool: 'nfs', name, key: `/nfs/${name}` }))
  const info = { state: storagePoolState.running as number, capacity: 10, allocation: 5, available: 5 }
  daemon.answer(remote.connectListAllStoragePools, () => ({ pools: [pool], ret: 1 }))
  daemon.answer(remote.storagePoolGetInfo, () => info)
  daemon.answer(remote.storagePoolGetXmlDesc, () => ({ xml: '<pool type="netfs"/>' }))
  daemon.answer(remote.storagePoolListAllVolumes, () => ({ vols, ret: vols.length }))
  daemon.answer(remote.storageVolGetXmlDesc, ({ vol }) => {
    if (vol.name === 'broken') throw new Refusal(errorCode.systemError, 'Input/output error')
    if (vol.name === 'gone') throw new Refusal(errorCode.noStorageVol)
    return { xml: '<volume><name>fine</name><capacity unit="bytes">7</capacity></volume>' }
  })
  const { id } = world.host('alpha')
  await world.directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(id)
  const found = world.inventory.resources<Volume>(id, 'volume').items
  expect(found.map(({ name, capacityBytes }) => [name, capacityBytes])).toEqual([
    ['broken', null],
    ['fine', 7],
  ])
})

describe('volumes on a dead server', () => {
  const uuidOf = (number: number) => uuidBytes(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)
  const hurried: Clock = { ...systemClock, after: (ms, work) => systemClock.after(ms / 100, work) }

  /** A host with a local pool among four on one NFS server, whose volumes are not answered until `revive`. */
  async function deadServer(world: World) {
    const daemon = new FakeDaemon()
    daemon.served = 5
    const names = ['nfs1', 'nfs2', 'fine', 'nfs3', 'nfs4']
    const pools = names.map((name, index) => ({ name, uuid: uuidOf(index) }))
    const info = { state: storagePoolState.running, capacity: 10, allocation: 5, available: 5 }
    daemon.answer(remote.connectListAllStoragePools, () => ({ pools, ret: pools.length }))
    daemon.answer(remote.storagePoolGetInfo, () => info)
    daemon.answer(remote.storagePoolGetXmlDesc, ({ pool }) => ({
      xml: `<pool type="${pool.name === 'fine' ? 'dir' : 'netfs'}"><name>${pool.name}</name></pool>`,
    }))
    daemon.answer(remote.storagePoolListAllVolumes, ({ pool }) => {
      const vols = Array.from({ length: 8 }, (_, index) => {
        const name = `vol${index}`
        return { pool: pool.name, name, key: `/${pool.name}/${name}` }
      })
      return { vols, ret: vols.length }
    })
    const revived = Promise.withResolvers<void>()
    let hanging = 0
    daemon.before = (procedure, args) => {
      if (procedure !== remote.storageVolGetXmlDesc.name) return
      const { vol } = args as { vol: { pool: string } }
      if (vol.pool === 'fine') return
      hanging++
      return revived.promise
    }
    daemon.answer(remote.storageVolGetXmlDesc, ({ vol }) => ({
      xml: `<volume><name>${vol.name}</name><capacity unit="bytes">7</capacity></volume>`,
    }))
    const { id } = world.host('alpha')
    const live = await world.directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' })
    const found = () => Map.groupBy(world.inventory.resources<Volume>(id, 'volume').items, ({ pool }) => pool)
    return { id, live, found, hanging: () => hanging, revive: () => revived.resolve() }
  }

  test('hold up neither the other pools nor the connection, however often they are looked for', async () => {
    await using world = new World(hurried)
    const { id, live, found, hanging, revive } = await deadServer(world)
    await world.inventory.settled(id)
    expect(found().get('fine')).toHaveLength(8)
    for (let look = 0; look < 4; look++) await world.inventory.verify(id)
    expect(await live.libvirt.call(remote.connectGetHostname)).toEqual({ hostname: 'fake' })
    expect(hanging()).toBe(2)
    expect(world.inventory.freshness(id, 'pool').asOfMs).not.toBeNull()
    expect(world.inventory.freshness(id, 'volume').asOfMs).toBeNull()
    revive()
    await world.inventory.verify(id)
    expect(world.inventory.freshness(id, 'volume').asOfMs).not.toBeNull()
    expect([...found().values()].map(({ length }) => length)).toEqual([8, 8, 8, 8, 8])
  })
})

test('a reading that took long does not come over a newer one', async () => {
  const hurried: Clock = {
    ...systemClock,
    // Sweeps would heal it.
    after: (ms, work) => systemClock.after(ms < 1_000 ? ms / 100 : ms * 100, work),
  }
  await using world = new World(hurried)
  const daemon = new FakeDaemon()
  const pool = { name: 'local', uuid: uuidBytes('00000000-0000-4000-8000-0000000000aa') }
  const vol = { pool: 'local', name: 'disk', key: '/local/disk' }
  const info = { state: storagePoolState.running as number, capacity: 10, allocation: 5, available: 5 }
  daemon.answer(remote.connectListAllStoragePools, () => ({ pools: [pool], ret: 1 }))
  daemon.answer(remote.storagePoolGetInfo, () => info)
  daemon.answer(remote.storagePoolGetXmlDesc, () => ({ xml: '<pool type="dir"><name>local</name></pool>' }))
  daemon.answer(remote.storagePoolListAllVolumes, () => ({ vols: [vol], ret: 1 }))
  daemon.answer(remote.storageVolGetXmlDesc, () => ({ xml: '<volume><name>disk</name></volume>' }))
  const { id } = world.host('alpha')
  await world.directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(id)
  const volumes = () => world.inventory.resources<Volume>(id, 'volume').items.length
  const state = () => world.inventory.resources<Pool>(id, 'pool').items[0]?.state
  expect(volumes()).toBe(1)
  const held = Promise.withResolvers<void>()
  let holds = 0
  daemon.before = name => {
    if (name !== remote.storageVolGetXmlDesc.name || holds++ > 0) return
    return held.promise
  }
  daemon.emit(events.storagePoolRefresh, { pool })
  await until(() => holds === 1)
  info.state = storagePoolState.inactive
  daemon.emit(events.storagePoolLifecycle, { pool, event: 3, detail: 0 })
  await new Promise(resolve => setTimeout(resolve, 100))
  held.resolve()
  await until(() => state() === 'inactive')
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(volumes()).toBe(0)
})
