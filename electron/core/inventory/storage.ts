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

/** The host's storage pools and their volumes. */
export class Storage {
  readonly #context: LiveContext
  readonly #calls: PoolCalls
  readonly #list: PoolList
  readonly #readings = new Readings(() =>
    this.#load().finally(() => {
      this.#wasAsked = true
    }),
  )
  /** Pools that the log knows to be unread. */
  readonly #logged = new Set<string>()
  #sizes: ReadonlyMap<string, DiskSize> = new Map()
  #silent: readonly Pool[] = []
  #wasAsked = false

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

  /** Reads every pool and, of the running ones, every volume. */
  load(): Promise<void> {
    return this.#readings.run()
  }

  async #load(): Promise<void> {
    const read = await this.#list.read()
    if (read === null) return
    const { pools, whole } = read
    const store = () =>
      replaceRows(
        this.#context,
        'pool',
        pools.map(({ row }) => row),
        whole,
      )
    store()
    if (await this.#loadVolumes(pools, whole)) store()
    // One that could not be asked is no better than those that kept it from being asked.
    const silent = this.#calls.mayList ? ['unanswered'] : ['unanswered', 'unread']
    this.#silent = pools.map(({ row }) => row.value).filter(({ state }) => silent.includes(state))
  }

  /** Resolves with whether that made another state of a pool. */
  async #loadVolumes(pools: readonly ReadPool[], allListed: boolean): Promise<boolean> {
    const withVolumes = pools.filter(({ state }) => state === null || state === 'running')
    const asked = ({ row: { value } }: ReadPool) => value
    withVolumes.sort((a, b) => this.#calls.order(asked(a), asked(b)))
    const read = await eachOf(withVolumes, POOLS_AT_ONCE, pool => this.#volumesOf(pool))
    const found = uniqueByKey(read.flatMap(({ rows }) => rows))
    const sizes = new Map<string, DiskSize>()
    for (const { value } of found) {
      const { capacityBytes, allocationBytes } = value
      sizes.set(`volume ${value.pool}/${value.name}`, { capacityBytes, allocationBytes })
      if (value.path !== null) sizes.set(value.path, { capacityBytes, allocationBytes })
    }
    this.#sizes = sizes
    const whole = allListed && read.every(({ isRead }) => isRead)
    replaceRows(this.#context, 'volume', found, whole)
    return read.some(({ isOther }) => isOther)
  }

  /** A pool that does not answer keeps what was known of it, and says so by its state. */
  async #volumesOf({ pool, row, state }: ReadPool): Promise<ReadVolumes & { isOther: boolean }> {
    const before = row.value.state
    const read = state === null ? this.#knownOf(pool) : await this.#readVolumes(pool, row.value.type)
    const { key } = row
    if (read.isRead && state !== null) row.value.state = state
    else row.value.state = this.#calls.unreadState(key)
    return { ...read, isOther: row.value.state !== before }
  }

  async #readVolumes(pool: RemoteStoragePool, type: string | null): Promise<ReadVolumes> {
    const { live, signal, log, host } = this.#context
    const uuid = uuidText(pool.uuid)
    try {
      const args = { pool, needResults: 1, flags: 0 }
      const list = (bounds: CallOptions) => live.libvirt.call(remote.storagePoolListAllVolumes, args, bounds)
      // One pool after the other shows that it answers: the list alone does not, nor does it hang.
      const begun = await this.#calls.inTurn(async () => {
        if (!this.#calls.mayAsk({ uuid, type })) return null
        const read = await unlessGone(this.#calls.ask(uuid, list))
        const [first, ...others] = read?.vols ?? []
        return { first: first && (await this.#volume(pool, first)), others }
      })
      if (begun === null) return this.#knownOf(pool)
      const rows = await eachOf(begun.others, VOLUMES_AT_ONCE, vol => this.#volume(pool, vol))
      this.#calls.proved(uuid)
      this.#logged.delete(uuid)
      return { rows: [begun.first ?? null, ...rows].filter(row => row !== null), isRead: true }
    } catch (error) {
      if (isOver(error, signal)) throw error
      if (!this.#logged.has(uuid))
        log.warn({ err: error, hostId: host.hostId, pool: pool.name }, 'a storage pool could not be read')
      this.#logged.add(uuid)
      return this.#knownOf(pool)
    }
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
