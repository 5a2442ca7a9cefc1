import type { Disk } from '../../../shared/models/machine.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { parsePool, parseVolume } from '../domainXml/index.ts'
import {
  type CallOptions,
  connectListAllStoragePoolsFlags as filter,
  type RemoteStoragePool,
  type RemoteStorageVol,
  remote,
  storagePoolState,
  uuidText,
} from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { DiskSize } from './compose.ts'
import { isGone, isOver, isUnreadable, type LiveContext } from './context.ts'
import { HangingCalls } from './hangingCalls.ts'
import { Readings } from './readings.ts'
import { eachOf, readable, replaceRows, uniqueByKey, unlessGone } from './resourceRows.ts'

const IN_FLIGHT = 20
/** Pools whose volumes are read at the same time; each has up to `IN_FLIGHT` calls under way. */
const POOLS_AT_ONCE = 4
/** Pools that may be found dead at a time, and how long each has to answer for its first volume. */
const HANGING_MAX = 2
const VOLUME_MS = 10_000
/** Pools that another machine serves are looked into last: they are the ones that hang. */
const served: ReadonlySet<string | null> = new Set(['netfs', 'gluster', 'rbd', 'iscsi', 'iscsi-direct'])
const stateNames = Object.keys(storagePoolState)

/** The host's storage pools and their volumes. */
export class Storage {
  readonly #context: LiveContext
  readonly #hanging: HangingCalls
  readonly #readings = new Readings(() => this.#load())
  #sizes: ReadonlyMap<string, DiskSize> = new Map()
  #turn: Promise<void> = Promise.resolve()

  constructor(context: LiveContext) {
    this.#context = context
    const { clock, signal } = context
    this.#hanging = new HangingCalls({ clock, signal, places: HANGING_MAX, waitMs: VOLUME_MS })
  }

  /** The size of a disk that is a volume of one of the pools. */
  sizeOf(disk: Disk): DiskSize | undefined {
    if (disk.source === null) return undefined
    return this.#sizes.get(disk.sourceType === 'volume' ? `volume ${disk.source}` : disk.source)
  }

  /** Reads every pool and, of the running ones, every volume. */
  load(): Promise<void> {
    return this.#readings.run()
  }

  async #load(): Promise<void> {
    const { live, bounds } = this.#context
    const [all, persistent, autostart] = await Promise.all([
      this.#list(0),
      this.#list(filter.persistent),
      this.#list(filter.autostart),
    ])
    if (all === null) return
    const persistentIds = new Set(persistent?.map(pool => uuidText(pool.uuid)))
    const autostartIds = new Set(autostart?.map(pool => uuidText(pool.uuid)))
    const pools = await eachOf(all, IN_FLIGHT, async pool => {
      const [info, read] = await Promise.all([
        unlessGone(live.libvirt.call(remote.storagePoolGetInfo, { pool }, bounds)),
        unlessGone(live.libvirt.call(remote.storagePoolGetXmlDesc, { pool, flags: 0 }, bounds)),
      ])
      if (info === null || read === null) return null
      const uuid = uuidText(pool.uuid)
      const known = info.state !== storagePoolState.inactive
      const value: Pool = {
        type: null,
        path: null,
        ...readable(parsePool, read.xml),
        name: pool.name,
        uuid,
        state: stateNames[info.state] ?? 'inactive',
        autostart: autostartIds.has(uuid),
        persistent: persistentIds.has(uuid),
        capacityBytes: known ? Number(info.capacity) : null,
        allocationBytes: known ? Number(info.allocation) : null,
        availableBytes: known ? Number(info.available) : null,
      }
      return { pool, row: { key: uuid, value, xml: read.xml } }
    })
    const found = pools.filter(pool => pool !== null)
    replaceRows(
      this.#context,
      'pool',
      found.map(pool => pool.row),
    )
    const running = found.filter(({ row }) => row.value.state === 'running')
    running.sort((a, b) => Number(served.has(a.row.value.type)) - Number(served.has(b.row.value.type)))
    await this.#loadVolumes(running.map(({ pool }) => pool))
  }

  async #loadVolumes(pools: readonly RemoteStoragePool[]): Promise<void> {
    const read = await eachOf(pools, POOLS_AT_ONCE, pool => this.#volumesOf(pool))
    const found = uniqueByKey(read.flatMap(({ rows }) => rows))
    const sizes = new Map<string, DiskSize>()
    for (const { value } of found) {
      const { capacityBytes, allocationBytes } = value
      sizes.set(`volume ${value.pool}/${value.name}`, { capacityBytes, allocationBytes })
      if (value.path !== null) sizes.set(value.path, { capacityBytes, allocationBytes })
    }
    this.#sizes = sizes
    const whole = read.every(({ isRead }) => isRead)
    replaceRows(this.#context, 'volume', found, whole)
  }

  /** A pool that does not answer (a dead NFS server holds its calls) keeps what was known of it, and holds up no other. */
  async #volumesOf(pool: RemoteStoragePool): Promise<{ rows: ResourceRow<Volume>[]; isRead: boolean }> {
    const { live, bounds, signal, store, host, log } = this.#context
    try {
      const args = { pool, needResults: 1, flags: 0 }
      const read = await unlessGone(live.libvirt.call(remote.storagePoolListAllVolumes, args, bounds))
      const [first, ...others] = read?.vols ?? []
      if (first === undefined) return { rows: [], isRead: true }
      const name = uuidText(pool.uuid)
      const one = await this.#inTurn(() =>
        this.#hanging.call(name, bounds => this.#volume(pool, first, bounds)),
      )
      const rows = await eachOf(others, IN_FLIGHT, vol =>
        this.#hanging.follow(name, bounds => this.#volume(pool, vol, bounds)),
      )
      return { rows: [one, ...rows].filter(row => row !== null), isRead: true }
    } catch (error) {
      if (isOver(error, signal)) throw error
      log.warn({ err: error, hostId: host.hostId, pool: pool.name }, 'a storage pool could not be read')
      const rows = store.resources
        .list<Volume>(host.hostId, 'volume')
        .filter(({ value }) => value.pool === pool.name)
        .map(({ key, value, xml }) => ({ key, value, xml }))
      return { rows, isRead: false }
    }
  }

  /** One pool after the other shows that it answers, so that no more hang than may. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    await before
    try {
      return await work()
    } finally {
      resolve()
    }
  }

  async #volume(
    pool: RemoteStoragePool,
    vol: RemoteStorageVol,
    bounds: CallOptions,
  ): Promise<ResourceRow<Volume> | null> {
    const { live } = this.#context
    const read = await volumeXml(live.libvirt.call(remote.storageVolGetXmlDesc, { vol, flags: 0 }, bounds))
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
    return { key: `${uuidText(pool.uuid)}/${vol.name}`, value, xml: read.xml }
  }

  async #list(flags: number): Promise<RemoteStoragePool[] | null> {
    const { live, bounds } = this.#context
    const call = live.libvirt.call(remote.connectListAllStoragePools, { needResults: 1, flags }, bounds)
    return (await unlessGone(call))?.pools ?? null
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
