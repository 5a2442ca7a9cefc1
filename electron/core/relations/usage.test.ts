import { describe, expect, test } from 'vitest'
import { PoolRow, VolumeRow } from '../../../shared/contract/relations.ts'
import type { KnownHost } from './facts.ts'
import { disk, knownHost, machine, pool, volume } from './testing/known.ts'
import { storageTotals } from './totals.ts'
import { relateStorage } from './usage.ts'

const one = knownHost(1)
const relate = (...hosts: KnownHost[]) => {
  const { pools, volumes } = relateStorage(hosts)
  for (const row of pools) expect(PoolRow.parse(row)).toEqual(row)
  for (const row of volumes) expect(VolumeRow.parse(row)).toEqual(row)
  return {
    pools,
    volumes,
    volume: (name: string) => {
      const found = volumes.filter(row => row.name === name)
      if (found.length !== 1 || !found[0]) throw new Error(`${found.length} volumes are named ${name}`)
      return found[0]
    },
    pool: (name: string, host = 'kvm1') => {
      const found = pools.find(row => row.name === name && row.host === host)
      if (!found) throw new Error(`no pool ${name}`)
      return found
    },
  }
}
const usersOf = (row: VolumeRow) => row.users.map(user => [user.name, user.via, user.target])

describe('who uses a volume', () => {
  test('by pool and volume, by path, by device mapper’s name, and by a name on the network', () => {
    const related = relate({
      ...one,
      pools: [pool('images'), pool('vg0', { type: 'logical' }), pool('ceph', { type: 'rbd' })],
      volumes: [
        volume('images', 'a'),
        volume('images', 'b'),
        volume('vg0', 'my-lv', { path: '/dev/vg0/my-lv', key: 'x', type: 'block' }),
        volume('ceph', 'img', { path: 'vms/img', key: 'vms/img', type: 'network' }),
      ],
      machines: [
        machine(one.hostId, 'm', {
          disks: [
            disk('vda', 'images/a', 'volume'),
            disk('vdb', '/pools//images/./b'),
            disk('vdc', '/dev/mapper/vg0-my--lv', 'block'),
            disk('vdd', 'rbd:vms/img', 'network'),
            disk('hdc', null),
          ],
        }),
      ],
    })
    expect(usersOf(related.volume('a'))).toEqual([['m', 'disk', 'vda']])
    expect(usersOf(related.volume('b'))).toEqual([['m', 'disk', 'vdb']])
    expect(usersOf(related.volume('my-lv'))).toEqual([['m', 'disk', 'vdc']])
    expect(usersOf(related.volume('img'))).toEqual([['m', 'disk', 'vdd']])
    expect(related.volumes.every(row => !row.unused && row.doubts.length === 0)).toBe(true)
  })

  test('through backing chains, also over pools and by a relative name', () => {
    const related = relate({
      ...one,
      pools: [pool('images'), pool('golden')],
      volumes: [
        volume('images', 'web', { backing: 'mid' }),
        volume('images', 'mid', { backing: '/pools/golden/base' }),
        volume('golden', 'base', { backing: '/nowhere/root' }),
      ],
      machines: [machine(one.hostId, 'm', { disks: [disk('vda', '/pools/images/web')] })],
    })
    expect(usersOf(related.volume('base'))).toEqual([['m', 'backing', 'vda']])
    expect(related.volume('base')).toMatchObject({
      unused: false,
      backs: [related.volume('mid').key],
      backsCount: 1,
    })
    expect(related.volume('web').chain).toEqual([
      { path: '/pools/images/mid', volume: related.volume('mid').key },
      { path: '/pools/golden/base', volume: related.volume('base').key },
      { path: '/nowhere/root', volume: null },
    ])
  })

  test('a disk outside every pool still uses what its running machine says it is built upon', () => {
    const related = relate({
      ...one,
      pools: [pool('images')],
      volumes: [volume('images', 'base'), volume('images', 'vmlinuz')],
      machines: [
        machine(one.hostId, 'm', {
          disks: [disk('vda', '/srv/overlay')],
          files: ['/pools/images/base', '/pools/images/vmlinuz'],
        }),
      ],
    })
    expect(usersOf(related.volume('base'))).toEqual([['m', 'definition', null]])
    expect(related.volume('vmlinuz').unused).toBe(false)
  })

  test('the same path on another host is another volume', () => {
    const two = knownHost(2)
    const files = { pools: [pool('images')], volumes: [volume('images', 'a')] }
    const related = relate(
      { ...one, ...files, machines: [machine(one.hostId, 'm', { disks: [disk('vda', '/pools/images/a')] })] },
      { ...two, ...files },
    )
    expect(related.volumes.map(row => [row.host, row.userCount, row.unused])).toEqual([
      ['kvm1', 1, false],
      ['kvm2', 0, true],
    ])
  })

  test('backing files in a circle, and names that mean nothing, hurt nobody', () => {
    const related = relate({
      ...one,
      pools: [pool('images')],
      volumes: [
        volume('images', 'a', { backing: '/pools/images/b' }),
        volume('images', 'b', { backing: '/pools/images/a' }),
        volume('images', 'self', { backing: '/pools/images/self' }),
        volume('images', '__proto__', { path: '__proto__', backing: 'constructor' }),
        volume('lost', '../../etc/passwd', { path: '' }),
      ],
      machines: [
        machine(one.hostId, 'm', {
          disks: [
            disk('vda', '/pools/images/a'),
            disk('vdb', '__proto__', 'volume'),
            disk('vdc', ':', 'network'),
          ],
        }),
      ],
    })
    expect(related.volume('b').users).toMatchObject([{ name: 'm', via: 'backing' }])
    expect(related.volume('a').chain).toHaveLength(2)
    expect(related.volume('self').chain).toHaveLength(1)
    expect(related.volume('../../etc/passwd').unused).toBe(true)
  })
})

