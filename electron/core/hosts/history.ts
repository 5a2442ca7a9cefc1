import type { HostId } from '../../../shared/ids.ts'
import type { HostSpell, HostState, RoundTrip } from '../../../shared/models/host.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import type { HostEvent, HostRegistry } from './registry.ts'

/** Spells kept of one host, on disk too. */
const SPELLS_KEPT = 200
/** Round trips kept of one host, in memory: about an hour. */
const ROUND_TRIPS_KEPT = 720
/** A spell that lasts is noted as lasting this often: so much of it may be lost when the program is killed. */
const SEEN_EVERY_MS = 300_000
/** Round trips are noted this often at most. */
const ROUND_TRIP_EVERY_MS = 4_500

interface HostLog {
  spells: HostSpell[]
  roundTrips: RoundTrip[]
}

export interface HostHistoryParts {
  registry: Pick<HostRegistry, 'onHost' | 'list' | 'session'>
  store: Pick<Store, 'resources'>
  clock: Clock
  log: Logger
}

/**
 * How each host's session went: one spell a phase with its reason, the last of them on disk, and the round trips
 * of the last hour. Attempts that fail alike are one spell with their number; connecting is no spell of its own.
 */
export class HostHistory {
  readonly #parts: HostHistoryParts
  readonly #hosts = new Map<HostId, HostLog>()
  readonly #listeners = new Set<(hostId: HostId) => void>()
  readonly #unsubscribe: () => void

  constructor(parts: HostHistoryParts) {
    this.#parts = parts
    this.#unsubscribe = parts.registry.onHost(event => this.#hostEvent(event))
  }

  /** Spells of a host, oldest first; the last one has no end while it lasts. */
  spells(hostId: HostId): readonly HostSpell[] {
    return this.#log(hostId).spells
  }

  /** Round trips of the last hour, oldest first; null where it was not live. */
  roundTrips(hostId: HostId): readonly RoundTrip[] {
    return this.#log(hostId).roundTrips
  }

  /** Called when something was added about a host; the returned function ends that. */
  onChange(callback: (hostId: HostId) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  /** Ends the spells that still last: what comes after is not known. */
  close(): void {
    this.#unsubscribe()
    const nowMs = this.#parts.clock.nowMs()
    for (const [hostId, { spells }] of this.#hosts) {
      const last = spells.at(-1)
      if (last && last.endedAtMs === null) this.#write(hostId, { ...last, endedAtMs: nowMs })
    }
    this.#listeners.clear()
  }

  #log(hostId: HostId): HostLog {
    const known = this.#hosts.get(hostId)
    if (known) return known
    const log = { spells: this.#load(hostId), roundTrips: [] }
    this.#hosts.set(hostId, log)
    return log
  }

  /** What lasted when the program was killed ended at a moment that nobody knows. */
  #load(hostId: HostId): HostSpell[] {
    const stored = this.#parts.store.resources.list<HostSpell>(hostId, 'session')
    return stored
      .slice(-SPELLS_KEPT)
      .map(({ value }) => ({ ...value, endedAtMs: value.endedAtMs ?? value.lastMs }))
  }

  #hostEvent(event: HostEvent): void {
    if (event.type === 'removed') this.#hosts.delete(event.hostId)
    else if (event.type === 'state') this.#state(event.hostId, event.state)
  }

  #state(hostId: HostId, state: HostState): void {
    const log = this.#log(hostId)
    const changed = [this.#roundTrip(log, state), this.#spell(hostId, log, state)]
    if (!changed.includes(true)) return
    for (const listener of [...this.#listeners]) listener(hostId)
  }

  #roundTrip({ roundTrips }: HostLog, { roundTripMs }: HostState): boolean {
    const atMs = this.#parts.clock.nowMs()
    const last = roundTrips.at(-1)
    const gap = roundTripMs === null
    if (gap && (last === undefined || last.ms === null)) return false
    if (!gap && last !== undefined && last.ms !== null && atMs - last.atMs < ROUND_TRIP_EVERY_MS) return false
    roundTrips.push({ atMs, ms: roundTripMs })
    if (roundTrips.length > ROUND_TRIPS_KEPT) roundTrips.shift()
    return true
  }

  #spell(hostId: HostId, log: HostLog, { phase, problem }: HostState): boolean {
    if (phase === 'connecting') return false
    const nowMs = this.#parts.clock.nowMs()
    const last = log.spells.at(-1)
    const code = problem?.code ?? null
    if (
      last !== undefined &&
      last.endedAtMs === null &&
      last.phase === phase &&
      (last.problem?.code ?? null) === code
    ) {
      // Another attempt that ended alike; a live host only says that it still lives.
      if (phase !== 'waiting' || problem === last.problem) {
        if (nowMs - last.lastMs >= SEEN_EVERY_MS) this.#replaceLast(hostId, log, { ...last, lastMs: nowMs })
        return false
      }
      this.#replaceLast(hostId, log, { ...last, problem, times: last.times + 1, lastMs: nowMs })
      return true
    }
    // A host that nobody ever connected has no history yet.
    if (last === undefined && phase === 'disconnected' && problem === null) return false
    if (last !== undefined && last.endedAtMs === null)
      this.#replaceLast(hostId, log, { ...last, endedAtMs: nowMs })
    const spell: HostSpell = {
      // Two spells of one millisecond stay two: they are told apart by when they began.
      beganAtMs: Math.max(nowMs, (last?.beganAtMs ?? 0) + 1),
      endedAtMs: null,
      lastMs: nowMs,
      phase,
      problem,
      times: 1,
    }
    log.spells.push(spell)
    this.#write(hostId, spell)
    if (log.spells.length > SPELLS_KEPT) {
      const gone = log.spells.shift()
      if (gone) this.#attempt(hostId, store => store.remove(hostId, 'session', [keyOf(gone)]))
    }
    return true
  }

  #replaceLast(hostId: HostId, log: HostLog, spell: HostSpell): void {
    log.spells[log.spells.length - 1] = spell
    this.#write(hostId, spell)
  }

  #write(hostId: HostId, spell: HostSpell): void {
    const row = { key: keyOf(spell), value: spell, xml: null }
    this.#attempt(hostId, store => store.upsert(hostId, 'session', [row], spell.lastMs))
  }

  /** A store that refuses loses a line of history, never a host's session. */
  #attempt(hostId: HostId, work: (resources: Store['resources']) => void): void {
    // Its record is gone already while its session still says goodbye.
    if (!this.#parts.registry.list().some(({ id }) => id === hostId)) return
    try {
      work(this.#parts.store.resources)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#parts.log.warn({ err: error, hostId }, 'a host’s history could not be stored')
    }
  }
}

/** Keys sort as times do. */
const keyOf = ({ beganAtMs }: HostSpell): string => String(Math.floor(beganAtMs)).padStart(15, '0')
