import { expect, test } from 'vitest'
import { fleetHostId } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'

test('counts what each host takes, and the file with what is not folded in yet', () => {
  using owned = temporaryStore()
  const { store } = owned
  expect(store.amounts()).toMatchObject({ events: 0, hosts: new Map() })
  store.hosts.insert(hostRecord(1))
  store.hosts.insert(hostRecord(2))
  const host = fleetHostId(1)
  const uuid = '00000000-0000-4000-8000-000000000001' as never
  const seen = (xml: string) => ({ uuid, name: 'web', xml, seenAtMs: 1 })
  store.definitions.put(host, [seen('<domain>\n</domain>')])
  store.definitions.put(host, [seen('<domain>\n<name/>\n</domain>')])
  store.resources.upsert(host, 'pool', [{ key: 'default', value: {}, xml: null }], 1)
  const { databaseBytes, hosts } = store.amounts()
  expect(hosts.get(host)).toEqual({ machines: 0, versions: 2, resources: 1 })
  expect(hosts.get(fleetHostId(2))).toEqual({ machines: 0, versions: 0, resources: 0 })
  expect(databaseBytes).toBeGreaterThan(4_096)
})
