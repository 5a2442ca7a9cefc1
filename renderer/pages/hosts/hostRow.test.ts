// @vitest-environment node
import { expect, test } from 'vitest'
import { makeHost, makeHostSample } from '../../testing/fleetData.ts'
import { hostRows, memoryOf } from './hostRow.ts'

test('a row stays the same while its host does', () => {
  const [one, two] = [makeHost(0), makeHost(1)]
  const before = hostRows([one, two], new Map())
  const changed = { ...two, settled: false }
  const after = hostRows([one, changed], before)
  expect(after.get(one.record.id)).toBe(before.get(one.record.id))
  expect(after.get(two.record.id)?.host).toBe(changed)
  expect(hostRows([one], after).size).toBe(1)
})

test('memory that nobody measured is not known, and is never nothing', () => {
  const host = makeHost(0)
  const row = { key: host.record.id, host }
  expect(memoryOf(row, undefined)).toMatchObject({ value: null, of: null })
  const sample = { ...makeHostSample(host.record.id, 1), memoryTotalBytes: 10, memoryAvailableBytes: 4 }
  expect(memoryOf(row, sample)).toMatchObject({ value: 6, of: 10 })
})
