import { expect, test } from 'vitest'
import type { HostFacts } from '../../../shared/models/host.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'

const facts: HostFacts = {
  hostname: 'kvm1',
  driver: 'QEMU',
  libvirtVersion: '9.0.0',
  hypervisorVersion: '7.2.0',
  cpuModel: 'x86_64',
  cpus: 8,
  cpuMhz: 2_400,
  sockets: 1,
  cores: 4,
  threads: 2,
  numaNodes: null,
  memoryBytes: 2 ** 34,
  asOfMs: 5,
}

test('are kept per host, the latest only', () => {
  using test = temporaryStore()
  test.store.hosts.insert(hostRecord(1))
  expect(test.store.hostFacts.get(hostRecord(1).id)).toBeNull()
  test.store.hostFacts.set(hostRecord(1).id, facts)
  test.store.hostFacts.set(hostRecord(1).id, { ...facts, cpus: 16, asOfMs: 9 })
  expect(test.store.hostFacts.get(hostRecord(1).id)).toEqual({ ...facts, cpus: 16, asOfMs: 9 })
  expect(() => test.store.hostFacts.set(hostRecord(2).id, facts)).toThrow(
    expect.objectContaining({ code: 'host.unknown' }),
  )
})
