import type { HostId } from '../../../../shared/ids.ts'
import type { HostState, HostView } from '../../../../shared/models/host.ts'

/** Host number `index` of a made-up fleet, live unless told. */
export function testHost(index: number, state: Partial<HostState> = {}): HostView {
  const id = `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}` as HostId
  return {
    record: {
      id,
      name: `kvm${index}`,
      siteId: null,
      uri: `qemu+ssh://root@kvm${index}.example.test/system`,
      autoConnect: true,
      options: {},
      createdAtMs: 0,
    },
    site: null,
    state: {
      phase: 'live',
      stage: null,
      problem: null,
      sinceMs: 0,
      lastContactMs: null,
      roundTripMs: null,
      retryAtMs: null,
      attempt: 0,
      question: null,
      networkSuspect: false,
      ...state,
    },
    facts: null,
    transport: null,
    readOnly: false,
    settled: true,
    machineCount: 4,
    runningCount: 3,
    capacity: {
      runningVcpus: 6,
      runningMemoryBytes: 0,
      definedVcpus: 8,
      definedMemoryBytes: 0,
      cpuOvercommit: null,
      memoryOvercommit: null,
      memoryLeftBytes: null,
    },
    dataAsOfMs: null,
  }
}

/** A question that a host asks. */
export const testQuestion: NonNullable<HostState['question']> = {
  kind: 'newHostKey',
  endpoint: 'kvm:22',
  presented: { algorithm: 'ssh-ed25519', sha256: 'SHA256:x', randomart: null },
}
