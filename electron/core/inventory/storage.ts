import type { Disk } from '../../../shared/models/machine.ts'
import type { Pool, PoolAnswer, Volume } from '../../../shared/models/resources.ts'
import { type RemoteStoragePool, uuidText } from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { DiskSize } from './compose.ts'
import { isOver, type LiveContext } from './context.ts'
import { PoolCalls } from './poolCalls.ts'
import { PoolList, type ReadPool } from './poolList.ts'
import { type BegunVolumes, PoolVolumes } from './poolVolumes.ts'
import { Readings } from './readings.ts'
import { eachOf, replaceRows, uniqueByKey } from './resourceRows.ts'

/** Pools whose volumes are read at the same time. */
const POOLS_AT_ONCE = 4

/** What was read of a pool's volumes, or is known from before where nothing could be read. */
interface ReadVolumes {
  rows: ResourceRow<Volume>[]
  isRead: boolean
}

/** A pool that has shown whether it answers: by its first volume; null: it does not. */
interface ShownPool extends ReadPool {
  begun: BegunVolumes | null
}

/** The host's storage pools and their volumes. */
export class Storage {
  readonly #context: LiveContext
  readonly #calls: PoolCalls
  readonly #list: PoolList
  readonly #volumes: PoolVolumes
  readonly #readings = new Readings(() => this.#load())
  /** Pools that the log knows to be unread. */
  readonly #logged = new Set<string>()
  #sizes: ReadonlyMap<string, DiskSize> = new Map()
  #silent: readonly Pool[] = []
  #wasAsked = false
  #shown = Promise.withResolvers<void>()

