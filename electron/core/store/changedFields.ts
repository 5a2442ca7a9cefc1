import type { FieldChange } from '../../../shared/models/change.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { StoredMachine } from './types.ts'

type Plain = FieldChange['from']
type Facts = Readonly<Record<string, unknown>>

/** What of a machine beside its state and definition is worth telling when it becomes another. */
const machineFields = ['name', 'autostart', 'persistent', 'managedSave', 'snapshotCount'] as const

/** What of a host is worth telling; its clock rate moves by itself. */
const hostFields = [
  'hostname',
  'driver',
  'libvirtVersion',
  'hypervisorVersion',
  'cpuModel',
  'cpus',
  'sockets',
  'cores',
  'threads',
  'numaNodes',
  'memoryBytes',
] as const

/** Resources whose changes are told, and what of them; how full a pool is moves by itself. */
const resourceFields: Partial<Record<ResourceKind, readonly string[]>> = {
  pool: ['name', 'state', 'type', 'path', 'autostart', 'persistent', 'capacityBytes'],
  network: ['name', 'active', 'autostart', 'persistent', 'bridge', 'forward', 'addresses'],
}

/** What changed of a machine's own facts; what was not known before did not change. */
export const machineChanges = (before: StoredMachine, after: StoredMachine): FieldChange[] =>
  differing(machineFields, { ...before }, { ...after }).filter(
    ({ field, from, to }) => field !== 'snapshotCount' || (from !== null && to !== null),
  )

/** The machine's change of state; null where there is none, or where either is not known. */
export function stateChange(before: StoredMachine, after: StoredMachine): FieldChange[] | null {
  if (before.state === after.state || before.state === 'nostate' || after.state === 'nostate') return null
  const reason = { field: 'reason', from: before.stateReason, to: after.stateReason }
  return [{ field: 'state', from: before.state, to: after.state }, reason]
}

/** A host's memory is what its kernel left of it at the last boot: a small part more or less is no change. */
const MEMORY_MOVES = 0.02

/** What changed of a host; what was not known before did not change. */
export const hostChanges = (before: HostFacts, after: HostFacts): FieldChange[] =>
  differing(hostFields, { ...before }, { ...after }).filter(
    ({ field, from, to }) =>
      from !== null &&
      !(field === 'memoryBytes' && Math.abs(Number(to) - Number(from)) <= Number(from) * MEMORY_MOVES),
  )

/** Whether changes of this kind of resource are told. */
export const isTold = (kind: ResourceKind): kind is 'pool' | 'network' => resourceFields[kind] !== undefined

/** What changed of a resource's facts; null where nothing that is told did. */
export function resourceChanges(kind: ResourceKind, before: Facts, after: Facts): FieldChange[] | null {
  const fields = differing(resourceFields[kind] ?? [], before, after)
  return fields.length === 0 ? null : fields
}

/** A resource's name as a person knows it; its key where it has none. */
export function resourceName(value: unknown, key: string): string {
  if (typeof value !== 'object' || value === null || !('name' in value)) return key
  return typeof value.name === 'string' ? value.name : key
}

function differing(fields: readonly string[], before: Facts, after: Facts): FieldChange[] {
  return fields.flatMap(field => {
    const [from, to] = [plain(before[field]), plain(after[field])]
    return from === to ? [] : { field, from, to }
  })
}

function plain(value: unknown): Plain {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
