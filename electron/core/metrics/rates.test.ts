import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  devicesPerSecond,
  elapsedSeconds,
  MISSED_AFTER_INTERVALS,
  percentOfVcpus,
  perSecond,
} from './rates.ts'

const counter = fc.oneof(fc.nat(), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }))
const seconds = fc.double({ min: 0.01, max: 1000, noNaN: true })

describe('perSecond', () => {
  test('of a counter that grew is its growth over the time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), seconds, (before, grown, time) => {
        expect(perSecond(before, before + grown, time)).toBeCloseTo(grown / time, 6)
      }),
    )
  })

  test('is never negative, infinite or NaN: it is a gap instead', () => {
    const anything = fc.oneof(counter, fc.constant(null), fc.double())
    fc.assert(
      fc.property(anything, anything, fc.double(), (before, after, time) => {
        const rate = perSecond(before, after, time)
        expect(rate === null || (rate >= 0 && Number.isFinite(rate))).toBe(true)
      }),
    )
  })

  test('of a counter that went back is a gap, also where it wrapped at 2^64', () => {
    expect(perSecond(100, 5, 2)).toBeNull()
    expect(perSecond(Number(2n ** 64n - 10n), 10, 2)).toBeNull()
    expect(perSecond(Number(2n ** 63n), Number(2n ** 63n), 2)).toBe(0)
  })
})

describe('elapsedSeconds', () => {
  const at = (hostSeconds: number | null, localMs: number) => ({ hostSeconds, localMs })

  test('is the host’s own time where both readings have it, whatever the network did', () => {
    expect(elapsedSeconds(at(100, 0), at(102, 3_900), 2000)).toBe(2)
    expect(elapsedSeconds(at(null, 0), at(102, 1_500), 2000)).toBe(1.5)
  })

  test('is nothing after a missed tick, a restart of the host, or out of order', () => {
    expect(elapsedSeconds(at(null, 0), at(null, 2000 * MISSED_AFTER_INTERVALS), 2000)).toBe(5)
    expect(elapsedSeconds(at(null, 0), at(null, 2000 * MISSED_AFTER_INTERVALS + 1), 2000)).toBeNull()
    expect(elapsedSeconds(at(5000, 0), at(12, 2000), 2000)).toBeNull()
    expect(elapsedSeconds(at(null, 2000), at(null, 2000), 2000)).toBeNull()
  })
})

describe('devicesPerSecond', () => {
  const device = (name: string, ...counters: (number | null)[]) => ({ name, counters })

  test('sums what is there in both readings, in any order', () => {
    const before = [device('vda', 100, 10), device('vdb', 50, 5)]
    const after = [device('vdb', 150, 5), device('vda', 300, 30)]
    expect(devicesPerSecond(before, after, 2, 2)).toEqual([150, 10])
  })

  test('a device that came counts from the next interval on, one that went no longer', () => {
    expect(devicesPerSecond([device('vda', 0)], [device('vda', 20), device('vdb', 9_000)], 2, 1)).toEqual([
      10,
    ])
    expect(devicesPerSecond([device('vda', 0), device('vdb', 9_000)], [device('vda', 20)], 2, 1)).toEqual([
      10,
    ])
  })

  test('one reset makes that sum a gap and leaves the others', () => {
    const before = [device('vda', 100, 10), device('vdb', 50, 5)]
    expect(devicesPerSecond(before, [device('vda', 200, 1), device('vdb', 60, 6)], 1, 2)).toEqual([110, null])
  })

  test('a machine without devices does nothing; one that was not asked is a gap', () => {
    expect(devicesPerSecond([], [], 1, 2)).toEqual([0, 0])
    expect(devicesPerSecond(null, [device('vda', 1)], 1, 1)).toEqual([null])
    expect(devicesPerSecond([device('vda', 1)], null, 1, 1)).toEqual([null])
  })

  test('never gives more than the sum of what grew', () => {
    const devices = fc.uniqueArray(fc.record({ name: fc.string(), counters: fc.tuple(fc.nat()) }), {
      selector: one => one.name,
      maxLength: 6,
    })
    fc.assert(
      fc.property(devices, devices, seconds, (before, after, time) => {
        const [sum] = devicesPerSecond(before, after, time, 1)
        const most = after.reduce((total, one) => total + one.counters[0], 0) / time
        expect(sum === null || (sum !== undefined && sum >= 0 && sum <= most * (1 + 1e-9))).toBe(true)
      }),
    )
  })
})

test('percent is of the machine’s own vCPUs and never beyond 100', () => {
  expect(percentOfVcpus(1, 4)).toBe(25)
  expect(percentOfVcpus(2.1, 2)).toBe(100)
  expect(percentOfVcpus(1, null)).toBeNull()
  expect(percentOfVcpus(1, 0)).toBeNull()
  expect(percentOfVcpus(null, 4)).toBeNull()
})
