import type { HostId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { QueryFault } from '../inventory/query.ts'
import type { Vocabulary } from '../../../shared/query/index.ts'
import type { Core } from '../core.ts'
import type { HostHistory } from '../hosts/history.ts'
import type { HostRegistry, HostSession } from '../hosts/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { InventoryQuery } from '../inventory/query.ts'
import type { Sampler } from '../metrics/index.ts'
import type { Relations } from '../relations/index.ts'
import type { Store } from '../store/index.ts'
import type { Tasks } from '../tasks/index.ts'

/** Hosts and sites as handlers read them. */
export interface RegistryView extends WholeRegistry {
  session(id: HostId): Pick<HostSession, 'state' | 'live' | 'transport'>
  /** True for a host that is known only as the place of some machines; absent where every host is whole. */
  isPart?(id: HostId): boolean
}

type WholeRegistry = Pick<
  HostRegistry,
  | 'list'
  | 'get'
  | 'options'
  | 'sites'
  | 'onHost'
  | 'siteOptions'
  | 'productOptions'
  | 'connectionDefaults'
  | 'sshDefaults'
  | 'networkSuspect'
  | 'readOnly'
>

/** Machines and resources as handlers read them. */
export type InventoryView = Pick<
  Inventory,
  | 'machines'
  | 'machinesOf'
  | 'machine'
  | 'count'
  | 'given'
  | 'liveness'
  | 'confirmedAtMs'
  | 'onChange'
  | 'definition'
  | 'runningDefinition'
  | 'configuration'
  | 'resources'
  | 'freshness'
  | 'onResources'
  | 'facts'
  | 'events'
  | 'onEvent'
  | 'isSettled'
>

/** What is stored, as handlers read it. */
export interface StoreView {
  readonly notices: Store['notices']
  readonly search: Store['search']
  readonly resources: Pick<Store['resources'], 'list' | 'all' | 'containing' | 'volumeSums' | 'asOf'>
  readonly definitions: Pick<Store['definitions'], 'versions' | 'text'>
  readonly changes: Omit<Store['changes'], 'onTold'>
  amounts: Store['amounts']
}

export type SamplerView = Pick<
  Sampler,
  | 'watch'
  | 'snapshot'
  | 'watchMachine'
  | 'machineDetails'
  | 'machineHistory'
  | 'hostHistory'
  | 'latest'
  | 'latestHost'
>
export type RelationsView = Pick<Relations, 'storage' | 'networks' | 'graph' | 'hosts' | 'onChange'>
export type TasksView = Pick<Tasks, 'list' | 'onChange' | 'plan' | 'operate' | 'cancel'>

/**
 * What handlers hold of the core: what one person may read, and acts on machines that they may do. It is the core
 * itself for whoever may read everything.
 */
export interface CoreView {
  readonly registry: RegistryView
  readonly inventory: InventoryView
  readonly relations: RelationsView
  readonly sampler: SamplerView
  readonly tasks: TasksView
  readonly history: Pick<HostHistory, 'spells' | 'roundTrips' | 'onChange'>
  readonly store: StoreView
  readonly policies: Core['policies']
  readonly version: string
  readonly startedAtMs: number
  nowMs(): number
  query(where: string): InventoryQuery
  queryError(where: string): QueryFault | null
  select(where: string | undefined, hostId: HostId | undefined): Machine[]
  vocabulary(): Vocabulary
}
