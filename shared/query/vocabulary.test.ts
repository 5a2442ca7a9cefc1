import { expect, test } from 'vitest'
import { disk, machine, nic } from './testing/machines.ts'
import { vocabularyOf } from './vocabulary.ts'

test('holds each word once, sorted, and nothing that is missing', () => {
  const words = vocabularyOf([
    machine({
      name: 'b',
      host: 'kvm2',
      tags: ['x', 'a'],
      devices: ['tpm:tpm-crb'],
      stateReason: 'booted',
      disks: [disk({ sourceType: 'volume', source: 'tank/vm' }), disk({ format: null })],
      nics: [nic(), nic({ type: 'bridge', source: 'br0', model: null })],
    }),
    machine({ name: 'a', site: 'Berlin', tags: ['a'], osId: 'http://debian.org/debian/12' }),
  ])
  expect(words).toEqual({
    names: ['a', 'b'],
    hosts: ['kvm1', 'kvm2'],
    sites: ['Berlin'],
    tags: ['a', 'x'],
    networks: ['default'],
    bridges: ['br0'],
    pools: ['tank'],
    reasons: ['booted'],
    osIds: ['http://debian.org/debian/12'],
    arches: ['x86_64'],
    machineTypes: ['pc-q35-7.2'],
    devices: ['tpm:tpm-crb'],
    nicModels: ['virtio'],
    formats: ['qcow2'],
  })
})
