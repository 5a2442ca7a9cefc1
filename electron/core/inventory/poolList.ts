import type { Pool } from '../../../shared/models/resources.ts'
import { parsePool } from '../domainXml/index.ts'
import {
  connectListAllStoragePoolsFlags as filter,
  type RemoteStoragePool,
  remote,
  storagePoolState,
  uuidBytes,
  uuidText,
} from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { LiveContext } from './context.ts'
import { isUnanswered } from './hangingCalls.ts'
import type { PoolCalls } from './poolCalls.ts'
import { eachOf, readable, unlessGone } from './resourceRows.ts'

const POOLS_AT_ONCE = 4
const stateNames = Object.keys(storagePoolState)
const noFacts = { type: null, path: null, capacityBytes: null, allocationBytes: null, availableBytes: null }

/** A pool as it was just read, or else as it was known before. */
export interface ReadPool {
  pool: RemoteStoragePool
  row: ResourceRow<Pool>
  /** In libvirt's words; null where the host did not tell. */
  state: string | null
}

/** A pool as calls name it, with what only the lists tell of it. */
interface ListedPool {
  pool: RemoteStoragePool
  uuid: string
  autostart: boolean
  persistent: boolean
  known: ResourceRow<Pool> | undefined
}

type Known = ReadonlyMap<string, ResourceRow<Pool>>

/** The pools of a host, their volumes aside. */
export class PoolList {
  readonly #context: LiveContext
  readonly #calls: PoolCalls
  #wasListed = false

  constructor(context: LiveContext, calls: PoolCalls) {
    this.#context = context
    this.#calls = calls
  }

  /** The pools as they are stored, by UUID. */
  known(): Known {
    const { store, host } = this.#context
    const rows = store.resources.list<Pool>(host.hostId, 'pool')
    return new Map(rows.map(({ key, value, xml }) => [key, { key, value, xml }]))
  }

  /**
   * Every pool, those first that are likely to answer; null where the driver has no pools. `whole`: there are no others,
   * for while one hangs libvirt lets none be added.
   */
  async read(): Promise<{ pools: ReadPool[]; whole: boolean } | null> {
    const known = this.known()
    const listed = await this.#listed(known)
    if (listed === null) return null
    const { pools, isAnswered } = listed
    pools.sort((a, b) => this.#calls.order(asked(a), asked(b)))
    // All of them have just let themselves be listed; otherwise each has to show by itself that it answers.
    const read = await eachOf(pools, isAnswered ? POOLS_AT_ONCE : 1, async each =>
      isAnswered || this.#calls.mayAsk(asked(each)) ? this.#read(each) : this.#unread(each),
    )
    return { pools: read.filter(pool => pool !== null), whole: this.#wasListed }
  }

  /** While one hangs the list would hang with it: the pools that were there before. */
  async #listed(known: Known): Promise<{ pools: ListedPool[]; isAnswered: boolean } | null> {
    try {
      if (await this.#mayList(known)) {
        const all = await this.#list(0)
        if (all === null) return null
        const persistent = idsOf(await this.#list(filter.persistent))
        const autostart = idsOf(await this.#list(filter.autostart))
        const pools = all.map(pool => {
          const uuid = uuidText(pool.uuid)
          const flags = { persistent: persistent.has(uuid), autostart: autostart.has(uuid) }
          return { pool, uuid, ...flags, known: known.get(uuid) }
        })
        this.#wasListed = true
        return { pools, isAnswered: true }
      }
    } catch (error) {
      if (!isUnanswered(error)) throw error
      this.#logUnlisted(error)
    }
    return { pools: [...known.values()].map(asKnown), isAnswered: false }
  }

  /** Of pools that were silent before, one shows first whether it answers now. */
  async #mayList(known: Known): Promise<boolean> {
    if (!this.#calls.mayList) return false
    const silent = [...known.values()].map(asKnown).filter(({ uuid }) => this.#calls.isSilent(uuid))
    if (silent.length === 0) return true
    const due = silent.find(each => this.#calls.mayAsk(asked(each)))
    if (due === undefined) return false
    await unlessGone(this.#info(due))
    return true
  }

  async #list(flags: number): Promise<RemoteStoragePool[] | null> {
    const args = { needResults: 1, flags }
    const { libvirt } = this.#context.live
    const call = this.#calls.askAll(bounds => libvirt.call(remote.connectListAllStoragePools, args, bounds))
    return (await unlessGone(call))?.pools ?? null
  }

  #info({ pool, uuid }: ListedPool) {
    const { libvirt } = this.#context.live
    return this.#calls.ask(uuid, bounds => libvirt.call(remote.storagePoolGetInfo, { pool }, bounds))
  }

  async #read(listed: ListedPool): Promise<ReadPool | null> {
    const { libvirt } = this.#context.live
    const { pool, uuid, autostart, persistent } = listed
    try {
      const info = await unlessGone(this.#info(listed))
      if (info === null) return null
      const args = { pool, flags: 0 }
      const xml = this.#calls.ask(uuid, bounds => libvirt.call(remote.storagePoolGetXmlDesc, args, bounds))
      const read = await unlessGone(xml)
      if (read === null) return null
      const state = stateNames[info.state] ?? 'inactive'
      const isActive = info.state !== storagePoolState.inactive
      // There are no volumes to be read.
      if (state !== 'running') this.#calls.proved(uuid)
      const value: Pool = {
        ...noFacts,
        ...readable(parsePool, read.xml),
        name: pool.name,
        uuid,
        // One that was silent is so until its volumes were read again.
        state: this.#calls.isSilent(uuid) ? 'unanswered' : state,
        autostart,
        persistent,
        capacityBytes: isActive ? Number(info.capacity) : null,
        allocationBytes: isActive ? Number(info.allocation) : null,
        availableBytes: isActive ? Number(info.available) : null,
      }
      return { pool, row: { key: uuid, value, xml: read.xml }, state }
    } catch (error) {
      if (!isUnanswered(error)) throw error
      return this.#unread(listed)
    }
  }

  /** What it was, with the word that it was not read. */
  #unread({ pool, uuid, autostart, persistent, known }: ListedPool): ReadPool {
    const state = this.#calls.unreadState(uuid)
    const value = { ...noFacts, ...known?.value, name: pool.name, uuid, autostart, persistent, state }
    return { pool, row: { key: uuid, value, xml: known?.xml ?? null }, state: null }
  }

  #logUnlisted(error: unknown): void {
    const { log, host } = this.#context
    log.warn({ err: error, hostId: host.hostId }, 'the storage pools could not be listed')
  }
}

const asked = ({ uuid, known }: ListedPool) => ({ uuid, type: known?.value.type ?? null })

const asKnown = (known: ResourceRow<Pool>): ListedPool => {
  const { name, autostart, persistent } = known.value
  return { pool: { name, uuid: uuidBytes(known.key) }, uuid: known.key, autostart, persistent, known }
}

const idsOf = (pools: readonly RemoteStoragePool[] | null): ReadonlySet<string> =>
  new Set(pools?.map(({ uuid }) => uuidText(uuid)))
