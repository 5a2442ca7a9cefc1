import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { createLog } from '../log.ts'
import { fleetMachine } from '../testing/fleet.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { StoreWriter } from './writer.ts'

/** A store in which one host's rows can never be written. */
function spoiled(bad: HostId) {
  const kept = temporaryStore()
  for (const host of [1, 2, 3]) kept.store.hosts.insert(hostRecord(host))
  const { machines } = kept.store
  const save: typeof machines.save = (hostId, rows) => {
    if (hostId === bad) throw new AppError('store.failed', 'spoiled by the test')
    machines.save(hostId, rows)
  }
  const clock = new ManualClock()
  const store = { ...kept.store, machines: { ...machines, save } }
  const writer = new StoreWriter(store, clock, createLog('silent'))
  for (const host of [1, 2, 3]) {
    const { machine } = fleetMachine(host, 1, 5)
    writer.machine(hostRecord(host).id, machine.uuid, () => machine)
  }
  const stored = () => kept.store.machines.load().map(row => row.hostId)
  return { kept, writer, clock, stored }
}

test('rows of one host that can’t be written don’t keep the others’ waiting', () => {
  const { kept, writer, clock, stored } = spoiled(hostRecord(1).id)
  using _store = kept
  clock.advance(20_000)
  expect(stored().sort()).toEqual([hostRecord(2).id, hostRecord(3).id].sort())
  writer.close()
})

test('nor take them along at the end', () => {
  const { kept, writer, stored } = spoiled(hostRecord(1).id)
  using _store = kept
  writer.close()
  expect(stored().sort()).toEqual([hostRecord(2).id, hostRecord(3).id].sort())
})
