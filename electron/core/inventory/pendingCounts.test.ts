import { expect, test } from 'vitest'
import type { DomainUuid } from '../../../shared/ids.ts'
import { domainXml } from '../domainXml/testing/fixture.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { PendingCounts, type PendingTexts } from './pendingCounts.ts'

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as DomainUuid
const memory = (gib: number) => ({ xml: domainXml(`<memory unit="GiB">${gib}</memory>`), hash: `${gib}` })

function counting(texts: Map<DomainUuid, PendingTexts>) {
  const clock = new ManualClock()
  const told: [DomainUuid, number | undefined][] = []
  const counts = new PendingCounts(
    clock,
    each => texts.get(each) ?? null,
    (each, count) => told.push([each, count]),
  )
  return { clock, told, counts }
}

test('machines are compared one after another, each pair of texts once', () => {
  const texts = new Map([1, 2, 3].map(number => [uuid(number), { live: memory(1), stored: memory(number) }]))
  const { clock, told, counts } = counting(texts)
  for (const each of texts.keys()) counts.want(each)
  counts.want(uuid(1))
  expect(told).toEqual([])
  clock.advance(25)
  expect(told).toEqual([[uuid(1), 0]])
  clock.advance(1000)
  expect(told).toEqual([
    [uuid(1), 0],
    [uuid(2), 1],
    [uuid(3), 1],
  ])
  counts.want(uuid(2))
  clock.advance(1000)
  expect(told).toHaveLength(3)
  texts.set(uuid(2), { live: memory(1), stored: memory(1) })
  counts.want(uuid(2))
  clock.advance(1000)
  expect(told.at(-1)).toEqual([uuid(2), 0])
  expect(clock.pending).toBe(0)
})

test('what does not run is not compared, what cannot be read has no count, and nothing comes after the end', () => {
  const texts = new Map([[uuid(1), { live: { xml: '<broken', hash: 'x' }, stored: memory(1) }]])
  const { clock, told, counts } = counting(texts)
  counts.want(uuid(1))
  counts.want(uuid(9))
  clock.advance(1000)
  expect(told).toEqual([[uuid(1), undefined]])
  counts.want(uuid(9))
  counts.close()
  counts.want(uuid(9))
  expect(clock.pending).toBe(0)
})
