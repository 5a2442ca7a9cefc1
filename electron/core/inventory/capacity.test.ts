import { expect, test } from 'vitest'
import { capacityOf } from './capacity.ts'

const given = {
  running: { vcpus: 12, memoryBytes: 3_000 },
  defined: { vcpus: 20, memoryBytes: 9_000 },
}

test('sets what runs against what is there', () => {
  expect(capacityOf(given, { cpus: 8, memoryBytes: 4_000 })).toEqual({
    runningVcpus: 12,
    runningMemoryBytes: 3_000,
    definedVcpus: 20,
    definedMemoryBytes: 9_000,
    cpuOvercommit: 1.5,
    memoryOvercommit: 0.75,
    memoryLeftBytes: 1_000,
  })
})

test('knows no over-commit of a host that says nothing of itself', () => {
  const unknown = { cpuOvercommit: null, memoryOvercommit: null, memoryLeftBytes: null }
  expect(capacityOf(given, null)).toMatchObject(unknown)
  expect(capacityOf(null, { cpus: 0, memoryBytes: null })).toMatchObject({ runningVcpus: 0, ...unknown })
})
