import { describe, expect, test } from 'vitest'
import type { TypedParam } from '../libvirt/index.ts'
import { readDetailCounters } from './detailCounters.ts'
import { type DetailMemory, detailValues } from './detailRates.ts'

const params = (values: Record<string, number | string>): TypedParam[] =>
  Object.entries(values).map(([field, value]) =>
    typeof value === 'string' ? { field, type: 'string', value } : { field, type: 'ullong', value },
  )

const reading = (hostSeconds: number, values: Record<string, number | string>, id = 1): DetailMemory => ({
  id,
  at: { hostSeconds, localMs: hostSeconds * 1000 },
  counters: readDetailCounters(params(values)),
})

const first = {
  'vcpu.0.time': 1e9,
  'vcpu.0.delay': 0,
  'vcpu.2.time': 5e9,
  'block.0.name': 'vda',
  'block.0.rd.bytes': 1000,
  'block.0.rd.reqs': 10,
  'block.0.rd.times': 50_000_000,
  'block.0.wr.bytes': 0,
  'net.0.name': 'vnet0',
  'net.0.rx.bytes': 100,
  'net.0.rx.pkts': 1,
  'net.0.rx.drop': 0,
  'balloon.current': 2048,
  'balloon.rss': 1024,
  'balloon.swap_in': 8,
  'balloon.last-update': 1_700_000_000,
}
const second = {
  ...first,
  'vcpu.0.time': 2e9,
  'vcpu.0.delay': 5e8,
  'vcpu.2.time': 5e9,
  'block.0.rd.bytes': 5000,
  'block.0.rd.reqs': 14,
  'block.0.rd.times': 58_000_000,
  'net.0.rx.bytes': 2100,
  'net.0.rx.pkts': 21,
  'net.0.rx.drop': 2,
  'balloon.swap_in': 12,
}

describe('two readings two seconds apart', () => {
  const values = detailValues(reading(100, first), reading(102, second), 2000)

  test('each vCPU is percent of a core, by its own number', () => {
    expect(values.vcpus).toEqual([
      { index: 0, percent: 50, delayPercent: 25 },
      { index: 2, percent: 0, delayPercent: null },
    ])
  })

  test('a disk has rates and the mean time of its requests; without a request there is no time', () => {
    expect(values.disks).toEqual([
      {
        name: 'vda',
        readBytesPerSecond: 2000,
        writeBytesPerSecond: 0,
        readOpsPerSecond: 2,
        writeOpsPerSecond: null,
        readLatencyMs: 2,
        writeLatencyMs: null,
        flushLatencyMs: null,
      },
    ])
  })

  test('a card has bytes, packets and drops; memory its sizes in bytes', () => {
    expect(values.nics).toMatchObject([
      {
        name: 'vnet0',
        rxBytesPerSecond: 1000,
        rxPacketsPerSecond: 10,
        rxDropsPerSecond: 1,
        txBytesPerSecond: null,
      },
    ])
    expect(values.balloon).toMatchObject({
      currentBytes: 2048 * 1024,
      rssBytes: 1024 * 1024,
      swapInBytesPerSecond: 2048,
      unusedBytes: null,
      updatedAtMs: 1_700_000_000_000,
    })
  })
})

describe('gaps', () => {
  const ratesOf = (before: DetailMemory | undefined, now: DetailMemory) => {
    const { vcpus, disks, nics } = detailValues(before, now, 2000)
    return [vcpus[0]?.percent, disks[0]?.readBytesPerSecond, nics[0]?.rxBytesPerSecond]
  }
  const none = [null, null, null]

  test('the first reading, another run, a missed tick and a host that started anew give none', () => {
    expect(ratesOf(undefined, reading(100, first))).toEqual(none)
    expect(ratesOf(reading(100, first, 1), reading(102, second, 2))).toEqual(none)
    expect(ratesOf(reading(100, first), reading(106, second))).toEqual(none)
    expect(ratesOf(reading(100, first), reading(3, second))).toEqual(none)
  })

  test('a counter that went back, or that was not there, is a gap of its own', () => {
    const reset = reading(102, { ...second, 'block.0.rd.bytes': 5 })
    expect(ratesOf(reading(100, first), reset)).toEqual([50, null, 1000])
    const plugged = reading(102, { ...second, 'block.1.name': 'vdb', 'block.1.rd.bytes': 10 })
    expect(detailValues(reading(100, first), plugged, 2000).disks[1]).toMatchObject({
      name: 'vdb',
      readBytesPerSecond: null,
    })
  })

  test('a disk unplugged and another plugged in its place are not one', () => {
    const other = reading(102, { ...second, 'block.0.name': 'vdz' })
    expect(ratesOf(reading(100, first), other)).toEqual([50, null, 1000])
  })

  test('a busy machine, which names its disks and counts nothing, has no disks', () => {
    expect(detailValues(undefined, reading(1, { 'block.0.name': 'vda' }), 2000).disks).toEqual([])
  })
})

test('what a hostile server says is bounded', () => {
  const many: Record<string, number> = {}
  for (let at = 0; at < 5000; at++) {
    many[`block.${at}.rd.bytes`] = at
    many[`block.0.made.up.${at}`] = at
    many[`balloon.${at}`] = at
  }
  const counters = readDetailCounters([
    ...params(many),
    ...params({ 'net.0.name': 'x'.repeat(5000), 'net.0.rx.bytes': 1 }),
  ])
  expect(counters.disks).toHaveLength(1024)
  expect(counters.disks[0]?.counters.size).toBeLessThanOrEqual(64)
  expect(counters.balloon.size).toBeLessThanOrEqual(1024)
  expect(counters.nics[0]?.name).toHaveLength(100)
  expect(readDetailCounters([{ field: 'vcpu.0.time', type: 'double', value: Number.NaN }]).vcpus).toEqual([])
})
