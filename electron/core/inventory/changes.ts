import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Clock } from '../clock.ts'

/** What changed since the last telling. `stale` concerns every machine of a host at once. */
export interface InventoryDelta {
  changed: Machine[]
  removed: MachineKey[]
  stale: { hostId: HostId; stale: boolean; asOfMs: number | null }[]
}

/** Changes are gathered for this long before they are told, so that a storm is told in few deltas. */
const GATHER_MS = 50

/** Gathers changes and tells listeners in deltas; a machine that changed several times is told once, as it is then. */
export class Changes {
  readonly #clock: Clock
  readonly #find: (key: MachineKey) => Machine | undefined
  readonly #listeners = new Set<(delta: InventoryDelta) => void>()
  readonly #touched = new Set<MachineKey>()
  readonly #stale = new Map<HostId, { stale: boolean; asOfMs: number | null }>()
  #cancel: (() => void) | null = null

  constructor(clock: Clock, find: (key: MachineKey) => Machine | undefined) {
    this.#clock = clock
    this.#find = find
  }

  onChange(cb: (delta: InventoryDelta) => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }

  /** A machine changed, came or went. */
  touch(key: MachineKey): void {
    this.#touched.add(key)
    this.#schedule()
  }

  stale(hostId: HostId, stale: boolean, asOfMs: number | null): void {
    this.#stale.set(hostId, { stale, asOfMs })
    this.#schedule()
  }

  /** Tells what has gathered, now. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#touched.size === 0 && this.#stale.size === 0) return
    const delta: InventoryDelta = { changed: [], removed: [], stale: [] }
    for (const key of this.#touched) {
      const machine = this.#find(key)
      if (machine) delta.changed.push(machine)
      else delta.removed.push(key)
    }
    for (const [hostId, state] of this.#stale) delta.stale.push({ hostId, ...state })
    this.#touched.clear()
    this.#stale.clear()
    for (const listener of [...this.#listeners]) listener(delta)
  }

  /** Tells the rest and stops. */
  close(): void {
    this.flush()
    this.#listeners.clear()
  }

  #schedule(): void {
    if (this.#cancel === null) this.#cancel = this.#clock.after(GATHER_MS, () => this.flush())
  }
}
