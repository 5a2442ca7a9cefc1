import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DomainUuid, HostId, MachineKey } from '../../../shared/ids.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import { Inventory } from '../inventory/index.ts'
import { type FakeMachine, FakeDaemon } from '../inventory/testing/fakeDaemon.ts'
import { noShell, TestDirectory } from '../inventory/testing/liveHost.ts'
import { domainState, domainStatsGroup as group, remote, type TypedParam } from '../libvirt/index.ts'
import { createLog } from '../log.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { temporaryStore } from '../testing/store.ts'
import type { HostTransport } from '../transport/index.ts'
import { type MetricsTick, Sampler } from './index.ts'

const uuidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A running machine whose counters the test moves. */
class Guest {
  readonly machine: FakeMachine
  cpuNs = 1e9
  netBytes = 0
  asked = 0

  constructor(daemon: FakeDaemon, number: number) {
    this.machine = daemon.add({
      uuid: uuidOf(number),
      name: `vm${number}`,
      id: number,
      state: domainState.running,
      reason: 1,
      stats: groups => this.#stats(groups),
    })
  }

  #stats(groups: number): TypedParam[] {
    // The inventory asks too, and for no CPU time.
    if (groups & group.cpuTotal) this.asked |= groups
    const params: TypedParam[] = []
    if (groups & group.cpuTotal) params.push({ field: 'cpu.time', type: 'ullong', value: this.cpuNs })
    if (groups & group.balloon) params.push({ field: 'balloon.rss', type: 'ullong', value: 2048 })
    if (groups & group.interface) {
      params.push({ field: 'net.count', type: 'uint', value: 1 })
      params.push({ field: 'net.0.name', type: 'string', value: 'vnet0' })
      params.push({ field: 'net.0.rx.bytes', type: 'ullong', value: this.netBytes })
    }
    return params
  }
}

let clock: ManualClock
let directory: TestDirectory
let daemon: FakeDaemon
let inventory: Inventory
let sampler: Sampler
let store: ReturnType<typeof temporaryStore>
let hostId: HostId
let uptimeSeconds = 1000

/** A transport whose shell tells the uptime that the test sets, and the CPU with it. */
const shell: HostTransport = {
  ...noShell,
  kind: 'ssh',
  exec: async () => ({
    stdout: `/proc/uptime:${uptimeSeconds.toFixed(2)} 1.00\n/proc/stat:cpu  ${uptimeSeconds * 100} 0 0 ${uptimeSeconds * 100} 0 0 0 0\n`,
    stderr: '',
    code: 0,
    truncated: false,
  }),
}

beforeEach(() => {
  store = temporaryStore()
  clock = new ManualClock()
  directory = new TestDirectory()
  daemon = new FakeDaemon()
  tickCalls = 0
  daemon.onCall = (name, args) => {
    const { stats = 0 } = (args ?? {}) as { stats?: number }
    if (name === 'connectGetAllDomainStats' && (stats & group.cpuTotal) !== 0) tickCalls++
  }
  const record = directory.addHost('alpha')
  hostId = record.id
  store.store.hosts.insert(record)
  const log = createLog('silent')
  inventory = new Inventory({ store: store.store, registry: directory, clock, log })
  late = []
  const onLate = (_: HostId, isLate: boolean) => late.push(isLate)
  sampler = new Sampler({ registry: directory, inventory, clock, log, onLate })
})
afterEach(async () => {
  await sampler.close()
  await directory.close()
  await inventory.close()
  store[Symbol.dispose]()
})

const goLive = (transport: HostTransport = shell) =>
  directory.goLive(hostId, daemon.connect(), { uri: 'qemu:///system', transport })

/** Lets what is under way come to its end: nothing here waits for anything but the next turn of the loop. */
async function rest() {
  let calls = -1
  while (calls !== daemon.count()) {
    calls = daemon.count()
    for (let turn = 0; turn < 12; turn++) await new Promise(resolve => setImmediate(resolve))
  }
}

/** Passes time in small steps, in which the host's clock runs along and the guests use what they use. */
async function pass(ms: number, use: (seconds: number) => void = () => undefined) {
  for (let passed = 0; passed < ms || passed === 0; passed += STEP_MS) {
    const step = Math.min(STEP_MS, ms)
    use(step / 1000)
    uptimeSeconds += step / 1000
    clock.advance(step)
    await rest()
  }
}
const STEP_MS = 100
const round = (value: number) => Math.round(value * 100) / 100

/** Passes time until a tick has just been, so that the next is an interval away. */
async function passToTick() {
  const before = ticks()
  for (let step = 0; ticks() === before; step++) {
    if (step > 1000) throw new Error('no tick came')
    await pass(STEP_MS)
  }
}