  /** `onPoolBack`: a pool that was silent answered what it had been asked; it can be read again. */
  constructor(context: LiveContext, onPoolBack: () => void) {
    this.#context = context
    this.#calls = new PoolCalls(context, onPoolBack)
    this.#list = new PoolList(context, this.#calls)
    this.#volumes = new PoolVolumes(context, this.#calls)
    const known = [...this.#list.known().values()].map(({ value }) => value)
    this.#silent = known.filter(({ state }) => state === 'unanswered')
    context.silentPools.remember(this.#silent.map(({ uuid }) => uuid))
  }

  /** The size of a disk that is a volume of one of the pools. */
  sizeOf(disk: Disk): DiskSize | undefined {
    if (disk.source === null) return undefined
    return this.#sizes.get(disk.sourceType === 'volume' ? `volume ${disk.source}` : disk.source)
  }

  /** Pools that do not answer; null before any was asked over this connection. */
  get silent(): readonly Pool[] | null {
    return this.#wasAsked ? this.#silent : null
  }

  /** Resolves when every pool has shown whether it answers, in the reading under way or the last one. */
  get shown(): Promise<void> {
    return this.#shown.promise
  }

  /** Reads every pool and, of the running ones, every volume. */
  load(): Promise<void> {
    return this.#readings.run()
  }

  /** Asks a pool at once that did not answer, or was not asked because of others. */
  async ask(uuid: string): Promise<PoolAnswer> {
    const { silentPools } = this.#context
    if (this.#calls.isAsked(uuid)) return 'asked'
    if (this.#calls.isSilent(uuid)) silentPools.want(uuid)
    try {
      await this.load()
    } finally {
      silentPools.unwant(uuid)
    }
    if (this.#calls.isAsked(uuid)) return 'silent'
    const state = this.#list.known().get(uuid)?.value.state
    return state === 'unanswered' || state === 'unread' ? 'unread' : 'read'
  }

  async #load(): Promise<void> {
    this.#shown = Promise.withResolvers()
    try {
      const read = await this.#list.read()
      if (read !== null) await this.#take(read)
    } finally {
      this.#areShown()
    }
  }

  #areShown(): void {
    this.#wasAsked = true
    this.#shown.resolve()
  }

  /** First it is seen which pools answer, so that whoever looks at disks need not wait for every volume. */
  async #take({ pools, whole }: { pools: readonly ReadPool[]; whole: boolean }): Promise<void> {
    let told: string | null = null
    const tell = () => {
      const rows = pools.map(({ row }) => row)
      // One that could not be asked is no better than those that kept it from being asked.
      const silent = this.#calls.mayList ? ['unanswered'] : ['unanswered', 'unread']
      this.#silent = rows.map(({ value }) => value).filter(({ state }) => silent.includes(state))
      const states = rows.map(({ value }) => value.state).join()
      if (states !== told) replaceRows(this.#context, 'pool', rows, whole)
      told = states
    }
    tell()
    const withVolumes = pools.filter(({ state }) => state === null || state === 'running')
    const asked = ({ row: { value } }: ReadPool) => value
    withVolumes.sort((a, b) => this.#calls.order(asked(a), asked(b)))
    const shown: ShownPool[] = []
    for (const pool of withVolumes) shown.push(await this.#show(pool))
    tell()
    this.#areShown()
    const read = await this.#volumesOfAll(shown)
    this.#takeVolumes(
      read.flatMap(({ rows }) => rows),
      whole && read.every(({ isRead }) => isRead),
    )
    tell()
  }

  /** Of the far ones, one after the other has a connection of its own. */
  async #volumesOfAll(shown: readonly ShownPool[]): Promise<ReadVolumes[]> {
    const isFar = ({ begun }: ShownPool) => begun !== null && this.#volumes.areFar(begun)
    const near = shown.filter(pool => !isFar(pool))
    const far = shown.filter(pool => !near.includes(pool))
    const read = await Promise.all([
      eachOf(near, POOLS_AT_ONCE, pool => this.#volumesOf(pool, false)),
      eachOf(far, 1, pool => this.#volumesOf(pool, true)),
    ])
    return read.flat()
  }

  #takeVolumes(rows: readonly ResourceRow<Volume>[], whole: boolean): void {
    const found = uniqueByKey(rows)
    const sizes = new Map<string, DiskSize>()
    for (const { value } of found) {
      const { capacityBytes, allocationBytes } = value
      sizes.set(`volume ${value.pool}/${value.name}`, { capacityBytes, allocationBytes })
      if (value.path !== null) sizes.set(value.path, { capacityBytes, allocationBytes })
    }
    this.#sizes = sizes
    replaceRows(this.#context, 'volume', found, whole)
  }

  async #show(read: ReadPool): Promise<ShownPool> {
    const { pool, row, state } = read
    const silent = (): ShownPool => {
      row.value.state = this.#calls.unreadState(row.key)
      return { ...read, begun: null }
    }
    if (state === null || !this.#calls.mayAsk({ uuid: row.key, type: row.value.type })) return silent()
    try {
      return { ...read, begun: await this.#volumes.begin(pool) }
    } catch (error) {
      this.#logUnread(pool, error)
      return silent()
    }
  }

  /** A pool that does not answer keeps what was known of it, and says so by its state. */
  async #volumesOf({ pool, row, state, begun }: ShownPool, apart: boolean): Promise<ReadVolumes> {
    if (begun === null || state === null) return this.#knownOf(pool)
    try {
      const others = apart ? this.#volumes.othersApart(pool, begun) : this.#volumes.others(pool, begun)
      const rows = [begun.first, ...(await others)].filter(each => each !== null)
      this.#calls.proved(row.key)
      this.#logged.delete(row.key)
      row.value.state = state
      return { rows, isRead: true }
    } catch (error) {
      this.#logUnread(pool, error)
      row.value.state = this.#calls.unreadState(row.key)
      return this.#knownOf(pool)
    }
  }

  /** Throws what is no failure of the pool: the connection's end. */
  #logUnread(pool: RemoteStoragePool, error: unknown): void {
    const { signal, log, host } = this.#context
    if (isOver(error, signal)) throw error
    const uuid = uuidText(pool.uuid)
    if (!this.#logged.has(uuid))
      log.warn({ err: error, hostId: host.hostId, pool: pool.name }, 'a storage pool could not be read')
    this.#logged.add(uuid)
  }

  #knownOf(pool: RemoteStoragePool): ReadVolumes {
    const { store, host } = this.#context
    const rows = store.resources
      .list<Volume>(host.hostId, 'volume')
      .filter(({ value }) => value.pool === pool.name)
      .map(({ key, value, xml }) => ({ key, value, xml }))
    return { rows, isRead: false }
  }
}
