import { expect, test } from 'vitest'
import { networkSuspected, probeIntervalMs, type Reach } from './suspicion.ts'

const failing = (since: number): Reach => ({ status: 'failing', failingSince: since })
const reached: Reach = { status: 'reached', failingSince: null }
const untried: Reach = { status: 'untried', failingSince: null }
const many = (count: number, one: Reach) => Array.from({ length: count }, () => one)

test('two hosts failing together are a suspect network, one is not', () => {
  expect(networkSuspected([failing(1_000), failing(9_000)])).toBe(true)
  expect(networkSuspected([failing(1_000)])).toBe(false)
  expect(networkSuspected([])).toBe(false)
})

test('one reached host clears the network', () => {
  expect(networkSuspected([...many(50, failing(0)), reached])).toBe(false)
})

test('a host that has been off for days neither counts nor hinders', () => {
  expect(networkSuspected([failing(0), failing(500_000)])).toBe(false)
  expect(networkSuspected([failing(0), failing(500_000), failing(501_000)])).toBe(true)
})

test('with hosts still untried it takes eight', () => {
  expect(networkSuspected([...many(7, failing(0)), untried])).toBe(false)
  expect(networkSuspected([...many(8, failing(0)), ...many(90, untried)])).toBe(true)
})

test('probes come every second at first and never rarer than every 15 seconds', () => {
  expect([0, 30_000, 60_000, 3_600_000].map(probeIntervalMs)).toEqual([1_000, 1_000, 2_000, 15_000])
})
