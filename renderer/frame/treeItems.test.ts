import { expect, test } from 'vitest'
import type { Machine } from '../../shared/models/machine.ts'
import { type Address, firstAddress } from '../stores/address.ts'
import { applyFleetEvents, emptyFleet } from '../stores/fleet.ts'
import { hostId, makeHost, makeMachine, siteId, sites } from '../testing/fleetData.ts'
import { crumbs } from './crumbs.ts'
import { treeItems, treeKey } from './treeItems.ts'

const hosts = Array.from({ length: 4 }, (_, index) =>
  makeHost(index, index === 1 ? { phase: 'waiting' } : {}),
)
const fleet = applyFleetEvents(emptyFleet, [{ type: 'snapshot', sites, hosts }])
const names = (items: ReturnType<typeof treeItems>) =>
  items.map(
    item =>
      `${' '.repeat(item.level - 1)}${item.kind === 'site' ? item.site.name : item.kind === 'host' ? item.host.record.name : '*'}`,
  )
const at = (items: ReturnType<typeof treeItems>, id: string) => items.findIndex(item => item.id === id)

test('lists sites with what is in them, and how many of their hosts are not live', () => {
  const items = treeItems(fleet, [])
  expect(names(items)).toEqual(['*', ' fra', '  fra-edge', '   kvm2', '  kvm1', ' lab', '  kvm3', ' kvm4'])
  expect(items[1]).toMatchObject({ hosts: 2, trouble: 1, open: true })
})

test('a folded site hides what is in it but still counts it', () => {
  const items = treeItems(fleet, [siteId(1)])
  expect(names(items)).toEqual(['*', ' fra', ' lab', '  kvm3', ' kvm4'])
  expect(items[1]).toMatchObject({ hosts: 2, trouble: 1, open: false })
})

test('arrows walk, fold, and go out and in as the tree pattern says', () => {
  const items = treeItems(fleet, [])
  const fra = at(items, siteId(1))
  expect(treeKey(items, 0, 'ArrowDown')).toEqual({ to: 1 })
  expect(treeKey(items, 0, 'ArrowUp')).toEqual({ to: 0 })
  expect(treeKey(items, fra, 'ArrowLeft')).toEqual({ fold: siteId(1), open: false })
  expect(treeKey(items, fra, 'ArrowRight')).toEqual({ to: fra + 1 })
  expect(treeKey(items, at(items, hostId(1)), 'ArrowLeft')).toEqual({ to: at(items, siteId(2)) })
  expect(treeKey(items, items.length - 1, 'ArrowRight')).toBeNull()
  expect(treeKey(items, 0, 'End')).toEqual({ to: items.length - 1 })
  const closed = treeItems(fleet, [siteId(1)])
  expect(treeKey(closed, 1, 'ArrowRight')).toEqual({ fold: siteId(1), open: true })
})

test('a letter jumps to the next name that starts with it, round the end', () => {
  const items = treeItems(fleet, [])
  expect(treeKey(items, 0, 'l')).toEqual({ to: at(items, siteId(3)) })
  expect(treeKey(items, items.length - 1, 'k')).toEqual({ to: at(items, hostId(1)) })
  expect(treeKey(items, 0, 'z')).toBeNull()
})

test('a star unfolds what stands beside, and each line knows its place', () => {
  const closed = treeItems(fleet, [siteId(1), siteId(3)])
  expect(treeKey(closed, 1, '*')).toEqual({ unfold: [siteId(1), siteId(3)] })
  expect(treeKey(treeItems(fleet, []), 1, '*')).toBeNull()
  expect(closed[1]).toMatchObject({ position: 1, siblings: 3 })
  expect(closed[3]).toMatchObject({ position: 3, siblings: 3 })
})

test('the way to every page leads through the sites that it lies in', () => {
  const way = (part: Partial<Address>, machine?: Machine) =>
    crumbs(fleet, { ...firstAddress, ...part }, machine)
  const names = (path: ReturnType<typeof crumbs>) => path.map(crumb => crumb.name)
  const scope = { kind: 'host' as const, id: hostId(1) }
  expect(names(way({ page: 'storage', scope }))).toEqual(['Storage', 'fra', 'fra-edge', 'kvm2'])
  expect(names(way({ scope: { kind: 'host', id: hostId(9) } }))).toEqual(['Machines'])
  const page = way({ page: 'host', id: hostId(1), tab: 'storage' })
  expect(names(page)).toEqual(['Hosts', 'fra', 'fra-edge', 'kvm2'])
  expect(page[1]).toMatchObject({ to: { page: 'hosts', scope: { kind: 'site', id: siteId(1) } } })
  const [host] = hosts
  if (!host) throw new Error('the fixture has hosts')
  const machine = makeMachine(host, 1)
  const ofMachine = way({ page: 'machine', id: machine.key }, machine)
  expect(names(ofMachine)).toEqual(['Machines', 'fra', 'kvm1', machine.name])
  expect(ofMachine[2]?.to).toEqual({ page: 'host', id: hostId(0) })
  expect(ofMachine.some(crumb => crumb.production)).toBe(sites[0]?.production)
  expect(names(way({ page: 'settings', tab: 'data' }))).toEqual(['Settings', 'Data'])
})

test('sites that contain each other do not hang the window', () => {
  const [first, second] = sites
  if (!first || !second) throw new Error('the fixture has sites')
  const circle = {
    ...fleet,
    sites: [
      { ...first, parentId: second.id },
      { ...second, parentId: first.id },
    ],
  }
  const scope = { kind: 'site' as const, id: first.id }
  expect(crumbs(circle, { ...firstAddress, scope }).length).toBeGreaterThan(0)
  expect(treeItems(circle, []).length).toBeGreaterThan(0)
})
