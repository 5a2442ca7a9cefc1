import { setImmediate as otherWork } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Machine } from '../../../shared/models/machine.ts'
import { createLog } from '../log.ts'
import { limitedAccess } from './testing/limited.ts'
import { Warmer } from './warmer.ts'

const machines = Array.from({ length: 1_000 }, () => ({}) as Machine)
const somebody = () => {
  let asked = 0
  const access = {
    ...limitedAccess([]),
    mayMachine: () => {
      asked += 1
      return false
    },
  }
  return { access, asked: () => asked }
}

test('asks about every machine once, in slices, and no more once it is closed', async () => {
  const warmer = new Warmer(() => machines, createLog('silent'))
  const { access, asked } = somebody()
  warmer.warm(access)
  warmer.warm(access)
  expect(asked()).toBe(200)
  await expect.poll(asked).toBe(1_000)
  const other = somebody()
  warmer.warm(other.access)
  warmer.close()
  for (let turn = 0; turn < 10; turn++) await otherWork()
  expect(other.asked()).toBe(200)
})

test('whoever reads everything needs no warming', () => {
  const warmer = new Warmer(() => machines, createLog('silent'))
  const { access, asked } = somebody()
  warmer.warm({ ...access, may: () => true })
  expect(asked()).toBe(0)
})
