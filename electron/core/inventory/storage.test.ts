import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { type Clock, systemClock } from '../clock.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import {
  domainState,
  domainStatsGroup,
  errorCode,
  events,
  remote,
  storagePoolState,
  uuidBytes,
  uuidText,
} from '../libvirt/index.ts'
import { libvirtdMissing } from '../testing/libvirtd.ts'
import { FakeDaemon, fakeXml, Refusal } from './testing/fakeDaemon.ts'
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

describe('pools that do not answer', () => {
  const uuidOf = (number: number) => uuidBytes(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)
  const hurried: Clock = { ...systemClock, after: (ms, work) => systemClock.after(ms / 100, work) }
  type Names = Readonly<Record<string, { type: string; dead: boolean }>>
  const dead = (type: string) => ({ type, dead: true })
  const fine = { type: 'dir', dead: false }

  /**
   * A daemon that looks at the volumes of dead pools until `revive`, and keeps the pool locked meanwhile as libvirt
   * does: what is asked of the pool, or of all pools, waits too.
   */
  function deadServer(kinds: Names) {
    const daemon = new FakeDaemon()
    const pools = Object.keys(kinds).map((name, index) => ({ name, uuid: uuidOf(index) }))
    const info = { state: storagePoolState.running, capacity: 10, allocation: 5, available: 5 }
    daemon.answer(remote.connectListAllStoragePools, () => ({ pools, ret: pools.length }))
    daemon.answer(remote.storagePoolGetInfo, () => info)
    daemon.answer(remote.storagePoolGetXmlDesc, ({ pool: { name } }) => ({
      xml: `<pool type="${kinds[name]?.type}"><name>${name}</name><target><path>/${name}</path></target></pool>`,
    }))
    daemon.answer(remote.storagePoolListAllVolumes, ({ pool }) => {
      const vols = Array.from({ length: 8 }, (_, index) => {
        const name = `vol${index}`
        return { pool: pool.name, name, key: `/${pool.name}/${name}` }
      })
      return { vols, ret: vols.length }
    })
    const revived = Promise.withResolvers<void>()
    const locked = new Set<string>()
    const waits: string[] = []
    let isDead = true
    daemon.before = (procedure, args) => {
      if (!isDead) return
      const { vol, pool } = (args ?? {}) as { vol?: { pool: string }; pool?: { name: string } | null }
      const name = vol?.pool ?? pool?.name
      const isListed = procedure === remote.connectListAllStoragePools.name && locked.size > 0
      const isLook = procedure === remote.storageVolGetXmlDesc.name && kinds[name ?? '']?.dead === true
      if (isLook) locked.add(name ?? '')
      if (!isListed && !locked.has(name ?? '')) return
      waits.push(`${procedure} ${name ?? ''}`)
      return revived.promise
    }
    daemon.answer(remote.storageVolGetXmlDesc, ({ vol }) => ({
      xml: `<volume><name>${vol.name}</name><capacity unit="bytes">7</capacity></volume>`,
    }))
    const revive = () => {
      isDead = false
      revived.resolve()
    }
    return { daemon, waits, revive, lock: (name: string) => locked.add(name) }
  }

  /** The state of each pool and how many of its volumes are known. */
  const told = ({ inventory }: World, id: HostId) => {
    const volumes = inventory.resources<Volume>(id, 'volume').items
    const pools = inventory.resources<Pool>(id, 'pool').items
    const counted = pools.map(({ name, state }) => [
      name,
      `${state} ${volumes.filter(({ pool }) => pool === name).length}`,
    ])
    return Object.fromEntries(counted)
  }

  const goLive = async (world: World, id: HostId, daemon: FakeDaemon) => {
    const live = await world.directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' })
    await world.inventory.settled(id)
    return live
  }

  test('on one server hold up neither the other pools nor the connection, however often they are looked for', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const nfs = dead('netfs')
    const { daemon, waits, revive } = deadServer({ nfs1: nfs, nfs2: nfs, fine, nfs3: nfs, nfs4: nfs })
    daemon.served = 5
    const live = await goLive(world, id, daemon)
    const states = {
      ...{ nfs1: 'unanswered 0', nfs2: 'unanswered 0', fine: 'running 8' },
      ...{ nfs3: 'unread 0', nfs4: 'unread 0' },
    }
    expect(told(world, id)).toEqual(states)
    const lists = daemon.count(remote.connectListAllStoragePools)
    for (let look = 0; look < 4; look++) await world.inventory.verify(id)
    expect(told(world, id)).toEqual(states)
    expect(await live.libvirt.call(remote.connectGetHostname)).toEqual({ hostname: 'fake' })
    expect(waits).toEqual(['storageVolGetXmlDesc nfs1', 'storageVolGetXmlDesc nfs2'])
    expect(daemon.count(remote.connectListAllStoragePools)).toBe(lists)
    expect(world.inventory.freshness(id, 'pool').asOfMs).not.toBeNull()
    expect(world.inventory.freshness(id, 'volume').asOfMs).toBeNull()
    revive()
    // Nobody has to look: the late answers say that they are back.
    await until(() => Object.values(told(world, id)).every(words => words === 'running 8'))
    expect(world.inventory.freshness(id, 'volume').asOfMs).not.toBeNull()
  })

  test('are asked at once when a person wants it, after a new connection too, and say what came of it', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const { daemon, waits, revive } = deadServer({ nfs: dead('netfs'), fine })
    await goLive(world, id, daemon)
    const ask = () => world.inventory.askPool(id, uuidText(uuidOf(0)))
    expect(await ask()).toBe('asked')
    expect(waits).toHaveLength(1)
    await world.directory.drop(id)
    await goLive(world, id, daemon)
    const look = () => world.inventory.verify(id)
    // Asked once over the new connection, which was soon after it fell silent; from then on it has a pause.
    for (let time = 0; time < 2; time++) await look()
    const before = waits.length
    expect([await ask(), await ask()]).toEqual(['asked', 'asked'])
    expect(waits).toHaveLength(before)
    await world.directory.drop(id)
    await goLive(world, id, daemon)
    expect(waits).toHaveLength(before)
    expect(await ask()).toBe('silent')
    expect(waits.length).toBeGreaterThan(before)
    await world.directory.drop(id)
    revive()
    await goLive(world, id, daemon)
    expect(told(world, id)).toMatchObject({ nfs: 'unanswered 0' })
    expect(await ask()).toBe('read')
    expect(told(world, id)).toEqual({ nfs: 'running 8', fine: 'running 8' })
  })

  test('and look local are few enough that a third one is read, every time', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const dir = dead('dir')
    const { daemon, waits } = deadServer({ dir1: dir, dir2: dir, fine })
    daemon.served = 5
    const live = await goLive(world, id, daemon)
    for (let look = 0; look < 3; look++) {
      expect(told(world, id)).toEqual({ dir1: 'unanswered 0', dir2: 'unanswered 0', fine: 'running 8' })
      const asked = daemon.count(remote.storageVolGetXmlDesc)
      await world.inventory.verify(id)
      expect(daemon.count(remote.storageVolGetXmlDesc) - asked).toBe(8)
    }
    expect(await live.libvirt.call(remote.connectGetHostname)).toEqual({ hostname: 'fake' })
    expect(waits).toHaveLength(2)
  })

  test('however many there are, one place is left, and what was read before is read on', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const dir = dead('dir')
    const { daemon, waits } = deadServer({ fine, dir1: dir, dir2: dir, dir3: dir, dir4: dir, dir5: dir })
    daemon.served = 5
    const live = await goLive(world, id, daemon)
    for (let look = 0; look < 3; look++) {
      expect(told(world, id)).toEqual({
        ...{ fine: 'running 8', dir1: 'unanswered 0', dir2: 'unanswered 0', dir3: 'unanswered 0' },
        ...{ dir4: 'unread 0', dir5: 'unread 0' },
      })
      await world.inventory.verify(id)
    }
    expect(waits).toHaveLength(3)
    expect(await live.libvirt.call(remote.connectGetHostname)).toEqual({ hostname: 'fake' })
  })

  test('one that dies while it is read holds no more places than leave one for the others, and one for the rest', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const { daemon, waits } = deadServer({ dies: fine, fine })
    daemon.served = 5
    const hangs = daemon.before
    daemon.before = (procedure, args) => {
      const { vol } = (args ?? {}) as { vol?: { pool: string; name: string } }
      if (vol?.pool !== 'dies' || vol.name === 'vol0') return hangs(procedure, args)
      waits.push(vol.name)
      return new Promise(() => undefined)
    }
    const live = await goLive(world, id, daemon)
    for (let look = 0; look < 3; look++) {
      expect(told(world, id)).toEqual({ dies: 'unanswered 0', fine: 'running 8' })
      await world.inventory.verify(id)
    }
    expect(waits).toEqual(['vol1', 'vol2', 'vol3'])
    expect(await live.libvirt.call(remote.connectGetHostname)).toEqual({ hostname: 'fake' })
  })

  test('have machines whose disks nobody looks at, for libvirt would lock them, and the others’ are', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const { daemon, revive } = deadServer({ dir1: dead('dir'), fine })
    const add = (name: string, number: number, runs: boolean) => {
      const uuid = `00000000-0000-4000-9000-00000000000${number}`
      const disk = `<disk type='file'><source file='/${name}/disk'/><target dev='vda'/></disk>`
      const state = runs ? { id: number, state: domainState.running } : {}
      daemon.add({ uuid, name: `${name}-${number}`, xml: fakeXml(name, uuid, disk), ...state })
      return uuid
    }
    const [deadOff, deadOn, fineOff] = [add('dir1', 1, false), add('dir1', 2, true), add('fine', 3, false)]
    const looked = new Set<string>()
    daemon.onCall = (name, args) => {
      if (name !== remote.connectGetAllDomainStats.name) return
      const { doms, stats } = args as { doms: { uuid: Buffer }[]; stats: number }
      if ((stats & domainStatsGroup.block) === 0) return
      for (const { uuid } of doms) looked.add(uuidText(uuid))
    }
    await goLive(world, id, daemon)
    for (let look = 0; look < 2; look++) {
      expect([...looked]).toEqual([fineOff])
      expect(world.inventory.waitingForStorage(id)).toEqual(new Set([deadOff, deadOn]))
      await world.inventory.verify(id)
    }
    revive()
    await world.inventory.verify(id)
    expect([...looked].sort()).toEqual([deadOff, deadOn, fineOff])
    expect(world.inventory.waitingForStorage(id)).toEqual(new Set())
  })

  test('are known once each pool has shown its first volume: disks do not wait for all the others', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const { daemon } = deadServer({ one: fine, dir1: dead('dir'), two: fine })
    const uuid = '00000000-0000-4000-9000-000000000001'
    const disk = "<disk type='file'><source file='/one/disk'/><target dev='vda'/></disk>"
    daemon.add({ uuid, name: 'off', xml: fakeXml('off', uuid, disk) })
    const others = Promise.withResolvers<void>()
    const looks: string[] = []
    const hangs = daemon.before
    daemon.before = async (procedure, args) => {
      const { vol } = (args ?? {}) as { vol?: { pool: string; name: string } }
      if (vol) looks.push(`${vol.pool} ${vol.name}`)
      if (vol && vol.name !== 'vol0') await others.promise
      await hangs(procedure, args)
    }
    let sizes = 0
    daemon.onCall = (name, args) => {
      const isSizes = ((args as { stats?: number } | undefined)?.stats ?? 0) & domainStatsGroup.block
      if (name === remote.connectGetAllDomainStats.name && isSizes !== 0) sizes++
    }
    await world.directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' })
    await until(() => sizes > 0)
    expect(looks.slice(0, 3).sort()).toEqual(['dir1 vol0', 'one vol0', 'two vol0'])
    expect(world.inventory.waitingForStorage(id)).toEqual(new Set())
    expect(world.inventory.isSettled(id)).toBe(false)
    others.resolve()
    await world.inventory.settled(id)
    expect(told(world, id)).toEqual({ one: 'running 8', dir1: 'unanswered 0', two: 'running 8' })
  })

  test('that somebody else waits for keep the list from being read, not the pools', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const pools = { dir1: dead('dir'), fine }
    const alive = deadServer(pools)
    alive.revive()
    await goLive(world, id, alive.daemon)
    await world.directory.drop(id)
    const { daemon, waits, lock } = deadServer(pools)
    daemon.served = 5
    lock('dir1')
    await goLive(world, id, daemon)
    expect(told(world, id)).toEqual({ dir1: 'unanswered 8', fine: 'running 8' })
    expect(waits).toEqual(['connectListAllStoragePools ', 'storagePoolGetInfo dir1'])
  })

  test('that somebody else waits for are not taken for none on a host that was never read', async () => {
    await using world = new World(hurried)
    const { id } = world.host('alpha')
    const { daemon, revive, lock } = deadServer({ dir1: dead('dir'), fine })
    lock('dir1')
    await goLive(world, id, daemon)
    const ages = () => ['pool', 'volume'].map(kind => world.inventory.freshness(id, kind as 'pool').asOfMs)
    expect([told(world, id), ...ages()]).toEqual([{}, null, null])
    revive()
    await world.inventory.verify(id)
    expect(told(world, id)).toEqual({ dir1: 'running 8', fine: 'running 8' })
    expect(ages()).not.toContain(null)
  })

  test('hold few workers of libvirtd however often a host is connected anew, and what answers is read', async () => {
    let nowMs = 0
    await using world = new World({ ...hurried, monotonicMs: () => nowMs })
    const { id } = world.host('alpha')
    const dir = dead('dir')
    const { daemon, waits, revive } = deadServer({ dir1: dir, dir2: dir, fine })
    const states = { dir1: 'unanswered 0', dir2: 'unanswered 0', fine: 'running 8' }
    await goLive(world, id, daemon)
    const workers = [waits.length]
    for (let minute = 1; minute <= 9; minute++) {
      nowMs = minute * 60_000
      await world.directory.drop(id)
      const asked = daemon.count(remote.storageVolGetXmlDesc)
      await goLive(world, id, daemon)
      expect(told(world, id)).toEqual(states)
      expect(daemon.count(remote.storageVolGetXmlDesc) - asked).toBe(8)
      workers.push(waits.length)
    }
    expect(workers).toEqual([2, 3, 4, 4, 5, 5, 5, 5, 6, 6])
    await world.restart()
    await goLive(world, id, daemon)
    expect(told(world, id)).toEqual(states)
    expect(waits).toHaveLength(7)
    revive()
    await until(() => !Object.values(told(world, id)).some(words => words !== 'running 8'))
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
