import { expect, test } from 'vitest'
import type { DomainUuid, MachineKey } from '../../../shared/ids.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import { testHostId } from '../inventory/testing/liveHost.ts'
import { readDetailCounters } from './detailCounters.ts'
import { detailValues } from './detailRates.ts'
import { DetailWatch } from './detailWatch.ts'

const hostId = testHostId('alpha')
const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as DomainUuid
const keyOf = (number: number) => `${hostId}/${uuid(number)}` as MachineKey
const values = detailValues(
  undefined,
  { id: 1, at: { hostSeconds: 1, localMs: 1 }, counters: readDetailCounters([]) },
  2000,
)
const tick = (watch: DetailWatch, atMs: number, ...numbers: number[]) =>
  watch.take(hostId, atMs, new Map(numbers.map(number => [uuid(number), values])))

test('tells everybody who looks, keeps what was measured while somebody did, and no more than ten minutes of it', () => {
  const watch = new DetailWatch()
  const seen: [string, number][] = []
  const note = (who: string) => (sample: MachineDetailSample) => seen.push([who, sample.atMs])
  const stopA = watch.add(keyOf(1), note('a'))
  const stopB = watch.add(keyOf(1), note('b'))
  tick(watch, 1, 1, 2)
  stopA()
  tick(watch, 2, 1)
  expect(seen).toEqual([
    ['a', 1],
    ['b', 1],
    ['b', 2],
  ])
  expect([...watch.keys()]).toEqual([keyOf(1)])
  expect(watch.samples(keyOf(2))).toEqual([])
  for (let atMs = 3; atMs < 500; atMs++) tick(watch, atMs, 1)
  expect(watch.samples(keyOf(1))).toHaveLength(300)
  expect(watch.samples(keyOf(1)).at(-1)?.atMs).toBe(499)
  stopB()
  tick(watch, 500, 1)
  expect([...watch.keys()]).toEqual([])
  expect(watch.samples(keyOf(1)).at(-1)?.atMs).toBe(499)
})

test('samples of the machines left last are kept, of a removed host none', () => {
  const watch = new DetailWatch()
  for (let number = 1; number <= 12; number++) {
    const stop = watch.add(keyOf(number), () => undefined)
    tick(watch, number, number)
    stop()
  }
  expect(watch.samples(keyOf(4))).toEqual([])
  expect(watch.samples(keyOf(5))).toHaveLength(1)
  watch.forget(hostId)
  expect(watch.samples(keyOf(12))).toEqual([])
})
