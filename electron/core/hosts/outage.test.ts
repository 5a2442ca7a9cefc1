import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { OutageWatch } from './outage.ts'

function setUp() {
  const clock = new ManualClock()
  const said: boolean[] = []
  const probed: HostId[] = []
  const busy = new Set<HostId>()
  let waiting: HostId[] = []
  const watch = new OutageWatch({
    clock,
    onSuspect: suspect => said.push(suspect),
    waiting: () => waiting,
    probe: hostId => probed.push(hostId),
    busy: hostId => busy.has(hostId),
  })
  const wait = (...hosts: HostId[]) => {
    waiting = hosts
  }
  return { clock, said, probed, busy, watch, wait }
}
const a = 'a' as HostId
const b = 'b' as HostId
const c = 'c' as HostId

test('when every host fails at once, one host at a time is probed, in turn, until one is reached', () => {
  const { clock, said, probed, watch, wait } = setUp()
  for (const host of [a, b, c]) watch.reached(host)
  wait(a, b, c)
  watch.unreached(a)
  watch.unreached(b)
  expect(said).toEqual([])
  watch.unreached(c)
  expect(said).toEqual([true])
  for (let second = 0; second < 4; second += 1) {
    clock.advance(1_000)
    const last = probed.at(-1)
    if (last !== undefined) watch.unreached(last)
  }
  expect(probed).toEqual([a, b, c, a])
  watch.reached(a)
  expect(said).toEqual([true, false])
  clock.advance(60_000)
  expect(probed.length).toBe(4)
  expect(clock.pending).toBe(0)
})

test('a probe that is still under way is waited for', () => {
  const { clock, probed, busy, watch, wait } = setUp()
  wait(a, b)
  watch.unreached(a)
  watch.unreached(b)
  clock.advance(1_000)
  busy.add(a)
  clock.advance(3_000)
  expect(probed).toEqual([a])
  busy.clear()
  clock.advance(250)
  expect(probed).toEqual([a, b])
})

test('a host still to be tried, or one that is reached, keeps the network from being suspected', () => {
  const { said, watch } = setUp()
  for (const host of [a, b, c]) watch.expect(host)
  watch.unreached(a)
  watch.unreached(b)
  expect(said).toEqual([])
  watch.forget(c)
  watch.unreached(b)
  expect(said).toEqual([true])
})

test('after the network was cleared by hand, hosts that still fail make it suspect again', () => {
  const { clock, said, watch } = setUp()
  watch.unreached(a)
  watch.unreached(b)
  watch.clear()
  clock.advance(100_000)
  watch.unreached(a)
  expect(said).toEqual([true, false])
  watch.unreached(b)
  expect(said).toEqual([true, false, true])
  watch.close()
  expect(clock.pending).toBe(0)
})

test('with nobody waiting there is nothing to probe, and nothing breaks', () => {
  const { clock, probed, watch, wait } = setUp()
  watch.unreached(a)
  watch.unreached(b)
  wait()
  clock.advance(5_000)
  wait(b)
  clock.advance(1_000)
  expect(probed).toEqual([b])
  watch.close()
})
