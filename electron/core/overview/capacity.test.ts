import { expect, test } from 'vitest'
import { capacityOf } from './capacity.ts'
import { spacesOf } from './pools.ts'
import { hostSampleOf, machineOf, poolOf, viewOf } from './testing/overview.ts'

const machines = [
  machineOf(1, 0, { vcpus: 4, memoryBytes: 30, id: 1 }),
  machineOf(1, 1, { vcpus: 20, memoryBytes: 100, id: null }),
  machineOf(2, 0, { vcpus: null, memoryBytes: null, id: 3 }),
]

test('what hosts have, what is measured of it, and what was promised', () => {
  const hosts = [viewOf(1), viewOf(2), viewOf(3, {}, { facts: null })]
  const sample = hostSampleOf(1, { cpuPercent: 50, memoryTotalBytes: 60, memoryAvailableBytes: 20 })
  const capacity = capacityOf(hosts, machines, id => (id === sample.hostId ? sample : undefined), [])
  expect(capacity).toEqual({
    cpu: {
      cpus: 16,
      usedCpus: 4,
      measuredCpus: 8,
      runningVcpus: 4,
      definedVcpus: 24,
      usedPercent: 50,
      promisedPercent: 25,
    },
    memory: {
      totalBytes: 128,
      usedBytes: 40,
      measuredBytes: 60,
      runningBytes: 30,
      definedBytes: 130,
      usedPercent: 66.7,
      promisedPercent: 23.4,
    },
    storage: {
      capacityBytes: 0,
      allocationBytes: 0,
      provisionedBytes: 0,
      pools: 0,
      sharedPools: 0,
      stalePools: 0,
      oldestMs: null,
      usedPercent: null,
      promisedPercent: null,
    },
    unknownHosts: 1,
    partHosts: 0,
  })
})

test('what nobody measured is not nothing', () => {
  const { cpu, memory } = capacityOf([viewOf(1)], [], () => undefined, [])
  expect([cpu.usedCpus, memory.usedBytes, cpu.measuredCpus]).toEqual([null, null, 0])
})

test('pools that no connected host sees are told apart, with the oldest sight of them', () => {
  const waiting = { phase: 'waiting' } as const
  const hosts = [
    viewOf(1),
    viewOf(2, waiting, { dataAsOfMs: 700 }),
    viewOf(3, waiting, { dataAsOfMs: 500 }),
    viewOf(4, waiting, { dataAsOfMs: 100 }),
  ]
  const nfs = `<pool type='netfs'><name>vms</name><source><host name='nas'/><dir path='/vms'/></source></pool>`
  const pools = [
    poolOf(1, 'here'),
    poolOf(2, 'there'),
    poolOf(3, 'vms', { type: 'netfs' }, nfs),
    poolOf(4, 'vms', { type: 'netfs' }, nfs),
  ]
  const { storage } = capacityOf(hosts, [], () => undefined, spacesOf(hosts, pools, []))
  expect([storage.pools, storage.stalePools, storage.oldestMs]).toEqual([3, 2, 500])
})
