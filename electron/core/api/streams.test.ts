import { expect, test } from 'vitest'
import { ownerCaller } from './caller.ts'
import { conflated } from './streams.ts'

function source() {
  const listeners = new Set<() => void>()
  const pending: number[] = []
  return {
    listeners,
    push(value: number) {
      pending.push(value)
      for (const listener of listeners) listener()
    },
    parts: {
      subscribe(changed: () => void) {
        listeners.add(changed)
        return () => void listeners.delete(changed)
      },
      snapshot: () => [['snapshot']] as (string | number)[][],
      *flush() {
        if (pending.length > 0) yield pending.splice(0) as (string | number)[]
      },
      paceMs: 1,
    },
  }
}

test('opens with the snapshot, then merges what gathered between two reads', async () => {
  const { push, parts, listeners } = source()
  const stop = new AbortController()
  const stream = conflated(ownerCaller('test'), stop.signal, parts)
  expect((await stream.next()).value).toEqual(['snapshot'])
  for (const value of [1, 2, 3]) push(value)
  expect((await stream.next()).value).toEqual([1, 2, 3])
  push(4)
  expect((await stream.next()).value).toEqual([4])
  await stream.return()
  expect(listeners.size).toBe(0)
})

test('a change between subscription and snapshot is not lost', async () => {
  const { push, parts } = source()
  const early = {
    ...parts,
    snapshot() {
      push(7)
      return parts.snapshot()
    },
  }
  const stream = conflated(ownerCaller('test'), undefined, early)
  expect((await stream.next()).value).toEqual(['snapshot'])
  expect((await stream.next()).value).toEqual([7])
  await stream.return()
})

test('an abort ends a waiting stream and unsubscribes it', async () => {
  const { parts, listeners } = source()
  const stop = new AbortController()
  const stream = conflated(ownerCaller('test'), stop.signal, parts)
  await stream.next()
  const waiting = stream.next()
  stop.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(listeners.size).toBe(0)
})

test('waits for a full channel before it sends more', async () => {
  const { push, parts } = source()
  const room = Promise.withResolvers<void>()
  let asked = 0
  const caller = ownerCaller('test', () => (++asked === 2 ? room.promise : Promise.resolve()))
  const stream = conflated(caller, undefined, parts)
  await stream.next()
  push(1)
  const next = stream.next()
  await new Promise(resolve => setTimeout(resolve, 20))
  push(2)
  room.resolve()
  expect((await next).value).toEqual([1])
  expect((await stream.next()).value).toEqual([2])
  await stream.return()
})
