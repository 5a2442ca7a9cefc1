import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { type Clock, systemClock } from '../clock.ts'
import { domainStatsGroup, remote, storagePoolState, uuidBytes } from '../libvirt/index.ts'
import { FakeDaemon, fakeXml } from './testing/fakeDaemon.ts'
import { until, World } from './testing/world.ts'

/** A round trip, long enough for pools of some hundred volumes to be far. */
const ROUND_TRIP_MS = 30
/** What hangs is known soon; how long an answer took is not looked at, on a machine that others use too. */
const hurried: Clock = {
  ...systemClock,
  monotonicMs: () => 0,
  after: (ms, work) => systemClock.after(ms / 20, work),
}

/** What a call asks for, where it names a volume. */
const volumeIn = (args: unknown) => (args as { vol?: { pool: string; name: string } } | undefined)?.vol

/** A host with pools of so many volumes, over whose first connection `first` is asked, and `apart` over any other. */
function farHost(pools: Readonly<Record<string, number>>) {
  const names = Object.keys(pools)
  const handles = names.map((name, index) => {
    return { name, uuid: uuidBytes(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`) }
  })
  const info = { state: storagePoolState.running, capacity: 10, allocation: 5, available: 5 }
  const daemon = () => {
    const made = new FakeDaemon()
    made.answer(remote.connectListAllStoragePools, () => ({ pools: handles, ret: names.length }))
    made.answer(remote.storagePoolGetInfo, () => info)
    made.answer(remote.storagePoolGetXmlDesc, ({ pool: { name } }) => ({
      xml: `<pool type="dir"><name>${name}</name><target><path>/${name}</path></target></pool>`,
    }))
    made.answer(remote.storagePoolListAllVolumes, ({ pool }) => {
      const vols = Array.from({ length: pools[pool.name] ?? 0 }, (_, index) => {
        return { pool: pool.name, name: `vol${index}`, key: `/${pool.name}/vol${index}` }
      })
      return { vols, ret: vols.length }
    })
    made.answer(remote.storageVolGetXmlDesc, ({ vol }) => ({
      xml: `<volume><name>${vol.name}</name><capacity unit="bytes">7</capacity></volume>`,
    }))
    made.before = () => sleep(ROUND_TRIP_MS)
    return made
  }
  return { first: daemon(), apart: daemon() }
}

async function goLive(
  world: World,
  id: HostId,
  { first, apart }: { first: FakeDaemon; apart: FakeDaemon },
  another: () => Duplex = () => apart.connect(),
) {
  return world.directory.goLive(id, first.connect(), { uri: 'qemu:///system', another })
}

/** The state of each pool and how many of its volumes are known. */
function told({ inventory }: World, id: HostId): Record<string, string> {
  const volumes = inventory.resources<Volume>(id, 'volume').items
  const counted = inventory
    .resources<Pool>(id, 'pool')
    .items.map(({ name, state }) => [name, `${state} ${volumes.filter(({ pool }) => pool === name).length}`])
  return Object.fromEntries(counted)
}

/** How many of the calls about volumes had to wait for one another, the longest row of them. */
function roundsOf(daemon: FakeDaemon): () => number {
  const answer = daemon.before
  let answered = 0
  daemon.before = async (procedure, args) => {
    const round = answered + 1
    await answer(procedure, args)
    if (volumeIn(args)) answered = Math.max(answered, round)
  }
  return () => answered
}

const looks = (daemon: FakeDaemon) => daemon.count(remote.storageVolGetXmlDesc)

test('volumes far away are known after few round trips, those of small pools over the connection there is', async () => {
  await using world = new World(hurried)
  const { id } = world.host('alpha')
  const far = farHost({ far: 300, small: 8 })
  const rounds = roundsOf(far.apart)
  await goLive(world, id, far)
  await world.inventory.settled(id)
  expect(told(world, id)).toEqual({ far: 'running 300', small: 'running 8' })
  expect([looks(far.first), looks(far.apart)]).toEqual([1 + 8, 299])
  expect(rounds()).toBeLessThan(20)
})

test('disks are looked at before volumes far away are all read', async () => {
  await using world = new World(hurried)
  const { id } = world.host('alpha')
  const far = farHost({ far: 300 })
  const uuid = '00000000-0000-4000-9000-000000000001'
  const disk = "<disk type='file'><source file='/far/disk'/><target dev='vda'/></disk>"
  far.first.add({ uuid, name: 'off', xml: fakeXml('off', uuid, disk) })
  const held = Promise.withResolvers<void>()
  far.apart.before = (_, args) => (volumeIn(args) ? held.promise : undefined)
  let sizes = 0
  far.first.onCall = (name, args) => {
    const groups = (args as { stats?: number } | undefined)?.stats ?? 0
    if (name === remote.connectGetAllDomainStats.name && (groups & domainStatsGroup.block) !== 0) sizes++
  }
  await goLive(world, id, far)
  await until(() => sizes > 0)
  expect(world.inventory.isSettled(id)).toBe(false)
  held.resolve()
  await world.inventory.settled(id)
  expect(told(world, id)).toEqual({ far: 'running 300' })
})

test('a pool that hangs while it is read far away holds no call of the first connection, and is asked no more', async () => {
  await using world = new World(hurried)
  const { id } = world.host('alpha')
  const far = farHost({ dies: 160, far: 160, small: 8 })
  for (const daemon of [far.first, far.apart]) daemon.served = 5
  const revived = Promise.withResolvers<void>()
  let isDead = true
  const asked: string[] = []
  const answer = far.first.before
  far.apart.before = (_, args) => {
    const vol = volumeIn(args)
    if (!isDead || vol?.pool !== 'dies') return
    asked.push(vol.name)
    // As libvirt, which keeps the pool locked: whatever is asked of it from then on hangs too.
    if (asked.includes('vol9')) return revived.promise
  }
  far.first.before = async (procedure, args) => {
    const { pool } = (args ?? {}) as { pool?: { name: string } | null }
    const isOfDead = procedure === remote.connectListAllStoragePools.name || pool?.name === 'dies'
    if (isDead && isOfDead && asked.includes('vol9')) {
      asked.push(procedure)
      await revived.promise
    }
    await answer(procedure, args)
  }
  const live = await goLive(world, id, far)
  await world.inventory.settled(id)
  const states = { dies: 'unanswered 0', far: 'running 160', small: 'running 8' }
  expect(told(world, id)).toEqual(states)
  await world.inventory.verify(id)
  expect(told(world, id)).toEqual(states)
  // Its tenth volume and four more are all that libvirt took up; nothing else of it was asked anywhere.
  expect(asked).toEqual(Array.from({ length: 8 + 5 }, (_, index) => `vol${index + 1}`))
  expect(looks(far.apart)).toBeLessThan(100)
  expect(await live.libvirt.call(remote.connectGetHostname)).toEqual({ hostname: 'fake' })
  isDead = false
  revived.resolve()
  await until(() => far.apart.open === 0)
  await world.inventory.verify(id)
  expect(told(world, id)).toEqual({ ...states, dies: 'running 160' })
})

test('volumes far away are read over the connection there is where no other can be had, or it is lost', async () => {
  await using world = new World(hurried)
  const { id } = world.host('alpha')
  const far = farHost({ far: 160 })
  let refusals = 0
  await goLive(world, id, far, () => {
    refusals++
    throw new Error('no more channels')
  })
  await world.inventory.settled(id)
  expect([told(world, id), refusals, looks(far.first)]).toEqual([{ far: 'running 160' }, 1, 160])
  await world.directory.drop(id)
  far.apart.onCall = (_, args) => {
    if (volumeIn(args)?.name === 'vol30') far.apart.cut()
  }
  await goLive(world, id, far)
  await world.inventory.settled(id)
  expect(told(world, id)).toEqual({ far: 'running 160' })
  expect([looks(far.apart) > 0, looks(far.first)]).toEqual([true, 320])
})
