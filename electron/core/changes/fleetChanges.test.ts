import { expect, test } from 'vitest'
import { machineKey } from '../../../shared/ids.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { hydrated } from '../inventory/compose.ts'
import { fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { FleetChanges } from './fleetChanges.ts'

const { machine } = fleetMachine(1, 0, 1_000)
const key = machineKey(machine.hostId, machine.uuid)

test('changes with the names of today, only those that one may read', () => {
  using opened = temporaryStore()
  const { store } = opened
  const record = hostRecord(1, { name: 'kvm-new-name' })
  store.hosts.insert(record)
  store.hosts.insert(hostRecord(2, { name: 'kvm-other' }))
  const inventory = {
    machine: (wanted: string) =>
      wanted === key ? hydrated(machine, { host: 'kvm1', siteId: null, site: null }) : undefined,
    liveness: () => ({ live: false, readOnly: false }),
    confirmedAtMs: (id: string) => (id === record.id ? 9 : null),
  }
  const changes = new FleetChanges({ store, inventory, registry: { list: () => store.hosts.list() } })
  store.machines.save(record.id, [machine])
  store.machines.confirm(record.id, 1_000)
  store.machines.save(record.id, [{ ...machine, autostart: !machine.autostart, asOfMs: 2_000 }])
  store.resources.replace(record.id, 'pool', [], 1_000)
  store.resources.replace(record.id, 'pool', [{ key: 'p', value: { name: 'iso' }, xml: null }], 3_000)
  store.resources.replace(record.id, 'pool', [], 4_000)

  const all = (...rights: Permission[]) => changes.since(0, right => rights.includes(right))
  expect(all('domain.read', 'storage.read')).toMatchObject({
    changes: [
      { kind: 'pool', change: 'went', subject: 'iso', host: 'kvm-new-name', present: false, machine: null },
      { kind: 'pool', change: 'appeared', present: false },
      { kind: 'machine', change: 'changed', machine: key, present: true, afterMs: 1_000 },
    ],
    more: false,
    beganMs: 2_000,
  })
  expect(all('domain.read').changes).toHaveLength(1)
  expect(all().changes).toEqual([])
  expect(changes.since(3_500, () => true).changes).toHaveLength(1)
  expect(changes.since(0, () => true, hostRecord(2).id).changes).toEqual([])
  expect(changes.hosts()).toMatchObject([
    { host: 'kvm-new-name', live: false, asOfMs: 9 },
    { host: 'kvm-other', asOfMs: null },
  ])
})
