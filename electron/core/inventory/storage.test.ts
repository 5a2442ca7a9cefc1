import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import { libvirtdMissing } from '../testing/libvirtd.ts'
import { TestDriverWorld } from './testing/testDriverWorld.ts'

const gibibyte = 1024 ** 3

describe.skipIf(libvirtdMissing() !== null)(
  `storage of a real libvirtd (${libvirtdMissing() ?? 'present'})`,
  () => {
    let there: TestDriverWorld
    beforeAll(async () => {
      there = await TestDriverWorld.start()
    })
    afterAll(() => there?.[Symbol.asyncDispose]())

    const pools = () => there.inventory.resources<Pool>(there.hostId, 'pool').items
    const volumes = () => there.inventory.resources<Volume>(there.hostId, 'volume').items

    test('pools are what virsh says', () => {
      expect(pools()).toMatchObject([
        {
          ...{ name: 'default-pool', state: 'running', type: 'dir', path: '/default-pool', persistent: true },
          ...{
            autostart: false,
            capacityBytes: 100 * gibibyte,
            allocationBytes: 0,
            availableBytes: 100 * gibibyte,
          },
        },
      ])
    })

    test('volumes come with their sizes, which disks of machines take over', async () => {
      await virsh(there.uri, 'vol-create-as', 'default-pool', 'data.img', '5G')
      await there.inventory.verify(there.hostId)
      expect(volumes()).toMatchObject([
        {
          pool: 'default-pool',
          name: 'data.img',
          path: '/default-pool/data.img',
          capacityBytes: 5 * gibibyte,
        },
      ])
      const disk = (source: string) =>
        `<disk type='file'><source file='${source}'/><target dev='vda' bus='virtio'/></disk>`
      await there.define('uses', disk('/default-pool/data.img'))
      await there.until(() => there.named('uses').disks[0]?.capacityBytes === 5 * gibibyte)
      await there.define('other', disk('/elsewhere/data.img'))
      await there.until(() => there.named('other').disks.length === 1)
      expect(there.named('other').disks[0]?.capacityBytes).toBeNull()
    })

    test('a pool that stops says nothing of sizes, and its volumes are out of sight', async () => {
      await virsh(there.uri, 'pool-destroy', 'default-pool')
      await there.until(() => pools()[0]?.state === 'inactive')
      expect(pools()[0]).toMatchObject({ capacityBytes: null, availableBytes: null })
      expect(volumes()).toEqual([])
      // What was known last of a disk is still the best answer.
      expect(there.named('uses').disks[0]?.capacityBytes).toBe(5 * gibibyte)
    })
  },
)
