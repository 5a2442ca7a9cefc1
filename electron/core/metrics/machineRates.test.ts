import { expect, test } from 'vitest'
import { type MachineCounters, readCounters } from './counters.ts'
import { freshMemory, machineValues } from './machineRates.ts'

const idle: MachineCounters = readCounters([])
const reading = (localMs: number, more = {}) => ({
  at: { hostSeconds: null, localMs },
  intervalMs: 2000,
  detailIntervalMs: 10_000,
  vcpus: 2,
  hostCpus: 8,
  ...more,
})

test('CPU is of the machine’s own vCPUs in percent, and in cores of the host', () => {
  const memory = freshMemory(1)
  expect(machineValues(memory, { ...idle, cpuNs: 5e9 }, reading(0))).toMatchObject({
    cpuCores: null,
    cpuPercent: null,
  })
  expect(machineValues(memory, { ...idle, cpuNs: 6e9 }, reading(2000))).toMatchObject({
    cpuCores: 0.5,
    cpuPercent: 25,
  })
  // The server's own number of vCPUs, once told, counts more than the definition's.
  machineValues(memory, { ...idle, cpuNs: 6e9, vcpus: 1 }, reading(4000))
  expect(machineValues(memory, { ...idle, cpuNs: 7e9 }, reading(6000)).cpuPercent).toBe(50)
})

test('a reset, a missed tick or more than the host has is a gap, and the next interval counts again', () => {
  const memory = freshMemory(1)
  machineValues(memory, { ...idle, cpuNs: 5e9 }, reading(0))
  expect(machineValues(memory, { ...idle, cpuNs: 1e9 }, reading(2000)).cpuCores).toBeNull()
  expect(machineValues(memory, { ...idle, cpuNs: 2e9 }, reading(4000)).cpuCores).toBe(0.5)
  expect(machineValues(memory, { ...idle, cpuNs: 3e9 }, reading(9001)).cpuCores).toBeNull()
  expect(machineValues(memory, { ...idle, cpuNs: 4e9 }, reading(11_001)).cpuCores).toBe(0.5)
  expect(machineValues(memory, { ...idle, cpuNs: 900e9 }, reading(13_001)).cpuCores).toBeNull()
})

test('a tick in which the machine was too busy to answer is a gap; the longer interval after it counts as such', () => {
  const memory = freshMemory(1)
  machineValues(memory, { ...idle, cpuNs: 1e9 }, reading(0))
  expect(machineValues(memory, idle, reading(2000)).cpuCores).toBeNull()
  expect(machineValues(memory, { ...idle, cpuNs: 3e9 }, reading(4000)).cpuCores).toBe(0.5)
})

test('disks and NICs are read at a slower beat: in between they are gaps', () => {
  const memory = freshMemory(1)
  const nics = (bytes: number) => [{ name: 'vnet0', counters: [bytes, 2 * bytes] }]
  machineValues(memory, { ...idle, nics: nics(0), disks: [] }, reading(0))
  expect(machineValues(memory, { ...idle, cpuNs: 1e9 }, reading(2000))).toMatchObject({
    netRxBytesPerSecond: null,
    memoryRssBytes: null,
  })
  expect(machineValues(memory, { ...idle, nics: nics(10_000), disks: [] }, reading(10_000))).toMatchObject({
    netRxBytesPerSecond: 1000,
    netTxBytesPerSecond: 2000,
    diskReadBytesPerSecond: 0,
  })
})
