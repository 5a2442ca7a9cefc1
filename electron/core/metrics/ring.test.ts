import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SampleRing } from './ring.ts'

const size = { columns: 2, fineSlots: 4, coarseSlots: 3, coarseMs: 1000 }

/** Rows as plain values, NaN as null. */
function plain(rows: { atMs: number; values: Float32Array }[]) {
  return rows.map(({ atMs, values }) => [
    atMs,
    ...[...values].map(value => (Number.isNaN(value) ? null : value)),
  ])
}

function write(ring: SampleRing<string>, key: string, atMs: number, ...values: (number | null)[]) {
  ring.begin(atMs)
  values.forEach((value, column) => {
    ring.set(ring.track(key), column, value)
  })
}

describe('full rate', () => {
  test('gives what was written, oldest first, and gaps as gaps', () => {
    const ring = new SampleRing<string>(size)
    write(ring, 'a', 10, 1, 2)
    ring.begin(20)
    write(ring, 'a', 30, null, 4)
    expect(plain(ring.history('a', 0))).toEqual([
      [10, 1, 2],
      [20, null, null],
      [30, null, 4],
    ])
    expect(plain(ring.latest('a', 2))).toEqual([
      [20, null, null],
      [30, null, 4],
    ])
    expect(plain(ring.history('a', 25))).toEqual([[30, null, 4]])
  })

  test('a subject begins where it was first written, and nothing of another shows in it', () => {
    const ring = new SampleRing<string>(size)
    for (let at = 1; at <= 6; at++) write(ring, 'a', at, at, at)
    write(ring, 'b', 7, 70, 71)
    expect(plain(ring.history('b', 0))).toEqual([[7, 70, 71]])
    expect(ring.history('nobody', 0)).toEqual([])
  })

  test('the newest value is found within its age and not beyond', () => {
    const ring = new SampleRing<string>(size)
    write(ring, 'a', 10, 1, 2)
    write(ring, 'a', 20, 3, null)
    write(ring, 'a', 30, null, null)
    expect(ring.newest('a', 0, 0)).toBeNull()
    expect(ring.newest('a', 0, 10)).toBe(3)
    expect(ring.newest('a', 1, 15)).toBeNull()
    expect(ring.newest('a', 1, 20)).toBe(2)
  })
})

describe('means', () => {
  test('of whole buckets stand for what left the full rate, without overlap', () => {
    const ring = new SampleRing<string>(size)
    for (let at = 100; at <= 2900; at += 400) write(ring, 'a', at, at, null)
    // 100, 500, 900 | 1300, 1700 | 2100, 2500, 2900: the last four are kept at full rate.
    expect(plain(ring.history('a', 0))).toEqual([
      [1000, 500, null],
      [1700, 1700, null],
      [2100, 2100, null],
      [2500, 2500, null],
      [2900, 2900, null],
    ])
  })

  test('forget the oldest', () => {
    const ring = new SampleRing<string>({ ...size, fineSlots: 2 })
    for (let at = 500; at < 10_000; at += 1000) write(ring, 'a', at, at, at)
    expect(ring.history('a', 0).map(row => row.atMs)).toEqual([7000, 8000, 8500, 9500])
  })
})

test('times move when the wall clock was set back, and stay in order', () => {
  const ring = new SampleRing<string>(size)
  write(ring, 'a', 100_000, 1, 1)
  write(ring, 'a', 102_000, 2, 2)
  ring.shift(-90_000)
  write(ring, 'a', 14_000, 3, 3)
  expect(ring.history('a', 0).map(row => row.atMs)).toEqual([10_000, 12_000, 14_000])
})

test('subjects of which nothing is left are dropped, others stay', () => {
  const ring = new SampleRing<string>(size)
  write(ring, 'old', 0, 1, 1)
  for (let at = 1000; at < 9000; at += 1000) write(ring, 'new', at, 1, 1)
  ring.prune(5000)
  expect([...ring.keys()]).toEqual(['new'])
})

test('whatever is written, times grow and values are what went in or means of them', () => {
  const step = fc.record({ passed: fc.integer({ min: 1, max: 1500 }), value: fc.option(fc.nat(1000)) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const ring = new SampleRing<string>(size)
      let now = 0
      const values: number[] = []
      for (const { passed, value } of steps) {
        now += passed
        write(ring, 'a', now, value, null)
        if (value !== null) values.push(value)
      }
      const rows = ring.history('a', 0)
      for (let index = 1; index < rows.length; index++) {
        expect(rows[index]?.atMs).toBeGreaterThan(rows[index - 1]?.atMs ?? 0)
      }
      for (const row of rows) {
        const value = row.values[0] ?? Number.NaN
        expect(Number.isNaN(value) || (value >= Math.min(...values) && value <= Math.max(...values))).toBe(
          true,
        )
      }
      expect(rows.length).toBeLessThanOrEqual(size.fineSlots + size.coarseSlots)
    }),
  )
})
