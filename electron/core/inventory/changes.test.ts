import { expect, test } from 'vitest'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { Changes, type InventoryDelta } from './changes.ts'

const key = (name: string) => name as MachineKey
const hostId = 'h' as HostId

function setUp() {
  const clock = new ManualClock()
  const machines = new Map<MachineKey, Machine>()
  const changes = new Changes(clock, one => machines.get(one))
  const deltas: InventoryDelta[] = []
  const stop = changes.onChange(delta => deltas.push(delta))
  return { clock, machines, changes, deltas, stop }
}

test('many changes of a machine are told once, as it is then', () => {
  const { clock, machines, changes, deltas } = setUp()
  for (const name of ['old', 'new']) {
    machines.set(key('a'), { name } as Machine)
    changes.touch(key('a'))
  }
  changes.touch(key('gone'))
  changes.stale(hostId, true, 5)
  changes.stale(hostId, false, 6)
  expect(deltas).toEqual([])
  clock.advance(1000)
  expect(deltas).toEqual([
    { changed: [{ name: 'new' }], removed: ['gone'], stale: [{ hostId, stale: false, asOfMs: 6 }] },
  ])
  clock.advance(1000)
  expect(deltas).toHaveLength(1)
})

test('closing tells the rest, and who has left hears nothing', () => {
  const { clock, changes, deltas, stop } = setUp()
  changes.touch(key('a'))
  changes.close()
  expect(deltas).toHaveLength(1)
  expect(clock.pending).toBe(0)
  stop()
  changes.touch(key('b'))
  clock.advance(1000)
  expect(deltas).toHaveLength(1)
})
