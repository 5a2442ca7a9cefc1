import { expect, test } from 'vitest'
import type { SiteId } from '../../../shared/ids.ts'
import { fleetHostId, fleetUuid } from '../testing/fleet.ts'
import { hostsInScope } from './scope.ts'

const siteId = (name: string) => fleetUuid(name) as SiteId
const hosts = [
  { id: fleetHostId(1), siteId: siteId('rack') },
  { id: fleetHostId(2), siteId: siteId('other') },
  { id: fleetHostId(3), siteId: null },
]
const sites = [
  { id: siteId('rack'), parentId: siteId('fra') },
  { id: siteId('fra'), parentId: siteId('rack') },
  { id: siteId('other'), parentId: null },
]

test('a site has the hosts below it too, also where sites are in a circle', () => {
  expect([...hostsInScope({ kind: 'fleet' }, hosts, sites)]).toHaveLength(3)
  expect([...hostsInScope({ kind: 'site', id: siteId('fra') }, hosts, sites)]).toEqual([fleetHostId(1)])
  expect([...hostsInScope({ kind: 'host', id: fleetHostId(3) }, hosts, sites)]).toEqual([fleetHostId(3)])
  expect([...hostsInScope({ kind: 'host', id: fleetHostId(9) }, hosts, sites)]).toEqual([])
})