const keyOf = (guest: Guest) => `${hostId}/${guest.machine.uuid}` as MachineKey
/** Bulk calls of the sampler; the inventory makes some of its own, which ask for no CPU time. */
const ticks = () => tickCalls
let tickCalls = 0
let late: boolean[] = []

test('the disks of machines on storage that does not answer are not looked at, on screen or not', async () => {
  const [waits, fine] = [new Guest(daemon, 1), new Guest(daemon, 2)]
  inventory.waitingForStorage = () => null
  await goLive()
  await rest()
  for (const guest of [waits, fine]) guest.asked = 0
  await pass(20_000)
  for (const { asked } of [waits, fine])
    expect([asked & group.block, asked & group.balloon]).toEqual([0, group.balloon])
  inventory.waitingForStorage = () => new Set([waits.machine.uuid as DomainUuid])
  const stop = sampler.watch({ keys: [waits, fine].map(keyOf), hostIds: null }, () => undefined)
  await pass(20_000)
  expect(waits.asked & group.block).toBe(0)
  expect(waits.asked & group.interface).not.toBe(0)
  expect(fine.asked & group.block).not.toBe(0)
  stop()
})

describe('beat', () => {
  test('the second tick follows soon, then it is the background interval, and two seconds while somebody looks', async () => {
    const guest = new Guest(daemon, 1)
    await goLive()
    await pass(0)
    await pass(1000, seconds => {
      guest.cpuNs += seconds * 0.5e9
    })
    expect(sampler.latest(keyOf(guest))?.cpuCores).toBeCloseTo(0.5)
    expect(sampler.latest(keyOf(guest))?.cpuPercent).toBeCloseTo(25)
    await pass(10_000)
    const before = ticks()
    await pass(9_000)
    expect(ticks() - before).toBeLessThanOrEqual(1)
    const stop = sampler.watch({ keys: null, hostIds: [hostId] }, () => undefined)
    await passToTick()
    const watched = ticks()
    await pass(10_000)
    expect(ticks() - watched).toBe(5)
    expect(sampler.snapshot({ keys: null, hostIds: null }, 0).samplers[0]).toMatchObject({ intervalMs: 2000 })
    stop()
    expect(sampler.snapshot({ keys: null, hostIds: null }, 0).samplers[0]).toMatchObject({
      intervalMs: 10_000,
    })
  })

  test('a host’s own options set both intervals', async () => {
    const record = directory.addHost('alpha', { tickMs: 5000, backgroundTickMs: 60_000 })
    directory.tell({ type: 'changed', hostId, record })
    await goLive()
    await pass(0)
    expect(sampler.snapshot({ keys: null, hostIds: null }, 0).samplers[0]?.intervalMs).toBe(60_000)
    sampler.watch({ keys: [], hostIds: [hostId] }, () => undefined)
    expect(sampler.snapshot({ keys: null, hostIds: null }, 0).samplers[0]?.intervalMs).toBe(5000)
  })

  test('a daemon that does not answer is asked once, not again and again, and more rarely after that', async () => {
    new Guest(daemon, 1)
    sampler.watch({ keys: null, hostIds: null }, () => undefined)
    await goLive()
    await pass(6000)
    await passToTick()
    const held = Promise.withResolvers<void>()
    daemon.before = name => (name === 'connectGetAllDomainStats' ? held.promise : undefined)
    const before = ticks()
    await pass(9000)
    expect(ticks()).toBe(before + 1)
    daemon.before = () => undefined
    held.resolve()
    await rest()
    expect(sampler.snapshot({ keys: null, hostIds: null }, 0).samplers[0]).toMatchObject({
      slowed: true,
      intervalMs: 4000,
    })
    await passToTick()
    const slow = ticks()
    await pass(3900)
    expect(ticks()).toBe(slow)
  })

  test('a daemon that leaves requests unanswered is told, once, until it answers again', async () => {
    new Guest(daemon, 1)
    await goLive()
    await pass(6000)
    await passToTick()
    const held = Promise.withResolvers<void>()
    daemon.before = name => (name === 'connectGetAllDomainStats' ? held.promise : undefined)
    await passToTick()
    await pass(7000)
    expect(late).toEqual([])
    await pass(3000)
    expect(late).toEqual([true])
    daemon.before = () => undefined
    held.resolve()
    await rest()
    expect(late).toEqual([true, false])
  })

  test('closing gives up a tick that is not answered', async () => {
    new Guest(daemon, 1)
    await goLive()
    await pass(6000)
    const held = Promise.withResolvers<void>()
    daemon.before = name => (name === 'connectGetAllDomainStats' ? held.promise : undefined)
    await passToTick()
    let closed = false
    const closing = sampler.close().then(() => {
      closed = true
    })
    await rest()
    expect(closed).toBe(true)
    held.resolve()
    await closing
  })
})

