import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fillStore, fleetHostId, fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { Connection } from './database.ts'
import { openStore } from './index.ts'

let fixture: ReturnType<typeof temporaryStore>

beforeEach(() => {
  fixture = temporaryStore()
})

afterEach(() => {
  vi.useRealTimers()
  fixture[Symbol.dispose]()
})

/** Rows by table, as another connection sees them, with the index checked. */
function counts() {
  const connection = new Connection(join(fixture.folder, 'novacron.sqlite'))
  const count = (table: string) => connection.column<number>(`SELECT count(*) FROM ${table}`)[0]
  const result = {
    lines: count('definition_lines'),
    indexed: count(`definition_line_trigrams WHERE definition_line_trigrams MATCH '"<do" OR "<na" OR "<ad"'`),
    definitions: count('definitions'),
    integrity: connection.pragma('integrity_check'),
  }
  connection.close()
  return result
}

test('what only a removed host had goes, what others share stays', () => {
  const { store } = fixture
  fillStore(store, { hosts: 1, machinesPerHost: 20, atMs: 5 })
  const before = counts()
  const other = fleetHostId(1)
  store.hosts.insert(hostRecord(1))
  const foreign = Array.from({ length: 20 }, (_, index) => fleetMachine(1, index, 5))
  const huge = Array.from({ length: 9_000 }, (_, index) => `<note n="${index}"/>`).join('\n')
  store.definitions.put(
    other,
    foreign.map(({ machine, xml }) => ({ uuid: machine.uuid, name: machine.name, xml, seenAtMs: 5 })),
  )
  store.definitions.put(other, [
    {
      uuid: foreign[0]?.machine.uuid ?? fleetMachine(1, 0, 5).machine.uuid,
      name: 'huge',
      xml: huge,
      seenAtMs: 6,
    },
  ])
  expect(counts().definitions).toBe(41)

  expect(store.tidy()).toBe(false)
  expect(counts().definitions).toBe(41)
  store.hosts.remove(other)
  let slices = 0
  while (store.tidy()) slices++
  expect(slices).toBeGreaterThan(2)
  expect(counts()).toEqual(before)
  for (const machine of store.machines.load()) {
    expect(store.definitions.current(machine.hostId, machine.uuid)?.hash).toBe(machine.definitionHash)
  }
})

test('a line that comes into use again between slices stays', () => {
  const { store } = fixture
  store.hosts.insert(hostRecord(1))
  store.hosts.insert(hostRecord(2))
  const lines = Array.from({ length: 400 }, (_, index) => `<line n="${index}"/>`)
  const { uuid } = fleetMachine(1, 1, 5).machine
  const put = (hostId: typeof uuid | ReturnType<typeof fleetHostId>, xml: string) =>
    store.definitions.put(hostId as ReturnType<typeof fleetHostId>, [{ uuid, name: 'm', xml, seenAtMs: 5 }])
  put(fleetHostId(2), lines.join('\n'))
  store.hosts.remove(fleetHostId(2))
  let round = 0
  for (;;) {
    // Each new definition uses lines that the sweep may be about to delete.
    if (round < 5) put(fleetHostId(1), lines.slice(-10 - round).join('\n'))
    round++
    if (!store.tidy()) break
  }
  const texts = store.definitions
    .versions(fleetHostId(1), uuid)
    .map(({ hash }) => store.definitions.text(hash))
  expect(new Set(texts)).toEqual(new Set([10, 11, 12, 13, 14].map(count => lines.slice(-count).join('\n'))))
  expect(counts().lines).toBe(14)
})

test('it happens by itself, also after a restart, and ends with the store', () => {
  vi.useFakeTimers()
  const { store } = fixture
  fillStore(store, { hosts: 1, machinesPerHost: 5, atMs: 5 })
  store.hosts.remove(fleetHostId(0))
  store.close()
  vi.advanceTimersByTime(60_000)
  expect(counts().definitions).toBe(5)

  const again = openStore(fixture.folder)
  vi.advanceTimersByTime(60_000)
  expect(counts()).toMatchObject({ definitions: 0, lines: 0, indexed: 0, integrity: 'ok' })
  again.close()
  expect(vi.getTimerCount()).toBe(0)
})
