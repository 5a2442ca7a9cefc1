import { expect, test } from 'vitest'
import type { SiteId } from '../../../shared/ids.ts'
import { fleetUuid } from '../testing/fleet.ts'
import { hostRecord } from '../testing/store.ts'
import { hostTiles, inScope, siteTiles } from './tiles.ts'
import { hostSampleOf, viewOf } from './testing/overview.ts'

const siteId = (name: string) => fleetUuid(`site ${name}`) as SiteId
const site = (name: string, parent: string | null, production = false) => ({
  id: siteId(name),
  parentId: parent === null ? null : siteId(parent),
  name,
  production,
  options: {},
})
const sites = [site('Berlin', null, true), site('Rack A', 'Berlin'), site('Lab', null)]
const at = (host: number, name: string | null, more = {}) =>
  viewOf(host, more, { record: hostRecord(host, { siteId: name === null ? null : siteId(name) }) })
const hosts = [at(1, 'Rack A'), at(2, 'Berlin', { phase: 'waiting' }), at(3, null), at(4, 'Lab')]
const names = (views: typeof hosts) => views.map(({ record }) => record.name)
const berlin = { kind: 'site', id: siteId('Berlin') } as const

test('a site holds what is below it', () => {
  expect(names(inScope(hosts, sites, berlin))).toEqual(['kvm1', 'kvm2'])
  expect(names(inScope(hosts, sites, { kind: 'host', id: hostRecord(4).id }))).toEqual(['kvm4'])
  expect(inScope(hosts, sites, { kind: 'fleet' })).toHaveLength(4)
})

test('sites add up what is below them; hosts outside have a tile of their own', () => {
  const sample = hostSampleOf(1, { cpuPercent: 25, memoryTotalBytes: 60, memoryAvailableBytes: 45 })
  const sampleOf = (id: string) => (id === sample.hostId ? sample : undefined)
  const attention = [
    {
      kind: 'staleData',
      id: 'x',
      severity: 'warning',
      hostId: hostRecord(2).id,
      host: '',
      sinceMs: 0,
      dataAsOfMs: 0,
      machines: 0,
    },
  ] as const
  const tiles = siteTiles(hosts, sites, { kind: 'fleet' }, attention, sampleOf)
  expect(tiles).toMatchObject([
    {
      name: 'Berlin',
      production: true,
      hosts: 2,
      live: 1,
      machines: 4,
      // One host is not live: what ran there when it was last seen is not said to run.
      running: 1,
      attention: 1,
      cpuPercent: 25,
      memoryPercent: 25,
    },
    { name: 'Lab', hosts: 1, cpuPercent: null },
    { siteId: null, name: null, hosts: 1 },
  ])
  expect(siteTiles(inScope(hosts, sites, berlin), sites, berlin, [], sampleOf)).toMatchObject([
    { name: 'Rack A', hosts: 1 },
    { name: null, hosts: 1 },
  ])
  expect(siteTiles(hosts, [], { kind: 'fleet' }, [], sampleOf)).toEqual([])
})

test('hosts in trouble first, then by name, so many', () => {
  const tiles = hostTiles(
    hosts,
    () => undefined,
    () => [1.234, null],
    3,
  )
  expect(tiles.map(({ name }) => name)).toEqual(['kvm2', 'kvm1', 'kvm3'])
  expect(tiles[0]).toMatchObject({ phase: 'waiting', cpuPercent: null, spark: [1.2, null] })
})
