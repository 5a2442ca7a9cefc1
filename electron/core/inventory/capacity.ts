import type { HostCapacity, HostFacts } from '../../../shared/models/host.ts'
import type { HostMachines } from './hostMachines.ts'

const ratio = (given: number, there: number | null | undefined): number | null =>
  there === null || there === undefined || there <= 0 ? null : given / there

/** What a host's machines were given beside what it has; over-commit counts what runs. */
export function capacityOf(
  given: ReturnType<HostMachines['given']> | null,
  facts: Pick<HostFacts, 'cpus' | 'memoryBytes'> | null,
): HostCapacity {
  const { running, defined } = given ?? { running: none, defined: none }
  return {
    runningVcpus: running.vcpus,
    runningMemoryBytes: running.memoryBytes,
    definedVcpus: defined.vcpus,
    definedMemoryBytes: defined.memoryBytes,
    cpuOvercommit: ratio(running.vcpus, facts?.cpus),
    memoryOvercommit: ratio(running.memoryBytes, facts?.memoryBytes),
    memoryLeftBytes: facts?.memoryBytes == null ? null : facts.memoryBytes - running.memoryBytes,
  }
}

const none = { vcpus: 0, memoryBytes: 0 }
