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

test('many rows are written in small transactions, and the host is confirmed with the last of them', () => {
  using kept = temporaryStore()
  const { id } = hostRecord(1)
  kept.store.hosts.insert(hostRecord(1))
  const clock = new ManualClock()
  const sizes: number[] = []
  const { machines } = kept.store
  const save: typeof machines.save = (hostId, rows) => {
    sizes.push(rows.length)
    // A slow disk: each row takes a millisecond.
    clock.advance(rows.length)
    machines.save(hostId, rows)
  }
  const writer = new StoreWriter(
    { ...kept.store, machines: { ...machines, save } },
    clock,
    createLog('silent'),
  )
  for (let index = 0; index < 100; index++) {
    const { machine } = fleetMachine(1, index, 5)
    writer.machine(id, machine.uuid, () => machine)
  }
  writer.confirm(id, 77)
  clock.advance(260)
  expect(sizes).toEqual([20])
  expect(kept.store.machines.confirmedAt().get(id)).toBeUndefined()
  clock.advance(5_000)
  expect(kept.store.machines.load()).toHaveLength(100)
  expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(10)
  expect(kept.store.machines.confirmedAt().get(id)).toBe(77)
  writer.close()
})

test('after a failure nothing is lost: it is written when the store takes it again', () => {
  using kept = temporaryStore()
  const { id } = hostRecord(1)
  kept.store.hosts.insert(hostRecord(1))
  const clock = new ManualClock()
  let full = true
  const transaction: typeof kept.store.transaction = work => {
    if (full) throw new AppError('store.full', 'no space left')
    return kept.store.transaction(work)
  }
  const writer = new StoreWriter({ ...kept.store, transaction }, clock, createLog('silent'))
  const { machine, xml } = fleetMachine(1, 1, 5)
  writer.machine(id, machine.uuid, () => machine)
  for (const version of [xml, xml, `${xml}<!-- 2 -->`])
    writer.definition(id, { uuid: machine.uuid, name: machine.name, xml: version, seenAtMs: 5 })
  const event = { atMs: 5, hostId: id, host: 'kvm1', kind: 'lifecycle', key: null, subject: 's', text: 't' }
  writer.event(event)
  clock.advance(20_000)
  expect(kept.store.machines.load()).toEqual([])
  expect(writer.pendingDefinition(id, machine.uuid)?.xml).toBe(`${xml}<!-- 2 -->`)
  full = false
  clock.advance(6_000)
  expect(kept.store.machines.load()).toHaveLength(1)
  expect(kept.store.definitions.versions(id, machine.uuid)).toHaveLength(2)
  expect(kept.store.events.latest(5)).toEqual([event])
  writer.remove(id, machine.uuid)
  writer.close()
  expect(kept.store.machines.load()).toEqual([])
  expect(clock.pending).toBe(0)
})

test('while the store takes nothing, of a definition that keeps changing the first and the newest versions wait', () => {
  using kept = temporaryStore()
  const { id } = hostRecord(1)
  kept.store.hosts.insert(hostRecord(1))
  const clock = new ManualClock()
  let full = true
  const transaction: typeof kept.store.transaction = work => {
    if (full) throw new AppError('store.full', 'no space left')
    return kept.store.transaction(work)
  }
  const writer = new StoreWriter({ ...kept.store, transaction }, clock, createLog('silent'))
  const { machine } = fleetMachine(1, 1, 5)
  const versions = 500
  for (let version = 1; version <= versions; version++) {
    writer.definition(id, {
      uuid: machine.uuid,
      name: machine.name,
      xml: `<v${version}/>`,
      seenAtMs: version,
    })
    clock.advance(5_000)
  }
  full = false
  clock.advance(10_000)
  const stored = kept.store.definitions.versions(id, machine.uuid)
  expect(stored.length).toBeLessThan(50)
  expect(stored.map(({ firstSeenMs }) => firstSeenMs)).toEqual(
    expect.arrayContaining([1, versions - 1, versions]),
  )
  writer.close()
})
