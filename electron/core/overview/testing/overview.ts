import type { HostState, HostView } from '../../../../shared/models/host.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { HostSample } from '../../../../shared/models/metrics.ts'
import type { Pool, StoredResource } from '../../../../shared/models/resources.ts'
import { hydrated } from '../../inventory/compose.ts'
import { fleetMachine } from '../../testing/fleet.ts'
import { hostRecord } from '../../testing/store.ts'

const state: HostState = {
  phase: 'live',
  stage: null,
  problem: null,
  sinceMs: 1_000,
  lastContactMs: 1_000,
  roundTripMs: 1,
  retryAtMs: null,
  attempt: 0,
  question: null,
  networkSuspect: false,
}

/** Host number `host` of the made-up fleet as a list shows it: live, 8 CPUs, 64 bytes of memory. */
export function viewOf(host: number, more: Partial<HostState> = {}, rest: Partial<HostView> = {}): HostView {
  const record = hostRecord(host)
  return {
    record,
    site: null,
    state: { ...state, ...more },
    facts: {
      hostname: record.name,
      driver: 'QEMU',
      libvirtVersion: '9.0.0',
      hypervisorVersion: '7.2.0',
      cpuModel: null,
      cpus: 8,
      cpuMhz: null,
      sockets: 1,
      cores: 8,
      threads: 1,
      numaNodes: 1,
      memoryBytes: 64,
      asOfMs: 1_000,
    },
    transport: null,
    readOnly: false,
    settled: true,
    machineCount: 2,
    runningCount: 1,
    capacity: {
      runningVcpus: 0,
      runningMemoryBytes: 0,
      definedVcpus: 0,
      definedMemoryBytes: 0,
      cpuOvercommit: null,
      memoryOvercommit: null,
      memoryLeftBytes: null,
    },
    dataAsOfMs: 1_000,
    ...rest,
  }
}

/** Machine `index` of a host of the made-up fleet, live; the first seven of ten run. */
export function machineOf(host: number, index: number, more: Partial<Machine> = {}): Machine {
  const { machine } = fleetMachine(host, index, 1_000)
  const label = { host: hostRecord(host).name, siteId: null, site: null }
  return { ...hydrated(machine, label), stale: false, ...more }
}

/** A pool of a host as it is stored. */
export function poolOf(host: number, name: string, more: Partial<Pool> = {}, xml: string | null = null) {
  const value: Pool = {
    name,
    uuid: `${host}-${name}`,
    state: 'running',
    type: 'dir',
    path: `/srv/${name}`,
    autostart: true,
    persistent: true,
    capacityBytes: 1_000,
    allocationBytes: 100,
    availableBytes: 900,
    ...more,
  }
  const row: StoredResource<Pool> = {
    hostId: hostRecord(host).id,
    kind: 'pool',
    key: value.uuid,
    value,
    xml,
    asOfMs: 1_000,
  }
  return row
}

/** A host's sample of which only these are measured. */
export function hostSampleOf(host: number, more: Partial<HostSample>): HostSample {
  return {
    hostId: hostRecord(host).id,
    atMs: 1_000,
    cpuPercent: null,
    iowaitPercent: null,
    stealPercent: null,
    memoryTotalBytes: null,
    memoryAvailableBytes: null,
    swapUsedBytes: null,
    load1: null,
    load5: null,
    load15: null,
    netRxBytesPerSecond: null,
    netTxBytesPerSecond: null,
    diskReadBytesPerSecond: null,
    diskWriteBytesPerSecond: null,
    psiCpuPercent: null,
    psiMemoryPercent: null,
    psiIoPercent: null,
    ...more,
  }
}
