import type { Disk } from '../../../shared/models/machine.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { parseVolume } from '../domainXml/index.ts'
import {
  type CallOptions,
  type RemoteStoragePool,
  type RemoteStorageVol,
  remote,
  uuidText,
} from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { DiskSize } from './compose.ts'
import { isGone, isOver, isUnreadable, type LiveContext } from './context.ts'
import { PoolCalls } from './poolCalls.ts'
import { PoolList, type ReadPool } from './poolList.ts'
import { Readings } from './readings.ts'
import { eachOf, readable, replaceRows, uniqueByKey, unlessGone } from './resourceRows.ts'

/** Pools whose volumes are read at the same time … */
const POOLS_AT_ONCE = 4
/** … and volumes of each. A pool that dies meanwhile hangs as often; libvirt looks at one after the other anyhow. */
const VOLUMES_AT_ONCE = 3

/** What was read of a pool's volumes, or is known from before where nothing could be read. */
interface ReadVolumes {
  rows: ResourceRow<Volume>[]
  isRead: boolean
}

/** A pool that has shown whether it answers: by its first volume, beside which these are to be read; null: it does not. */
interface ShownPool extends ReadPool {
  first: ResourceRow<Volume> | null
  others: readonly RemoteStorageVol[] | null
}

/** The host's storage pools and their volumes. */
export class Storage {
  readonly #context: LiveContext
  readonly #calls: PoolCalls
  readonly #list: PoolList
  readonly #readings = new Readings(() => this.#load())
  /** Pools that the log knows to be unread. */
  readonly #logged = new Set<string>()
  #sizes: ReadonlyMap<string, DiskSize> = new Map()
  #silent: readonly Pool[] = []
  #wasAsked = false
  #shown = Promise.withResolvers<void>()

  constructor(context: LiveContext) {
    this.#context = context
    this.#calls = new PoolCalls(context)
    this.#list = new PoolList(context, this.#calls)
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
    const read = await eachOf(shown, POOLS_AT_ONCE, pool => this.#volumesOf(pool))
    this.#takeVolumes(
      read.flatMap(({ rows }) => rows),
      whole && read.every(({ isRead }) => isRead),
    )
    tell()
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

  /** The list of its volumes alone shows nothing, nor does it hang: the first of them does. */
  async #show(read: ReadPool): Promise<ShownPool> {
    const { pool, row, state } = read
    const silent = (): ShownPool => {
      row.value.state = this.#calls.unreadState(row.key)
      return { ...read, first: null, others: null }
    }
    if (state === null || !this.#calls.mayAsk({ uuid: row.key, type: row.value.type })) return silent()
    try {
      const args = { pool, needResults: 1, flags: 0 }
      const { libvirt } = this.#context.live
      const list = (bounds: CallOptions) => libvirt.call(remote.storagePoolListAllVolumes, args, bounds)
      const [first, ...others] = (await unlessGone(this.#calls.ask(row.key, list)))?.vols ?? []
      return { ...read, first: first ? await this.#volume(pool, first) : null, others }
    } catch (error) {
      this.#logUnread(pool, error)
      return silent()
    }
  }

  /** A pool that does not answer keeps what was known of it, and says so by its state. */
  async #volumesOf({ pool, row, state, first, others }: ShownPool): Promise<ReadVolumes> {
    if (others === null || state === null) return this.#knownOf(pool)
    try {
      const rows = await eachOf(others, VOLUMES_AT_ONCE, vol => this.#volume(pool, vol))
      this.#calls.proved(row.key)
      this.#logged.delete(row.key)
      row.value.state = state
      return { rows: [first, ...rows].filter(each => each !== null), isRead: true }
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

  async #volume(pool: RemoteStoragePool, vol: RemoteStorageVol): Promise<ResourceRow<Volume> | null> {
    const { live } = this.#context
    const uuid = uuidText(pool.uuid)
    const args = { vol, flags: 0 }
    const call = this.#calls.ask(uuid, bounds => live.libvirt.call(remote.storageVolGetXmlDesc, args, bounds))
    const read = await volumeXml(call)
    if (read === null) return null
    const value: Volume = {
      path: null,
      type: 'file',
      format: null,
      capacityBytes: null,
      allocationBytes: null,
      backing: null,
      ...readable(parseVolume, read.xml),
      pool: pool.name,
      name: vol.name,
      key: vol.key,
    }
    return { key: `${uuid}/${vol.name}`, value, xml: read.xml }
  }
}

/** Null where the volume is gone; one that is there and can't be looked at (an I/O error) is known by its name alone. */
async function volumeXml(call: Promise<{ xml: string }>): Promise<{ xml: string } | null> {
  try {
    return await call
  } catch (error) {
    if (isGone(error)) return null
    if (isUnreadable(error)) return { xml: '' }
    throw error
  }
}
