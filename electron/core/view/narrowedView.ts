import type { HostId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { type Vocabulary, vocabularyOf } from '../../../shared/query/index.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { InventoryQuery } from '../inventory/query.ts'
import { selectMachines } from '../inventory/select.ts'
import { Relations } from '../relations/index.ts'
import type {
  CoreView,
  InventoryView,
  RegistryView,
  RelationsView,
  SamplerView,
  StoreView,
  TasksView,
} from './types.ts'
import { CredentialNames } from './credentialNames.ts'
import { NarrowedInventory } from './narrowedInventory.ts'
import { NarrowedRegistry } from './narrowedRegistry.ts'
import { NarrowedSampler } from './narrowedSampler.ts'
import { narrowedStore } from './narrowedStore.ts'
import { NarrowedTasks } from './narrowedTasks.ts'
import { Listeners } from './seen.ts'
import { Sight } from './sight.ts'
import { UsedResources } from './usedResources.ts'

/** The core as somebody sees it who may not read everything. */
export class NarrowedView implements CoreView {
  readonly registry: RegistryView
  readonly inventory: InventoryView
  readonly relations: RelationsView
  readonly sampler: SamplerView
  readonly tasks: TasksView
  readonly store: StoreView
  readonly history: CoreView['history']
  readonly #core: Core

  constructor(core: Core, access: Access) {
    this.#core = core
    const sight = new Sight(access, {
      machine: key => core.inventory.machine(key),
      machinesOf: hostId => core.inventory.machinesOf(hostId),
      sites: () => core.registry.sites(),
      hosts: () => core.registry.list(),
    })
    const used = new UsedResources(core.store.resources, sight)
    this.registry = new NarrowedRegistry(core.registry, sight, core.inventory)
    this.inventory = new NarrowedInventory(core.inventory, sight, used, this.registry)
    this.sampler = new NarrowedSampler(core.sampler, sight, this.registry, this.inventory)
    this.tasks = new NarrowedTasks(
      core.tasks,
      sight,
      this.inventory,
      this.registry,
      hostId => core.registry.get(hostId)?.uri,
    )
    this.store = narrowedStore(core.store, sight, used)
    this.relations = narrowedRelations(
      () =>
        new Relations({
          inventory: this.inventory,
          registry: this.registry,
          store: this.store,
          hidesSome: hostId => !sight.wholeHost(hostId),
        }),
    )
    const names = new CredentialNames(access)
    this.history = {
      spells: hostId => (sight.host(hostId) ? names.spells(hostId, core.history.spells(hostId)) : []),
      roundTrips: hostId => (sight.host(hostId) ? core.history.roundTrips(hostId) : []),
      onChange: callback =>
        core.history.onChange(hostId => {
          if (sight.host(hostId)) callback(hostId)
        }),
    }
  }

  get policies(): Core['policies'] {
    return this.#core.policies
  }

  get version(): string {
    return this.#core.version
  }

  get startedAtMs(): number {
    return this.#core.startedAtMs
  }

  nowMs(): number {
    return this.#core.nowMs()
  }

  /** Looks only into machines that are in sight, and into no metrics that are not. */
  query(where: string): InventoryQuery {
    const clock = { nowMs: () => this.nowMs() }
    return new InventoryQuery(where, { store: this.#core.store, sampler: this.sampler, clock })
  }

  queryError(where: string): ReturnType<Core['queryError']> {
    return this.#core.queryError(where)
  }

  select(where: string | undefined, hostId: HostId | undefined): Machine[] {
    return selectMachines(this.inventory.machines(), { where, hostId }, text => this.query(text))
  }

  vocabulary(): Vocabulary {
    return vocabularyOf(this.inventory.machines())
  }
}

/** Relations over what somebody sees: they follow it only while somebody listens. */
function narrowedRelations(make: () => Relations): RelationsView {
  let followed: Relations | null = null
  const listeners = new Listeners<undefined>(tell => {
    const relations = make()
    followed = relations
    const stop = relations.onChange(() => tell(undefined))
    return () => {
      stop()
      relations.close()
      followed = null
    }
  })
  const using = <T>(work: (relations: Relations) => T): T => {
    if (followed) return work(followed)
    const once = make()
    try {
      return work(once)
    } finally {
      once.close()
    }
  }
  return {
    storage: () => using(relations => relations.storage()),
    networks: () => using(relations => relations.networks()),
    graph: scope => using(relations => relations.graph(scope)),
    hosts: scope => using(relations => relations.hosts(scope)),
    onChange: callback => listeners.add(() => callback()),
  }
}
