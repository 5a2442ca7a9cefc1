import { beforeEach, expect, test } from 'vitest'
import { fleetHostId, fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import type { Machines, StoredMachine } from './types.ts'

const host = fleetHostId(1)
const one = fleetMachine(1, 1, 100).machine
const two = fleetMachine(1, 2, 100).machine

let machines: Machines

beforeEach(() => {
  const test = temporaryStore()
  test.store.hosts.insert(hostRecord(1))
  test.store.hosts.insert(hostRecord(2))
  machines = test.store.machines
  return () => test[Symbol.dispose]()
})

const loaded = () => machines.load().sort((a, b) => a.name.localeCompare(b.name))

test('come back as they went in', () => {
  machines.save(host, [one, two])
  expect(new Set(machines.load())).toEqual(new Set([one, two]))
})

test('save changes what is there and leaves the rest', () => {
  machines.save(host, [one, two])
  const changed: StoredMachine = { ...one, state: 'paused', nics: [], asOfMs: 150, description: null }
  machines.save(host, [changed])
  expect(new Set(machines.load())).toEqual(new Set([changed, two]))
})

test('the same UUID on two hosts is two machines', () => {
  const copy = { ...one, hostId: fleetHostId(2), name: 'copy' }
  machines.save(host, [one])
  machines.save(fleetHostId(2), [copy])
  expect(loaded()).toEqual([one, copy].sort((a, b) => a.name.localeCompare(b.name)))
  machines.remove(host, [one.uuid])
  expect(loaded()).toEqual([copy])
})

test('confirm dates every machine of the host and no other', () => {
  const elsewhere = { ...fleetMachine(2, 1, 100).machine }
  machines.save(host, [one, { ...two, asOfMs: 700 }])
  machines.save(fleetHostId(2), [elsewhere])
  expect(machines.confirmedAt()).toEqual(new Map())
  machines.confirm(host, 500)
  expect(machines.confirmedAt()).toEqual(new Map([[host, 500]]))
  const dates = Object.fromEntries(machines.load().map(machine => [machine.uuid, machine.asOfMs]))
  expect(dates).toEqual({ [one.uuid]: 500, [two.uuid]: 700, [elsewhere.uuid]: 100 })
})

test('after the clock was set back nothing is dated in the future', () => {
  machines.save(host, [{ ...one, asOfMs: 10_000 }])
  machines.confirm(host, 10_500)
  machines.confirm(host, 200)
  expect(machines.load().map(machine => machine.asOfMs)).toEqual([200])
  expect(machines.confirmedAt().get(host)).toBe(200)
})

test('any text a guest can carry is kept', () => {
  const name = `nul \0 quote ' " \\ \u2028 😀 \ud800 ${'x'.repeat(100_000)}`
  machines.save(host, [{ ...one, name, description: name, tags: [name] }])
  expect(machines.load()).toEqual([{ ...one, name, description: name, tags: [name] }])
})

test('an unknown field of a later model is carried along', () => {
  machines.save(host, [{ ...one, ...{ later: { deep: [1] } } }])
  expect(machines.load()).toEqual([{ ...one, later: { deep: [1] } }])
})