describe('groups', () => {
  test('one call a tick for all, cheap; the rest every fifth tick', async () => {
    const guest = new Guest(daemon, 1)
    sampler.watch({ keys: null, hostIds: null }, () => undefined)
    await goLive()
    await pass(6000)
    await passToTick()
    const asked: number[] = []
    const before = ticks()
    for (let tick = 0; tick < 10; tick++) {
      guest.asked = 0
      await pass(2000)
      asked.push(guest.asked)
    }
    expect(ticks() - before).toBe(10)
    expect(asked.filter(groups => groups === (group.state | group.cpuTotal))).toHaveLength(8)
    expect(asked.filter(groups => (groups & group.block) !== 0)).toHaveLength(2)
  })

  test('machines on screen are measured whole at every tick, in one more call', async () => {
    const seen = new Guest(daemon, 1)
    const unseen = new Guest(daemon, 2)
    const heard: MetricsTick[] = []
    sampler.watch({ keys: [keyOf(seen)], hostIds: null }, tick => heard.push(tick))
    await goLive()
    const use = (seconds: number) => {
      seen.netBytes += 500 * seconds
      unseen.netBytes += 500 * seconds
    }
    await pass(6000, use)
    do {
      unseen.asked = 0
      await passToTick()
    } while ((unseen.asked & group.interface) === 0)
    await pass(2000, use)
    const before = ticks()
    heard.length = 0
    unseen.asked = 0
    await pass(2000, use)
    expect(ticks() - before).toBe(2)
    expect(unseen.asked & group.interface).toBe(0)
    expect(heard).toHaveLength(1)
    expect(heard[0]?.machines).toHaveLength(1)
    expect(heard[0]?.machines[0]).toMatchObject({ key: keyOf(seen), memoryRssBytes: 2048 * 1024 })
    expect(heard[0]?.machines[0]?.netRxBytesPerSecond).toBeCloseTo(500)
  })

  test('the latest sample keeps what the slower beat read', async () => {
    const guest = new Guest(daemon, 1)
    await goLive()
    await pass(0)
    await pass(1000)
    await pass(20_000)
    expect(sampler.latest(keyOf(guest))).toMatchObject({ memoryRssBytes: 2048 * 1024 })
  })
})

describe('gaps', () => {
  test('a restart of the machine and a drop of the host are gaps in its history', async () => {
    const guest = new Guest(daemon, 1)
    sampler.watch({ keys: null, hostIds: null }, () => undefined)
    await goLive()
    const use = (seconds: number) => {
      guest.cpuNs += seconds * 1e9
    }
    await pass(8000, use)
    const cores = () =>
      sampler
        .machineHistory(keyOf(guest))
        .map(sample => (sample.cpuCores === null ? null : round(sample.cpuCores)))
    const [first, ...rates] = cores()
    expect(first).toBeNull()
    expect(rates.length).toBeGreaterThan(2)
    expect(new Set(rates)).toEqual(new Set([1]))
    guest.machine.id = 77
    guest.cpuNs = 0
    await pass(4000, use)
    expect(cores().slice(rates.length + 1)).toEqual([null, 1])
    daemon.cut()
    await rest()
    expect(sampler.latest(keyOf(guest))).toBeUndefined()
    await pass(60_000)
    guest.cpuNs += 30e9
    await goLive()
    await pass(1200, use)
    expect(cores().slice(rates.length + 3)).toEqual([null, null, 1])
  })

  test('a wall clock that is set back neither disorders history nor makes a burst', async () => {
    const guest = new Guest(daemon, 1)
    sampler.watch({ keys: null, hostIds: null }, () => undefined)
    await goLive()
    await pass(10_000)
    await passToTick()
    const before = ticks()
    const times = () => sampler.machineHistory(keyOf(guest)).map(sample => sample.atMs)
    clock.jumpWall(-3_600_000)
    await pass(2000)
    expect(Math.max(...times())).toBeLessThanOrEqual(clock.nowMs())
    expect(times().at(-1)).toBeGreaterThan(clock.nowMs() - 200)
    clock.jumpWall(7_200_000)
    await pass(2000)
    expect(ticks() - before).toBe(2)
    expect(times()).toEqual([...times()].sort((a, b) => a - b))
    expect(times().at(-1)).toBeGreaterThan(clock.nowMs() - 200)
  })
})

