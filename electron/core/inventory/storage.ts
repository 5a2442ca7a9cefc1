import type { Disk } from '../../../shared/models/machine.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { parsePool, parseVolume } from '../domainXml/index.ts'
import {
  connectListAllStoragePoolsFlags as filter,
  type RemoteStoragePool,
  type RemoteStorageVol,
  remote,
  storagePoolState,
  uuidText,
} from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { DiskSize } from './compose.ts'
import type { LiveContext } from './context.ts'
import { eachOf, readable, replaceRows, uniqueByKey, unlessGone } from './resourceRows.ts'

const IN_FLIGHT = 20
const stateNames = Object.keys(storagePoolState)

/** The host's storage pools and their volumes. */
export class Storage {
  readonly #context: LiveContext
  #sizes: ReadonlyMap<string, DiskSize> = new Map()

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** The size of a disk that is a volume of one of the pools. */
  sizeOf(disk: Disk): DiskSize | undefined {
    if (disk.source === null) return undefined
    return this.#sizes.get(disk.sourceType === 'volume' ? `volume ${disk.source}` : disk.source)
  }

  /** Reads every pool and, of the running ones, every volume. */
  async load(): Promise<void> {
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
    await this.#loadVolumes(found.filter(({ row }) => row.value.state === 'running').map(({ pool }) => pool))
  }

  async #loadVolumes(pools: readonly RemoteStoragePool[]): Promise<void> {
    const { live, bounds } = this.#context
    const lists = await eachOf(pools, IN_FLIGHT, async pool => {
      const args = { pool, needResults: 1, flags: 0 }
      const read = await unlessGone(live.libvirt.call(remote.storagePoolListAllVolumes, args, bounds))
      return (read?.vols ?? []).map(vol => ({ pool, vol }))
    })
    const rows = await eachOf(lists.flat(), IN_FLIGHT, ({ pool, vol }) => this.#volume(pool, vol))
    const found = uniqueByKey(rows.filter(row => row !== null))
    const sizes = new Map<string, DiskSize>()
    for (const { value } of found) {
      const { capacityBytes, allocationBytes } = value
      sizes.set(`volume ${value.pool}/${value.name}`, { capacityBytes, allocationBytes })
      if (value.path !== null) sizes.set(value.path, { capacityBytes, allocationBytes })
    }
    this.#sizes = sizes
    replaceRows(this.#context, 'volume', found)
  }

  async #volume(pool: RemoteStoragePool, vol: RemoteStorageVol): Promise<ResourceRow<Volume> | null> {
    const { live, bounds } = this.#context
    const read = await unlessGone(live.libvirt.call(remote.storageVolGetXmlDesc, { vol, flags: 0 }, bounds))
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
