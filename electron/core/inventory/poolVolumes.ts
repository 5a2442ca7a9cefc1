import type { Volume } from '../../../shared/models/resources.ts'
import { parseVolume } from '../domainXml/index.ts'
import {
  type CallOptions,
  type LibvirtClient,
  type RemoteStoragePool,
  type RemoteStorageVol,
  remote,
  uuidText,
} from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import { isGone, isUnreadable, type LiveContext } from './context.ts'
import { FetchQueue, IN_FLIGHT_MAX } from './fetchQueue.ts'
import { isUnanswered } from './hangingCalls.ts'
import type { PoolCalls } from './poolCalls.ts'
import { eachOf, readable, unlessGone } from './resourceRows.ts'

/** Volumes of a pool that are asked for at once. One that dies meanwhile hangs as often; libvirt looks at one after the other anyhow. */
const AT_ONCE = 3
/** A connection of their own is worth it where, so few at once, they would wait this long for the link alone … */
const WORTH_MS = 1_000
/** … and the host itself looks at one within this: of a slow pool so many at once would be answered late, as by a dead one. */
const QUICK_MS = 200

/** The volumes of a pool, of which the first one was read. */
export interface BegunVolumes {
  /** Null where there is none, or it has gone since. */
  first: ResourceRow<Volume> | null
  others: readonly RemoteStorageVol[]
  /** How long the answer about the first one took, milliseconds. */
  tookMs: number
}

/** Asks libvirt what it knows of a volume of the pool with that UUID. */
type Ask = (uuid: string, vol: RemoteStorageVol) => Promise<{ xml: string }>
type Rows = (ResourceRow<Volume> | null)[]

/** Reads the volumes of pools: null for those that have gone since they were listed. Rejects as `PoolCalls.ask`. */
export class PoolVolumes {
  readonly #context: LiveContext
  readonly #calls: PoolCalls

  constructor(context: LiveContext, calls: PoolCalls) {
    this.#context = context
    this.#calls = calls
  }

  /** Lists the volumes and reads the first: the list alone does not show that the pool answers. */
  async begin(pool: RemoteStoragePool): Promise<BegunVolumes> {
    const { clock, live } = this.#context
    const args = { pool, needResults: 1, flags: 0 }
    const list = (bounds: CallOptions) => live.libvirt.call(remote.storagePoolListAllVolumes, args, bounds)
    const [vol, ...others] = (await unlessGone(this.#calls.ask(uuidText(pool.uuid), list)))?.vols ?? []
    const beganMs = clock.monotonicMs()
    const first = vol === undefined ? null : await this.#volume(pool, vol, this.#ask)
    return { first, others, tookMs: clock.monotonicMs() - beganMs }
  }

  /** Whether the others are better read over a connection of their own: few at once, they mostly wait for the link. */
  areFar({ others, tookMs }: BegunVolumes): boolean {
    const { libvirt, openAnother } = this.#context.live
    const { rttMs } = libvirt.traffic
    if (openAnother === null || rttMs === null) return false
    return (others.length / AT_ONCE) * rttMs > WORTH_MS && tookMs < rttMs + QUICK_MS
  }

  others(pool: RemoteStoragePool, { others }: BegunVolumes): Promise<Rows> {
    return eachOf(others, AT_ONCE, vol => this.#volume(pool, vol, this.#ask))
  }

  /** As `others`, over a connection of their own where it can be had while every pool answers. */
  async othersApart(pool: RemoteStoragePool, begun: BegunVolumes): Promise<Rows> {
    const { signal } = this.#context
    const libvirt = await this.#openAnother()
    if (libvirt === null) return this.others(pool, begun)
    try {
      return await this.#apart(libvirt, pool, begun.others)
    } catch (error) {
      if (signal.aborted || isUnanswered(error)) throw error
      // That connection is lost, which says nothing of the first one.
      return this.others(pool, begun)
    }
  }

  async #openAnother(): Promise<LibvirtClient | null> {
    const { live, signal, log } = this.#context
    if (live.openAnother === null || !this.#calls.allAnswer) return null
    try {
      return await live.openAnother(signal)
    } catch (error) {
      if (!signal.aborted)
        log.debug({ err: error, hostId: live.hostId }, 'volumes are read over the connection there is')
      return null
    }
  }

  async #apart(
    libvirt: LibvirtClient,
    pool: RemoteStoragePool,
    others: readonly RemoteStorageVol[],
  ): Promise<Rows> {
    const asked: Promise<unknown>[] = []
    const ask: Ask = (uuid, vol) =>
      this.#calls.askApart(uuid, bounds => {
        const answer = libvirt.call(remote.storageVolGetXmlDesc, { vol, flags: 0 }, bounds)
        asked.push(answer)
        return answer
      })
    try {
      return await this.#paced(others, vol => this.#volume(pool, vol, ask))
    } finally {
      // Where the pool hangs, the late answer tells that it is back.
      void Promise.allSettled(asked).then(() => libvirt.close())
    }
  }

  /** More at once while answers come soon; the first failure ends it. */
  async #paced(
    vols: readonly RemoteStorageVol[],
    read: (vol: RemoteStorageVol) => Promise<ResourceRow<Volume> | null>,
  ): Promise<Rows> {
    const rows: Rows = []
    const failures: unknown[] = []
    const queue = new FetchQueue({
      limit: IN_FLIGHT_MAX,
      clock: this.#context.clock,
      onError: error => {
        failures.push(error)
        queue.close()
      },
    })
    for (const vol of vols) queue.add(vol.name, async () => void rows.push(await read(vol)))
    await queue.idle()
    if (failures.length > 0) throw failures[0]
    return rows
  }

  readonly #ask: Ask = (uuid, vol) => {
    const { libvirt } = this.#context.live
    return this.#calls.ask(uuid, bounds =>
      libvirt.call(remote.storageVolGetXmlDesc, { vol, flags: 0 }, bounds),
    )
  }

  async #volume(
    pool: RemoteStoragePool,
    vol: RemoteStorageVol,
    ask: Ask,
  ): Promise<ResourceRow<Volume> | null> {
    const uuid = uuidText(pool.uuid)
    const read = await volumeXml(ask(uuid, vol))
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
