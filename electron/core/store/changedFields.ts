import type { ChangeKind, FieldChange } from '../../../shared/models/change.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import type { NewChange } from './changes.ts'
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
  volume: ['pool', 'type', 'path', 'format', 'capacityBytes', 'backing'],
  // A lease that is renewed is the same lease.
  lease: ['network', 'address', 'hostname'],
  nodeDevice: ['parent', 'vendor', 'product', 'iommuGroup'],
}

/** Devices that people plug in and take out; what libvirt makes of them below, and guests' own taps, say the same again. */
const toldDevices: ReadonlySet<unknown> = new Set([
  'pci',
  'usb_device',
  'storage',
  'mdev',
  'vdpa',
  'ap_card',
  'ccw',
])

/** Whether the coming and going of this one is worth telling. */
export const isWorthTelling = (kind: ResourceKind, value: unknown): boolean =>
  kind !== 'nodeDevice' ||
  (typeof value === 'object' && value !== null && 'capability' in value && toldDevices.has(value.capability))

/** Kinds of which there are many: more of them at once than this are told as one change with their numbers. */
const TOLD_AT_ONCE = 25

/** The changes of one reading of a host; a flood of one kind (a pool that was filled, a bus that was reset) becomes one. */
export function boundedChanges(told: readonly NewChange[]): readonly NewChange[] {
  const [first] = told
  if (first === undefined || told.length <= TOLD_AT_ONCE || !isNumerous(first.kind)) return told
  const count = (change: NewChange['change']) => told.filter(each => each.change === change).length
  const fields = (['appeared', 'went', 'changed'] as const).flatMap(change => {
    const to = count(change)
    return to === 0 ? [] : { field: change, from: null, to }
  })
  return [{ ...first, key: '', subject: '', change: 'changed', fields }]
}

const isNumerous = (kind: NewChange['kind']): boolean =>
  kind === 'volume' || kind === 'lease' || kind === 'nodeDevice'

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
export const isTold = (kind: ResourceKind): kind is ToldKind => resourceFields[kind] !== undefined

/** Resources whose changes are told. */
export type ToldKind = Extract<ResourceKind, ChangeKind>

/** What changed of a resource's facts; null where nothing that is told did. */
export function resourceChanges(kind: ResourceKind, before: Facts, after: Facts): FieldChange[] | null {
  const fields = differing(resourceFields[kind] ?? [], before, after)
  return fields.length === 0 ? null : fields
}

/** A resource's name as a person knows it; its key where it has none. */
export function resourceName(value: unknown, key: string): string {
  if (typeof value !== 'object' || value === null) return key
  const { name, product, mac }: { name?: unknown; product?: unknown; mac?: unknown } = value
  // A device's own name says where it sits; a lease is its card's.
  const known = [product, name, mac].find(text => typeof text === 'string' && text !== '')
  return typeof known === 'string' ? known : key
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