describe('who hears', () => {
  test('a recorder hears everything of every tick, a watcher what it asked for, and nobody after leaving', async () => {
    const guests = [new Guest(daemon, 1), new Guest(daemon, 2)]
    const recorded: MetricsTick[] = []
    const watched: MetricsTick[] = []
    const stopRecording = sampler.onSample(tick => recorded.push(tick))
    const stopWatching = sampler.watch({ keys: [], hostIds: [hostId] }, tick => watched.push(tick))
    await goLive()
    await pass(0)
    await pass(1000)
    await pass(200)
    expect(recorded.map(tick => tick.machines.length)).toEqual([2, 2])
    expect(recorded[1]?.host?.cpuPercent).toBeCloseTo(50)
    expect(watched.map(tick => tick.machines.length)).toEqual([0, 0])
    stopRecording()
    stopWatching()
    await pass(20_000)
    expect([recorded.length, watched.length]).toEqual([2, 2])
    expect(sampler.snapshot({ keys: [keyOf(guests[0] as Guest)], hostIds: null }, 10).machines).toHaveLength(
      4,
    )
    expect(sampler.hostHistory(hostId)).toHaveLength(4)
    expect(sampler.latestHost(hostId)?.cpuPercent).toBeCloseTo(50)
  })

  test('the parts of a machine are told while somebody looks, from the readings that are made anyway', async () => {
    const [guest, other] = [new Guest(daemon, 1), new Guest(daemon, 2)]
    await goLive()
    await pass(1000)
    const samples: MachineDetailSample[] = []
    const stop = sampler.watchMachine(keyOf(guest), sample => samples.push(sample))
    await passToTick()
    await pass(6000, seconds => {
      guest.netBytes += seconds * 500
    })
    const calls = daemon.count(remote.connectGetAllDomainStats)
    expect(samples.map(sample => sample.nics[0]?.rxBytesPerSecond)).toContain(500)
    expect(samples[0]?.nics).toMatchObject([{ name: 'vnet0', rxBytesPerSecond: null }])
    expect(samples.every(sample => sample.key === keyOf(guest))).toBe(true)
    expect(sampler.machineDetails(keyOf(guest)).samples).toEqual(samples)
    expect(sampler.machineDetails(keyOf(other)).samples).toEqual([])
    expect(sampler.machineDetails(keyOf(guest)).sampler).toMatchObject({ intervalMs: 2000 })
    // A card on screen in the ordinary way costs exactly the same.
    const leave = sampler.watch({ keys: [keyOf(guest)], hostIds: null }, () => undefined)
    await pass(6000)
    expect(daemon.count(remote.connectGetAllDomainStats) - calls).toBeLessThanOrEqual(calls)
    leave()
    stop()
    const told = samples.length
    await pass(12_000)
    expect(samples).toHaveLength(told)
  })

  test('a missed tick is a gap in every part, not a mean over it', async () => {
    const guest = new Guest(daemon, 1)
    await goLive()
    await pass(1000)
    const samples: MachineDetailSample[] = []
    sampler.watchMachine(keyOf(guest), sample => samples.push(sample))
    await passToTick()
    await pass(2000)
    uptimeSeconds += 60
    guest.netBytes += 60_000
    const before = samples.length
    await passToTick()
    expect(samples[before]?.nics[0]?.rxBytesPerSecond).toBeNull()
    await passToTick()
    expect(samples[before + 1]?.nics[0]?.rxBytesPerSecond).toBe(0)
  })

  test('two ticks on demand give rates of everything', async () => {
    const guest = new Guest(daemon, 1)
    await goLive()
    await sampler.tickOnce(hostId, AbortSignal.timeout(5000))
    guest.cpuNs += 1e9
    guest.netBytes += 700
    uptimeSeconds += 1
    clock.jumpWall(1000)
    await sampler.tickOnce(hostId, AbortSignal.timeout(5000))
    expect(sampler.latest(keyOf(guest))).toMatchObject({ cpuCores: 1, netRxBytesPerSecond: 700 })
  })

  test('a host that is not live cannot be asked for a tick', async () => {
    await expect(sampler.tickOnce(hostId, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'host.notLive',
    })
  })

  test('a removed host is forgotten', async () => {
    new Guest(daemon, 1)
    await goLive()
    await pass(0)
    directory.records.delete(hostId)
    directory.tell({ type: 'removed', hostId })
    expect(sampler.snapshot({ keys: null, hostIds: null }, 5)).toEqual({
      machines: [],
      hosts: [],
      samplers: [],
    })
  })
})

test('where there is no shell, libvirt is asked for the host', async () => {
  await goLive(noShell)
  await pass(0)
  expect(daemon.count(remote.nodeGetCpuStats)).toBeGreaterThan(0)
  expect(sampler.hostHistory(hostId)).toEqual([])
})
