import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { type DomainUuid, machineKey, type MachineKey } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { HostDirectory, Inventory } from '../inventory/index.ts'
import type { NewChange, Store } from '../store/index.ts'
import { AwayHosts } from './awayHosts.ts'
import { type AwayAct, awayActOf, leadsTo } from './awayChange.ts'
import { outsideWords } from './explain.ts'
import { type AuditLog, coreDraft } from './log.ts'
import type { Places } from './places.ts'
import { actsAt } from './query.ts'
import { recordableWords } from './redact.ts'
import { StormBound } from './storm.ts'
import { whoOf } from './who.ts'

/** A change waits this long for the entries about the act that may explain it. */
const GRACE_MS = 2_500
/** A task that was under way when the host was last heard of began this long before at most. */
const ACT_MS = 3_600_000
/** A task's end explains what came until so long after it. */
const AFTER_MS = 15_000
/** Changes that may wait at a time; a host that has more is summed up. */
const WAITING_MAX = 10_000

/** What the audit needs to tell what happened while a host was not reached. */
export interface AwaySources {
  log: AuditLog
  database: Parameters<typeof actsAt>[0]
  clock: Clock
  places: Places
  registry: Pick<HostDirectory, 'onHost'>
  inventory: Pick<Inventory, 'onEvent'>
  changes: Pick<Store['changes'], 'onTold'>
}

/**
 * What became another with machines while their host was not reached, told once it is reached again: as done by
 * something outside, or as what an act of ours led to whose outcome nobody could see.
 */
export class AuditAway {
  readonly #sources: AwaySources
  readonly #hosts: AwayHosts
  readonly #storm: StormBound
  readonly #waiting = new Map<() => void, () => void>()
  readonly #unsubscribe: (() => void)[]

  constructor(sources: AwaySources) {
    this.#sources = sources
    const { clock, registry, inventory, changes } = sources
    this.#hosts = new AwayHosts(clock, registry)
    this.#storm = new StormBound(clock, (hostId, rest) =>
      this.#record(
        coreDraft('event.many', { ...rest, by: outsideWords }, 'seen'),
        sources.places.host(hostId),
      ),
    )
    this.#unsubscribe = [
      () => this.#hosts.close(),
      inventory.onEvent(event => this.#hosts.heard(event)),
      changes.onTold(told => {
        for (const change of told) this.#take(change)
      }),
    ]
  }

  /** Decides what still waits. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    for (const [decide, cancel] of [...this.#waiting]) {
      cancel()
      decide()
    }
    this.#storm.close()
  }

  #take(change: NewChange): void {
    const { hostId, afterMs } = change
    const awayMs = this.#hosts.awayUntilMs(hostId)
    // What the host confirmed over this connection changed in sight, as did what was seen before and stored after.
    if (afterMs === null || afterMs >= awayMs || change.atMs < awayMs) return
    const act = awayActOf(change)
    if (act === null) return
    const key = machineKey(hostId, change.key as DomainUuid)
    if (this.#hosts.toldOf(key, change.atMs)) return
    if (this.#waiting.size >= WAITING_MAX) {
      this.#storm.admits(hostId, act.act)
      return
    }
    const decide = () => {
      this.#waiting.delete(decide)
      this.#tell(key, change, afterMs, act)
    }
    this.#waiting.set(decide, this.#sources.clock.after(GRACE_MS, decide))
  }

  #tell(key: MachineKey, change: NewChange, afterMs: number, away: AwayAct): void {
    const { log, places } = this.#sources
    log.flush()
    const act = this.#explaining(key, change, afterMs)
    if (!act && !this.#storm.admits(change.hostId, away.act)) return
    const parameters = {
      ...away.parameters,
      after: new Date(afterMs).toISOString(),
      until: new Date(change.atMs).toISOString(),
    }
    const place = places.machine(key, recordableWords(change.subject))
    if (act)
      this.#record(
        {
          ...coreDraft(away.act, { ...parameters, outcome: 'learnedLater' }, 'done'),
          ...whoOf(act),
          correlation: [`seq:${act.seq}`, ...act.correlation],
        },
        place,
      )
    else this.#record(coreDraft(away.act, { ...parameters, by: outsideWords }, 'seen'), place)
  }

  /** The latest act of ours that leads there and was not surely over when the host was last heard of. */
  #explaining(key: MachineKey, change: NewChange, afterMs: number): AuditEntry | undefined {
    const entries = actsAt(this.#sources.database, key, afterMs - ACT_MS, change.atMs)
    const ends = new Map<string, AuditEntry>()
    for (const entry of entries)
      if (entry.act === 'task.ended') for (const id of entry.correlation) ends.set(id, entry)
    return entries.find(entry => {
      if (entry.shell === 'core' || entry.result !== 'done' || !leadsTo(entry, change)) return false
      const end = ends.get(`seq:${entry.seq}`)
      if (!end) return true
      // What libvirt refused was not done; what it never answered may have been.
      if (end.result !== 'done' && !isUnanswered(end.error)) return false
      return end.atMs + AFTER_MS >= afterMs
    })
  }

  #record(draft: ReturnType<typeof coreDraft>, place: ReturnType<Places['host']>): void {
    this.#sources.log.record({ ...draft, ...place })
  }
}

/** Nobody knows whether it was done: libvirt never answered. */
const isUnanswered = (error: string | null): boolean =>
  /^(transport\.closed|libvirt\.unresponsive|task\.cancelled|cancelled|network\.)/.test(error ?? '')
