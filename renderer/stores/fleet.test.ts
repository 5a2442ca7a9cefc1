// @vitest-environment node
import { expect, test } from 'vitest'
import { hostId, makeHost, siteId, sites } from '../testing/fleetData.ts'
import { applyFleetEvents, emptyFleet, fleetTree, hostsOfSite } from './fleet.ts'

const hosts = Array.from({ length: 8 }, (_, index) => makeHost(index))
const fleet = applyFleetEvents(emptyFleet, [{ type: 'snapshot', sites, hosts }])

test('a snapshot replaces, a change replaces one host, a removal takes one away', () => {
  expect(fleet.ready).toBe(true)
  const changed = applyFleetEvents(fleet, [
    { type: 'hostChanged', host: makeHost(0, { phase: 'waiting' }) },
    { type: 'hostRemoved', hostId: hostId(1) },
  ])
  expect(changed.hosts.get(hostId(0))?.state.phase).toBe('waiting')
  expect(changed.hosts.has(hostId(1))).toBe(false)
  expect(applyFleetEvents(changed, [{ type: 'snapshot', sites: [], hosts: [] }]).hosts.size).toBe(0)
})

test('the tree nests sites and orders names as people do', () => {
  const tree = fleetTree(fleet)
  expect(tree.sites.map(node => node.site.name)).toEqual(['fra', 'lab'])
  expect(tree.sites[0]?.sites.map(node => node.site.name)).toEqual(['fra-edge'])
  expect(tree.sites[0]?.hosts.map(host => host.record.name)).toEqual(['kvm1', 'kvm5'])
  expect(tree.hosts.map(host => host.record.name)).toEqual(['kvm4', 'kvm8'])
})

test('what lies in a site that is gone stands at the top, never nowhere', () => {
  const tree = fleetTree({ ...fleet, sites: sites.filter(site => site.name !== 'fra') })
  expect(tree.sites.map(node => node.site.name)).toEqual(['fra-edge', 'lab'])
  expect(tree.hosts.map(host => host.record.name)).toEqual(['kvm1', 'kvm4', 'kvm5', 'kvm8'])
})

test('a site’s hosts include those of the sites within it', () => {
  expect(hostsOfSite(fleet, siteId(1)).length).toBe(4)
  expect(hostsOfSite(fleet, siteId(2)).length).toBe(2)
})
