import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HostId, SiteId } from '../../../shared/ids.ts'
import { openStore, type Store } from '../store/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { HostRecords } from './records.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-records-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})
const open = () => new HostRecords(store, new ManualClock(1_700_000_000_000))
const refuses = (code: string) => expect.objectContaining({ code })
const nobody = HostId.parse('00000000-0000-4000-8000-00000000dead')

test('a host is stored as given, named by its address, and there again in the next run', () => {
  const records = open()
  const made = records.add({ uri: 'qemu+ssh://root@kvm1.example.org/system', options: { tickMs: 4_000 } })
  expect(made).toMatchObject({
    name: 'kvm1',
    siteId: null,
    autoConnect: true,
    createdAtMs: 1_700_000_000_000,
  })
  expect(open().get(made.id)).toEqual(made)
  expect(open().options(made.id).options.tickMs).toBe(4_000)
})

test('names are unique whatever their case, and a free one is suggested', () => {
  const records = open()
  const first = records.add({ uri: 'qemu+ssh://kvm1/system' })
  expect(records.suggestedName({ uri: 'qemu+ssh://kvm1.other.example/system' })).toBe('kvm1-2')
  expect(records.suggestedName({ uri: 'test:///default' })).toBe('test')
  expect(() => records.add({ uri: 'qemu:///system', name: 'KVM1' })).toThrowError(refuses('name.taken'))
  const second = records.add({ uri: 'qemu+ssh://kvm2/system' })
  expect(() => records.update(second.id, { name: 'Kvm1' })).toThrowError(refuses('name.taken'))
  expect(records.update(first.id, { name: 'KVM1' }).name).toBe('KVM1')
})

test('what is not valid is refused and nothing of it stored', () => {
  const records = open()
  expect(() => records.add({ uri: 'qemu+ssh:/kvm1' })).toThrowError(refuses('uri.invalid'))
  expect(() => records.add({ uri: 'qemu:///system', name: ' ' })).toThrowError(refuses('input.invalid'))
  const gone = SiteId.parse('00000000-0000-4000-8000-00000000beef')
  expect(() => records.add({ uri: 'qemu:///system', siteId: gone })).toThrowError(refuses('name.unknown'))
  expect(store.hosts.list()).toEqual([])
  expect(() => records.update(nobody, {})).toThrowError(refuses('host.unknown'))
  expect(() => records.remove(nobody)).toThrowError(refuses('host.unknown'))
})

test('options follow the sites as they change', () => {
  const records = open()
  const outer = records.addSite({ name: 'Berlin', production: true })
  const inner = records.addSite({ name: 'Rack 1', parentId: outer.id })
  const host = records.add({ uri: 'qemu+ssh://kvm1/system', siteId: inner.id })
  expect(records.options(host.id).options.jump).toBeUndefined()
  records.updateSite(outer.id, { options: { jump: ['gate'], tickMs: 5_000 } })
  records.updateSite(inner.id, { options: { tickMs: 3_000 } })
  expect(records.options(host.id).options).toMatchObject({ jump: ['gate'], tickMs: 3_000 })
  expect(records.removeSite(inner.id).map(one => one.id)).toEqual([host.id])
  expect(records.get(host.id)?.siteId).toBe(outer.id)
  expect(records.options(host.id).options.tickMs).toBe(5_000)
  expect(open().get(host.id)?.siteId).toBe(outer.id)
})

test('sites have unique names beside each other only, and none contains itself', () => {
  const records = open()
  const berlin = records.addSite({ name: 'Berlin' })
  const paris = records.addSite({ name: 'Paris' })
  const rack = records.addSite({ name: 'Rack 1', parentId: berlin.id })
  expect(records.addSite({ name: 'Rack 1', parentId: paris.id }).name).toBe('Rack 1')
  expect(() => records.addSite({ name: 'berlin' })).toThrowError(refuses('name.taken'))
  expect(() => records.updateSite(rack.id, { parentId: paris.id })).toThrowError(refuses('name.taken'))
  expect(() => records.updateSite(berlin.id, { parentId: rack.id })).toThrowError(refuses('input.invalid'))
  expect(records.updateSite(berlin.id, { production: true })).toMatchObject({
    name: 'Berlin',
    production: true,
  })
})
