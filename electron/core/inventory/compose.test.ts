import { describe, expect, test } from 'vitest'
import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import { Machine, type Disk, type Nic } from '../../../shared/models/machine.ts'
import {
  emptyConfig,
  hydrated,
  sameMachine,
  stored,
  unknownMachine,
  withAddresses,
  withConfig,
  withSizes,
  withStatus,
} from './compose.ts'

const hostId = '00000000-0000-4000-8000-000000000001' as HostId
const uuid = '00000000-0000-4000-8000-000000000002' as DomainUuid
const label = { host: 'kvm1', siteId: null, site: null }
const machine = unknownMachine(hostId, uuid, 'web', label, 7)

const disk = (target: string, source: string | null, more: Partial<Disk> = {}): Disk => ({
  ...{ target, source, bus: 'virtio', device: 'disk', format: 'qcow2', sourceType: 'file' },
  ...{ capacityBytes: null, allocationBytes: null, readOnly: false, shareable: false, serial: null },
  ...more,
})
const nic = (mac: string | null, addresses: string[] = []): Nic => ({
  ...{ mac, type: 'network', source: 'default', model: 'virtio', target: null, link: 'up' },
  addresses,
})

test('a machine of which nothing is known yet is a valid one, and survives the store', () => {
  expect(Machine.parse(machine)).toEqual(machine)
  const back = hydrated(stored(machine), label)
  expect(back).toEqual({ ...machine, stale: true })
  expect(Object.keys(stored(machine))).not.toContain('host')
})

describe('status', () => {
  test('another run has no known start; the same one keeps it', () => {
    const running = { ...machine, id: 3, startedAtMs: 1000 }
    expect(withStatus(running, { id: 3, state: 'paused' }).startedAtMs).toBe(1000)
    expect(withStatus(running, { id: 4 }).startedAtMs).toBeNull()
    expect(withStatus(running, { id: null }).startedAtMs).toBeNull()
  })
})

describe('configuration', () => {
  const known = {
    ...machine,
    disks: [disk('vda', '/a', { capacityBytes: 10, allocationBytes: 5 })],
    nics: [nic('52:54:00:00:00:01', ['10.0.0.7'])],
  }

  test('sizes and addresses of the same disks and NICs stay, of others they don’t', () => {
    const config = {
      ...emptyConfig(uuid, 'web'),
      disks: [disk('vda', '/a'), disk('vdb', '/b')],
      nics: [nic('52:54:00:00:00:01'), nic('52:54:00:00:00:02'), nic(null)],
    }
    const next = withConfig(known, config)
    expect(next.disks.map(one => one.capacityBytes)).toEqual([10, null])
    expect(next.nics.map(one => one.addresses)).toEqual([['10.0.0.7'], [], []])
    expect(
      withConfig(known, { ...config, disks: [disk('vda', '/other')] }).disks[0]?.capacityBytes,
    ).toBeNull()
  })

  test('the UUID is the host’s word, whatever the XML says', () => {
    const other = '00000000-0000-4000-8000-00000000000f' as DomainUuid
    expect(withConfig(known, emptyConfig(other, 'web')).uuid).toBe(uuid)
  })

  test('what is not known of a size stays, and an empty drive has none', () => {
    const size = { capacityBytes: 20, allocationBytes: null }
    expect(withSizes(known, () => size).disks[0]).toMatchObject({ capacityBytes: 20, allocationBytes: 5 })
    expect(withSizes(known, () => undefined)).toBe(known)
    expect(withSizes(known, () => ({ capacityBytes: 10, allocationBytes: 5 }))).toBe(known)
    const ejected = { ...known, disks: [disk('hdc', null, { capacityBytes: 1, allocationBytes: 1 })] }
    expect(withSizes(ejected, () => size).disks[0]).toMatchObject({
      capacityBytes: null,
      allocationBytes: null,
    })
  })

  test('addresses are replaced only where they differ', () => {
    expect(withAddresses(known, () => ['10.0.0.7'])).toBe(known)
    expect(withAddresses(known, () => []).nics[0]?.addresses).toEqual([])
  })
})

test('two machines tell the same whatever the time they were confirmed', () => {
  expect(sameMachine(machine, { ...machine, asOfMs: 99 })).toBe(true)
  expect(sameMachine(machine, { ...machine, tags: [] })).toBe(true)
  expect(sameMachine(machine, { ...machine, tags: ['a'] })).toBe(false)
  expect(sameMachine(machine, { ...machine, state: 'running' })).toBe(false)
})
