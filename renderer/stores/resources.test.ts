import { expect, test } from 'vitest'
import type { ResourcesEvent } from '../../shared/contract/index.ts'
import { hostId } from '../testing/fleetData.ts'
import { applyResourcesEvents, emptyResources } from './resources.ts'

const lease = {
  network: 'default',
  mac: '52:54:00:00:00:01',
  address: '192.168.122.5',
  prefix: 24,
  hostname: null,
  expiresAtMs: null,
}
const whole: ResourcesEvent = {
  type: 'host',
  kind: 'lease',
  hostId: hostId(1),
  items: [lease],
  asOfMs: 5,
  stale: false,
}

test('a host’s event replaces what was known of its kind, and age is told apart', () => {
  const first = applyResourcesEvents(emptyResources, 'networks', [whole, { type: 'ready' }])
  expect(first.lease.get(hostId(1))).toEqual({ items: [lease], asOfMs: 5, stale: false })
  expect([...first.ready]).toEqual(['networks'])
  const aged = applyResourcesEvents(first, 'networks', [
    { type: 'aged', kind: 'lease', hostId: hostId(1), asOfMs: 9, stale: true },
  ])
  expect(aged.lease.get(hostId(1))).toEqual({ items: [lease], asOfMs: 9, stale: true })
  expect(first.lease.get(hostId(1))?.stale).toBe(false)
  const emptied = applyResourcesEvents(aged, 'networks', [{ ...whole, items: [] }])
  expect(emptied.lease.get(hostId(1))?.items).toEqual([])
})

test('a removed host takes along what the stream brought, and nothing of others', () => {
  const both = applyResourcesEvents(emptyResources, 'networks', [whole, { ...whole, hostId: hostId(2) }])
  const left = applyResourcesEvents(both, 'networks', [{ type: 'hostRemoved', hostId: hostId(1) }])
  expect([...left.lease.keys()]).toEqual([hostId(2)])
  expect(left.pool).toBe(both.pool)
})
