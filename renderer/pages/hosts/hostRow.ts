import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { HostSample } from '../../../shared/models/metrics.ts'
import { isLive } from '../../components/hostState.ts'
import { metricsBoard } from '../../stores/metrics.ts'

/** A host as a row of a list. */
export interface HostRow {
  key: HostId
  host: HostView
}

/** Rows that stay the same objects while their hosts do. */
export function hostRows(
  hosts: Iterable<HostView>,
  before: ReadonlyMap<HostId, HostRow>,
): Map<HostId, HostRow> {
  const rows = new Map<HostId, HostRow>()
  for (const host of hosts) {
    const known = before.get(host.record.id)
    rows.set(host.record.id, known?.host === host ? known : { key: host.record.id, host })
  }
  return rows
}

/** The sample that is shown of a host; none while it does not answer. */
export const sampleOf = ({ host }: HostRow): HostSample | undefined =>
  isLive(host.state) ? metricsBoard.host(host.record.id) : undefined

/** Memory in use, of what there is, and what is promised to running machines; nulls where nobody measured. */
export function memoryOf({ host }: HostRow, sample: HostSample | undefined) {
  const total = sample?.memoryTotalBytes ?? null
  const free = sample?.memoryAvailableBytes ?? null
  return {
    value: total === null || free === null ? null : total - free,
    of: total,
    promised: host.capacity.runningMemoryBytes,
  }
}
