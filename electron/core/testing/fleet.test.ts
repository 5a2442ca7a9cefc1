import { expect, test } from 'vitest'
import { parseDomain } from '../domainXml/index.ts'
import { fillStore, fleetMachine } from './fleet.ts'
import { temporaryStore } from './store.ts'

const atMs = 1_000_000

test.each([0, 1, 2, 9, 255])('machine %i is what its XML says', index => {
  const { machine, xml } = fleetMachine(3, index, atMs)
  const parsed = parseDomain(xml)
  const unsized = machine.disks.map(disk => ({ ...disk, capacityBytes: null, allocationBytes: null }))
  const unaddressed = machine.nics.map(nic => ({ ...nic, addresses: [] }))
  expect({ ...machine, disks: unsized, nics: unaddressed }).toMatchObject(parsed)
  expect(xml.length).toBeGreaterThan(5_500)
  expect(xml.length).toBeLessThan(7_500)
})

test('a stored fleet has distinct machines, each with its definition', () => {
  using fixture = temporaryStore()
  const { hostIds, keys } = fillStore(fixture.store, { hosts: 3, machinesPerHost: 20, atMs })
  const machines = fixture.store.machines.load()
  expect(fixture.store.hosts.list().map(host => host.id)).toEqual(hostIds)
  expect(new Set(keys).size).toBe(60)
  expect(new Set(machines.map(machine => machine.name)).size).toBe(60)
  expect(new Set(machines.map(machine => machine.nics[0]?.mac)).size).toBe(60)
  for (const machine of machines) {
    expect(machine.asOfMs).toBe(atMs)
    expect(fixture.store.definitions.current(machine.hostId, machine.uuid)?.hash).toBe(machine.definitionHash)
  }
})
