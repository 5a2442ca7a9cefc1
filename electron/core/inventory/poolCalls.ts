import type { CallOptions } from '../libvirt/index.ts'
import type { LiveContext } from './context.ts'
import { HangingCalls, isUnanswered } from './hangingCalls.ts'
import type { Places } from './places.ts'

/** How long an answer is waited for, and how long while something of the host's storage hangs already. */
const ANSWER_MS = 10_000
const HURRIED_MS = 3_000
/** Pools that may hang before no more of their kind are asked: where two served ones do, the others will too. */
const HANGING_MAX = 3
const SERVED_HANGING_MAX = 2
/** Pools that another machine serves. */
const served: ReadonlySet<string | null> = new Set(['netfs', 'gluster', 'rbd', 'iscsi', 'iscsi-direct'])
/** What all pools together are asked under: no pool has this UUID. */
const ALL = 'all pools'

/** What is known of a pool before it is asked anything. */
export interface AskedPool {
  uuid: string
  /** Null where it is not known. */
  type: string | null
}

/**
 * Asks a host about its pools so that dead ones hold up nothing else. libvirt keeps a pool locked while it looks at one
 * of its volumes (`storageVolGetXMLDesc` of storage_driver.c, seen in 9.0): where that hangs, everything that is asked
 * of the pool hangs with it, and so does the list of all pools, which locks each of them.
 */
export class PoolCalls {
  readonly #context: Pick<LiveContext, 'silentPools'>
  readonly #hanging: HangingCalls
  /** Pools of which every volume was read when they were asked last. */
  readonly #proven = new Set<string>()

  /** `onBack`: what hung was answered after all. */
  constructor(context: Pick<LiveContext, 'clock' | 'signal' | 'places' | 'silentPools'>, onBack: () => void) {
    const { clock, signal, places, silentPools } = context
    this.#context = context
    this.#hanging = new HangingCalls({
      ...{ clock, signal, places: [places], waitMs: ANSWER_MS },
      onAnswer: uuid => {
        silentPools.answered(uuid)
        onBack()
      },
    })
  }

  /** Whether the list of all pools would be answered, as far as is known. */
  get mayList(): boolean {
    return this.#hanging.size === 0
  }

  /** Whether no pool is silent, as far as is known. */
  get allAnswer(): boolean {
    return this.mayList && this.#context.silentPools.isEmpty
  }

  /** The order in which pools are best asked: those that are likely to hang are last. */
  order(a: AskedPool, b: AskedPool): number {
    return this.#doubt(a) - this.#doubt(b)
  }

  /** Whether a pool may be asked for what can hang. */
  mayAsk({ uuid, type }: AskedPool): boolean {
    const { silentPools } = this.#context
    const { size } = this.#hanging
    if (silentPools.has(uuid)) return size === 0 && silentPools.isDue(uuid)
    if (served.has(type)) return size < SERVED_HANGING_MAX
    return size < HANGING_MAX || this.#proven.has(uuid)
  }

  /** Whether something that was asked of the pool has no answer yet. */
  isAsked(uuid: string): boolean {
    return this.#hanging.has(uuid)
  }

  /** Whether the pool did not answer when it was asked last. */
  isSilent(uuid: string): boolean {
    return this.#context.silentPools.has(uuid)
  }

  /** The state of a pool that could not be read: it does not answer, or others keep it from being asked. */
  unreadState(uuid: string): 'unanswered' | 'unread' {
    return this.isSilent(uuid) ? 'unanswered' : 'unread'
  }

  /** All that there is to be read of the pool was read. */
  proved(uuid: string): void {
    this.#proven.add(uuid)
    this.#context.silentPools.answered(uuid)
  }

  /** Asks something of all pools at once; rejects as `ask`. */
  askAll<T>(make: (bounds: CallOptions) => Promise<T>): Promise<T> {
    return this.#hanging.call(ALL, make)
  }

  /** Rejects LinkError `timeout` where the pool does not answer, or cannot be asked because others don't. */
  ask<T>(uuid: string, make: (bounds: CallOptions) => Promise<T>): Promise<T> {
    return this.#ask(uuid, make)
  }

  /** As `ask`, over a connection that has nothing else to do: what hangs there holds no place of the first one. */
  askApart<T>(uuid: string, make: (bounds: CallOptions) => Promise<T>): Promise<T> {
    return this.#ask(uuid, make, [])
  }

  async #ask<T>(
    uuid: string,
    make: (bounds: CallOptions) => Promise<T>,
    places?: readonly Places[],
  ): Promise<T> {
    try {
      return await this.#hanging.call(uuid, make, this.mayList ? ANSWER_MS : HURRIED_MS, places)
    } catch (error) {
      if (isUnanswered(error) && this.#hanging.has(uuid)) {
        this.#proven.delete(uuid)
        this.#context.silentPools.unanswered(uuid)
      }
      throw error
    }
  }

  #doubt({ uuid, type }: AskedPool): number {
    if (this.isSilent(uuid)) return this.#context.silentPools.isDue(uuid) ? 2 : 3
    return served.has(type) ? 1 : 0
  }
}
