import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { ConnectGate, type Release } from './gate.ts'

function setUp(limit: number) {
  const clock = new ManualClock()
  const gate = new ConnectGate(clock, limit, 3_000)
  const order: string[] = []
  const releases = new Map<string, Release>()
  const enter = async (name: string, signal = new AbortController().signal, rank = 0) => {
    const release = await gate.enter(signal, rank)
    order.push(name)
    releases.set(name, release)
  }
  return { clock, gate, order, releases, enter }
}
const settle = () => new Promise<void>(resolve => setImmediate(resolve))

test('lets in no more than the bound and the next one as soon as a place is free', async () => {
  const { gate, order, releases, enter } = setUp(2)
  const all = ['a', 'b', 'c', 'd'].map(name => enter(name))
  await settle()
  expect(order).toEqual(['a', 'b'])
  releases.get('a')?.()
  releases.get('a')?.()
  await settle()
  expect(order).toEqual(['a', 'b', 'c'])
  expect(gate.taken).toBe(2)
  releases.get('b')?.()
  await Promise.all(all)
  expect(order).toEqual(['a', 'b', 'c', 'd'])
})

test('a place is given back after its lease, so that silent hosts hold nobody up', async () => {
  const { clock, gate, order, enter } = setUp(1)
  const all = [enter('silent'), enter('reachable')]
  await settle()
  clock.advance(2_999)
  await settle()
  expect(order).toEqual(['silent'])
  clock.advance(1)
  await Promise.all(all)
  expect(order).toEqual(['silent', 'reachable'])
  clock.advance(10_000)
  expect(gate.taken).toBe(0)
  expect(clock.pending).toBe(0)
})

test('who failed before waits behind who has not', async () => {
  const { order, releases, enter } = setUp(1)
  const all = [enter('first'), enter('failedTwice', undefined, 2), enter('fresh', undefined, 0)]
  await settle()
  releases.get('first')?.()
  await settle()
  releases.get('fresh')?.()
  await Promise.all(all)
  expect(order).toEqual(['first', 'fresh', 'failedTwice'])
})

test('whoever gives up leaves the queue, and a place is not lost', async () => {
  const { gate, order, releases, enter } = setUp(1)
  const controller = new AbortController()
  const first = enter('first')
  const second = enter('second', controller.signal)
  const third = enter('third')
  await first
  controller.abort()
  await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  await expect(gate.enter(controller.signal)).rejects.toMatchObject({ code: 'cancelled' })
  releases.get('first')?.()
  await third
  expect(order).toEqual(['first', 'third'])
  expect(gate.waiting).toBe(0)
})

test('while only the urgent may enter, the others wait and are let in afterwards', async () => {
  const { gate, order, enter } = setUp(2)
  gate.onlyUrgent = true
  const all = [enter('usual'), enter('probe', undefined, -1)]
  await settle()
  expect(order).toEqual(['probe'])
  gate.onlyUrgent = false
  await Promise.all(all)
  expect(order).toEqual(['probe', 'usual'])
})
