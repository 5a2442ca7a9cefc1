import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Snapshot } from '../../../shared/models/resources.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import { libvirtdMissing } from '../testing/libvirtd.ts'
import { TestDriverWorld } from './testing/testDriverWorld.ts'

describe.skipIf(libvirtdMissing() !== null)(
  `snapshots of a real libvirtd (${libvirtdMissing() ?? 'present'})`,
  () => {
    let there: TestDriverWorld
    beforeAll(async () => {
      there = await TestDriverWorld.start()
    })
    afterAll(() => there?.[Symbol.asyncDispose]())

    const snapshots = () =>
      there.inventory
        .resources<Snapshot>(there.hostId, 'snapshot')
        .items.map(({ uuid, name, parent, current, state }) => [uuid, name, parent, current, state])

    test('are counted, named and in their order, without an event having told of them', async () => {
      const { uuid } = there.named('test')
      expect(there.named('test').snapshotCount).toBe(0)
      for (const name of ['one', 'two & more']) await virsh(there.uri, 'snapshot-create-as', 'test', name)
      await there.inventory.verify(there.hostId)
      expect(there.named('test').snapshotCount).toBe(2)
      expect(snapshots()).toEqual([
        [uuid, 'one', null, false, 'running'],
        [uuid, 'two & more', 'one', true, 'running'],
      ])
      await virsh(there.uri, 'snapshot-delete', 'test', 'one')
      await there.inventory.refreshMachine(there.named('test').key)
      expect(snapshots()).toEqual([[uuid, 'two & more', null, true, 'running']])
      await virsh(there.uri, 'snapshot-delete', 'test', 'two & more')
      await there.inventory.verify(there.hostId)
      expect([snapshots(), there.named('test').snapshotCount]).toEqual([[], 0])
    })
  },
)
