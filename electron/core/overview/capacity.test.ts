import { expect, test } from 'vitest'
import { capacityOf } from './capacity.ts'
import { hostSampleOf, machineOf, viewOf } from './testing/overview.ts'

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