test('what nobody uses is said with its doubts', () => {
  const files = { pools: [pool('images')], volumes: [volume('images', 'a')] }
  expect(relate({ ...one, ...files }).volume('a')).toMatchObject({ unused: true, doubts: [] })
  expect(relate({ ...one, ...files, stale: true }).volume('a').doubts).toEqual(['stale'])
  const unread = machine(one.hostId, 'm', { definitionHash: null })
  expect(relate({ ...one, ...files, machines: [unread] }).volume('a').doubts).toEqual(['unread'])
})

const nfs = `<pool type='netfs'><name>nfs</name><source><host name='nfs1'/><dir path='/export'/></source>
  <target><path>/mnt/nfs</path></target></pool>`

test('storage that several hosts have is one: volumes once, users of all, space counted once', () => {
  const two = knownHost(2)
  const on = (name: string) => ({
    pools: [pool(name, { type: 'netfs', capacityBytes: 1000, allocationBytes: 400 }, nfs)],
    volumes: [volume(name, 'disk', { path: '/mnt/nfs/disk', capacityBytes: 900, allocationBytes: 100 })],
  })
  const related = relate(
    { ...one, ...on('nfs') },
    {
      ...two,
      ...on('vms'),
      machines: [machine(two.hostId, 'm', { disks: [disk('vda', 'vms/disk', 'volume')] })],
    },
  )
  expect(related.volumes).toHaveLength(1)
  expect(related.volume('disk')).toMatchObject({
    hostIds: [one.hostId, two.hostId],
    users: [{ name: 'm', via: 'disk' }],
    unused: false,
  })
  expect(related.pool('nfs')).toMatchObject({
    source: 'nfs1:/export',
    share: { by: 'source', hosts: ['kvm1', 'kvm2'] },
    volumeCount: 1,
    machineCount: 1,
    commitment: 1.2,
  })
  expect(related.pool('vms', 'kvm2')).toMatchObject({ volumeCount: 1, commitment: 1.2 })
  expect(storageTotals(related.pools, related.volumes)).toMatchObject({
    pools: 2,
    sharedSpaces: 1,
    volumes: 1,
    capacityBytes: 1000,
    allocationBytes: 400,
    growthBytes: 800,
    unusedCount: 0,
  })
})

test('directories on one filesystem share its free space; alike ones on two hosts do not', () => {
  const size = { capacityBytes: 1_000_000, allocationBytes: 400_000, availableBytes: 600_000 }
  const pools = [pool('images', size), pool('iso', { ...size, availableBytes: 600_500 })]
  const thin = volume('images', 'thin', { capacityBytes: 700_000, allocationBytes: 0 })
  const related = relate(
    { ...one, pools: [...pools, pool('other', { ...size, availableBytes: 10 })], volumes: [thin] },
    { ...knownHost(2), pools },
  )
  expect(related.pool('iso')).toMatchObject({
    share: { by: 'filesystem', pools: [related.pool('images').key, related.pool('iso').key] },
    growthBytes: 700_000,
    provisionedBytes: 0,
    commitment: 1.1,
  })
  expect(related.pool('other').share).toBeNull()
  expect(storageTotals(related.pools, related.volumes).capacityBytes).toBe(3_000_000)
})

test('a pool that is off, or without a size, has no commitment and does not count', () => {
  const off = pool('off', {
    state: 'inactive',
    capacityBytes: null,
    allocationBytes: null,
    availableBytes: null,
  })
  const related = relate({ ...one, pools: [off, pool('none', { capacityBytes: 0 })] })
  expect(related.pools.map(row => row.commitment)).toEqual([null, null])
  expect(storageTotals([related.pool('off')], [])).toMatchObject({
    capacityBytes: null,
    allocationBytes: null,
  })
})

test('a golden image of many machines names some and counts all', () => {
  const machines = Array.from({ length: 200 }, (_, at) =>
    machine(one.hostId, `m${at}`, { disks: [disk('vda', `images/v${at}`, 'volume')] }),
  )
  const overlays = machines.map((_, at) => volume('images', `v${at}`, { backing: '/pools/images/base' }))
  const related = relate({
    ...one,
    pools: [pool('images')],
    volumes: [volume('images', 'base'), ...overlays],
    machines,
  })
  expect(related.volume('base')).toMatchObject({ userCount: 200, backsCount: 200 })
  expect(related.volume('base').users).toHaveLength(50)
  expect(related.volume('base').backs).toHaveLength(50)
})
