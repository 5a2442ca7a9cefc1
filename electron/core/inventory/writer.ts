import { AppError } from '../../../shared/errors.ts'
import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { FleetLogEvent, SeenDefinition, StoredMachine } from '../store/index.ts'
import type { InventoryStore } from './ports.ts'

/** Changes are gathered this long before they are written … */
const GATHER_MS = 250
/** … in transactions of so many rows that one takes about this long, so that the event loop is never held … */
const BATCH_MS = 8
const ROWS_MIN = 5
const ROWS_MAX = 200
const BATCH_PAUSE_MS = 5
/** … and after a failure (a full disk, say) tried again after this long. */
const RETRY_MS = 5_000
const EVENTS_MAX = 10_000
/** Versions of one definition that wait while nothing can be written: the first, and the newest after it. */
const VERSIONS_MAX = 20

interface HostRows {
  machines: Map<DomainUuid, () => StoredMachine>
  removed: Set<DomainUuid>
  /** The versions that wait, oldest first. */
  definitions: Map<DomainUuid, SeenDefinition[]>
  confirmedAtMs: number | null
}

/**
 * Writes what the inventory learnt to the store, behind its back: the newest row of each machine and every version of
 * its definition, a batch at a time. What could not be written stays and is tried again.
 */
export class StoreWriter {
  readonly #store: InventoryStore
  readonly #clock: Clock
  readonly #log: Logger
  readonly #hosts = new Map<HostId, HostRows>()
  #events: FleetLogEvent[] = []
  #cancel: (() => void) | null = null
  #failing = false
  #closed = false
  /** Rows of one transaction: follows how long the last ones took. */
  #rowsAtOnce = 20

  constructor(store: InventoryStore, clock: Clock, log: Logger) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** `row` is asked for when the batch is written. */
  machine(hostId: HostId, uuid: DomainUuid, row: () => StoredMachine): void {
    const rows = this.#rows(hostId)
    rows.removed.delete(uuid)
    rows.machines.set(uuid, row)
  }

  remove(hostId: HostId, uuid: DomainUuid): void {
    const rows = this.#rows(hostId)
    rows.machines.delete(uuid)
    rows.removed.add(uuid)
  }

  definition(hostId: HostId, definition: SeenDefinition): void {
    const { definitions } = this.#rows(hostId)
    const waiting = definitions.get(definition.uuid) ?? []
    if (waiting.at(-1)?.xml === definition.xml) waiting.pop()
    if (waiting.length >= VERSIONS_MAX) waiting.splice(1, 1)
    definitions.set(definition.uuid, [...waiting, definition])
  }

  /** Everything stored of the host's machines is true as of now. */
  confirm(hostId: HostId, atMs: number): void {
    this.#rows(hostId).confirmedAtMs = atMs
  }

  event(event: FleetLogEvent): void {
    this.#events.push(event)
    if (this.#events.length > EVENTS_MAX) this.#events.shift()
    this.#schedule(GATHER_MS)
  }

  /** The newest definition that waits to be written; undefined when none does. */
  pendingDefinition(hostId: HostId, uuid: DomainUuid): SeenDefinition | undefined {
    return this.#hosts.get(hostId)?.definitions.get(uuid)?.at(-1)
  }

  /** Drops what waits for a host that was removed. */
  forget(hostId: HostId): void {
    this.#hosts.delete(hostId)
    this.#events = this.#events.filter(event => event.hostId !== hostId)
  }

  /** Writes everything that waits, now; what fails is logged and lost to this process, and takes no other host's along. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#cancel = null
    while (this.#waiting()) {
      const [hostId] = this.#hosts.keys()
      if (this.#writeBatch()) continue
      if (hostId === undefined) return
      this.#hosts.delete(hostId)
    }
  }

  #rows(hostId: HostId): HostRows {
    let rows = this.#hosts.get(hostId)
    if (!rows) {
      rows = { machines: new Map(), removed: new Set(), definitions: new Map(), confirmedAtMs: null }
      this.#hosts.set(hostId, rows)
    }
    this.#schedule(GATHER_MS)
    return rows
  }

  #schedule(delayMs: number): void {
    // A late word of a connection that is being closed must not keep the process, nor a closed store, busy.
    if (this.#cancel !== null || this.#closed) return
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = null
      const written = this.#writeBatch()
      if (this.#waiting()) this.#schedule(written ? BATCH_PAUSE_MS : RETRY_MS)
    })
  }

  #waiting(): boolean {
    return this.#hosts.size > 0 || this.#events.length > 0
  }

  /** One transaction; what it took is put back if it fails. */
  #writeBatch(): boolean {
    const events = this.#events
    const taken = [...this.#hosts].slice(0, 1)
    const begunMs = this.#clock.monotonicMs()
    try {
      this.#store.transaction(() => {
        if (events.length > 0) this.#store.events.append(events)
        for (const [hostId, rows] of taken) this.#writeHost(hostId, rows)
      })
    } catch (error) {
      const orphaned = error instanceof AppError && error.code === 'host.unknown'
      for (const [hostId, rows] of taken) {
        // A host that was removed has nothing to store any more; one that fails must not hold up the others.
        this.#hosts.delete(hostId)
        if (!orphaned) this.#hosts.set(hostId, rows)
      }
      if (orphaned) return true
      if (!this.#failing) this.#log.warn({ err: error }, 'the inventory could not be stored; trying again')
      this.#failing = true
      return false
    }
    this.#failing = false
    this.#events = this.#events === events ? [] : this.#events
    for (const [hostId, rows] of taken) this.#drop(hostId, rows)
    this.#took(this.#clock.monotonicMs() - begunMs)
    return true
  }

  #took(durationMs: number): void {
    const rows = durationMs > BATCH_MS ? this.#rowsAtOnce / 2 : this.#rowsAtOnce + ROWS_MIN
    this.#rowsAtOnce = Math.round(Math.min(ROWS_MAX, Math.max(ROWS_MIN, rows)))
  }

  #first<T>(values: Iterable<T>): T[] {
    return Iterator.from(values).take(this.#rowsAtOnce).toArray()
  }

  #writeHost(hostId: HostId, rows: HostRows): void {
    const definitions = this.#first(rows.definitions.values()).flat()
    if (definitions.length > 0) this.#store.definitions.put(hostId, definitions)
    const machines = this.#first(rows.machines.values())
    if (machines.length > 0)
      this.#store.machines.save(
        hostId,
        machines.map(row => row()),
      )
    if (rows.removed.size > 0) this.#store.machines.remove(hostId, [...rows.removed], this.#clock.nowMs())
    // Rows that still wait are not in the store, so its host as a whole is not confirmed yet.
    if (rows.confirmedAtMs !== null && this.#isLastBatch(rows))
      this.#store.machines.confirm(hostId, rows.confirmedAtMs)
  }

  #isLastBatch(rows: HostRows): boolean {
    return rows.definitions.size <= this.#rowsAtOnce && rows.machines.size <= this.#rowsAtOnce
  }

  #drop(hostId: HostId, rows: HostRows): void {
    const last = this.#isLastBatch(rows)
    this.#hosts.delete(hostId)
    if (last) return
    for (const uuid of this.#first(rows.definitions.keys())) rows.definitions.delete(uuid)
    for (const uuid of this.#first(rows.machines.keys())) rows.machines.delete(uuid)
    rows.removed.clear()
    // Goes to the end of the line: hosts take turns.
    this.#hosts.set(hostId, rows)
  }
}
