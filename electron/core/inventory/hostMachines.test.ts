import { expect, test } from 'vitest'
import type { DomainUuid } from '../../../shared/ids.ts'
import { createLog } from '../log.ts'
import { fleetMachine } from '../testing/fleet.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { Changes } from './changes.ts'
import { hydrated } from './compose.ts'
import { HostMachines } from './hostMachines.ts'
import { StoreWriter } from './writer.ts'

const uuidOf = (number: number) =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}` as DomainUuid

test('a host that keeps inventing machines is believed up to what libvirt’s own list can carry', () => {
  using kept = temporaryStore()
  const { id } = hostRecord(1)
  const label = { host: 'kvm1', siteId: null, site: null }
  const clock = new ManualClock()
  const parts = {
    clock,
    changes: new Changes(clock, () => undefined),
    writer: new StoreWriter(kept.store, clock, createLog('silent')),
  }
  const host = new HostMachines(id, label, null, parts)
  const { machine } = fleetMachine(1, 1, 1)
  for (let number = 0; number < 16_384; number++) {
    host.hydrate(hydrated({ ...machine, uuid: uuidOf(number) }, label))
  }
  expect(host.upsert(uuidOf(20_000), 'one more', one => one)).toBe(false)
  expect([host.size, host.get(uuidOf(20_000))]).toEqual([16_384, undefined])
  expect(host.upsert(uuidOf(5), 'known', one => ({ ...one, state: 'paused' }))).toBe(true)
  expect(host.get(uuidOf(5))?.state).toBe('paused')
  host.remove(uuidOf(7))
  expect(host.upsert(uuidOf(20_000), 'one more', one => one)).toBe(true)
})

test('a figure that is no longer known is taken away', () => {
  using kept = temporaryStore()
  const { id } = hostRecord(1)
  const label = { host: 'kvm1', siteId: null, site: null }
  const clock = new ManualClock()
  const told: string[] = []
  const changes = new Changes(clock, key => {
    told.push(key)
    return undefined
  })
  const writer = new StoreWriter(kept.store, clock, createLog('silent'))
  const host = new HostMachines(id, label, null, { clock, changes, writer })
  const { machine } = fleetMachine(1, 1, 1)
  host.hydrate(hydrated({ ...machine, pendingChanges: 2 }, label))
  host.update(machine.uuid, ({ pendingChanges: _, ...rest }) => rest)
  expect(host.get(machine.uuid)).not.toHaveProperty('pendingChanges')
  changes.flush()
  expect(told).toHaveLength(1)
  writer.close()
})
