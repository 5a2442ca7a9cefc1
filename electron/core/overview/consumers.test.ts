import { expect, test } from 'vitest'
import { type DomainUuid, machineKey } from '../../../shared/ids.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'
import { fleetHostId, fleetUuid } from '../testing/fleet.ts'
import { Consumers } from './consumers.ts'
import { machineOf } from './testing/overview.ts'

const nothing = {
  cpuPercent: null,
  cpuCores: null,
  memoryRssBytes: null,
  memoryUsedBytes: null,
  memoryBalloonBytes: null,
  diskReadBytesPerSecond: null,
  diskWriteBytesPerSecond: null,
  diskReadOpsPerSecond: null,
  diskWriteOpsPerSecond: null,
  netRxBytesPerSecond: null,
  netTxBytesPerSecond: null,
}
const keyOf = (index: number) => machineKey(fleetHostId(1), fleetUuid(`machine 1 ${index}`) as DomainUuid)
const sample = (index: number, atMs: number, more: Partial<MachineSample>): MachineSample => ({
  ...nothing,
  key: keyOf(index),
  atMs,
  ...more,
})
const byKey = new Map(Array.from({ length: 9 }, (_, index) => [keyOf(index), machineOf(1, index)]))
const find = (key: ReturnType<typeof keyOf>) => byKey.get(key) ?? null

test('who uses most, each metric for itself, both directions together', () => {
  const consumers = new Consumers()
  consumers.tick([
    sample(0, 10, { cpuCores: 2, memoryRssBytes: 5 }),
    sample(1, 10, { cpuCores: 3, netRxBytesPerSecond: 4, netTxBytesPerSecond: 6 }),
    sample(2, 10, { cpuCores: 1, netTxBytesPerSecond: 9 }),
    sample(3, 10, { cpuCores: 0 }),
  ])
  const top = consumers.top(2, 20, find)
  expect(top.cpu.map(({ key, value }) => [key, value])).toEqual([
    [keyOf(1), 3],
    [keyOf(0), 2],
  ])
  expect(top.net.map(({ value }) => value)).toEqual([10, 9])
  expect(top.memory).toHaveLength(1)
  expect(top.disk).toEqual([])
  expect(top.cpu[0]).toMatchObject({ name: byKey.get(keyOf(1))?.name, host: 'kvm1' })
})

test('one spike does not lead, a lasting load does', () => {
  const consumers = new Consumers()
  for (let tick = 0; tick < 5; tick++)
    consumers.tick([sample(0, tick, { cpuCores: 2 }), sample(1, tick, { cpuCores: 0.5 })])
  consumers.tick([sample(0, 6, { cpuCores: 2 }), sample(1, 6, { cpuCores: 3 })])
  expect(consumers.top(1, 7, find).cpu[0]?.key).toBe(keyOf(0))
  for (let tick = 7; tick < 12; tick++) consumers.tick([sample(1, tick, { cpuCores: 3 })])
  expect(consumers.top(1, 12, find).cpu[0]).toMatchObject({ key: keyOf(1), value: 3 })
})

test('what was not measured for long, and who is not looked at, is left out', () => {
  const consumers = new Consumers()
  consumers.tick([sample(0, 0, { cpuCores: 9, memoryRssBytes: 4 }), sample(1, 0, { cpuCores: 1 })])
  consumers.tick([sample(0, 80_000, { memoryRssBytes: 4 }), sample(2, 80_000, { cpuCores: 0.1 })])
  const top = consumers.top(5, 100_000, find)
  expect(top.cpu.map(({ key }) => key)).toEqual([keyOf(2)])
  expect(top.memory.map(({ key }) => key)).toEqual([keyOf(0)])
  expect(consumers.top(5, 100_000, () => null).memory).toEqual([])
})
