import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostState } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { JumpPool, openTransport } from '../transport/index.ts'
import { type BackoffRule, defaultBackoff } from './backoff.ts'
import { ConnectGate } from './gate.ts'
import type { HostSecrets } from './hostSecrets.ts'
import type { AttachedPart } from './live.ts'
import { NetworkWatch } from './networkWatch.ts'
import { OutageWatch } from './outage.ts'
import { HostSession } from './session.ts'
import type { SessionReach } from './sessionParts.ts'
import type { TrustedKeys } from './trustedKeys.ts'
import type { HostWays } from './ways.ts'

/** How hosts are reached, where it isn't as usual. */
export interface ConnectingRules {
  /** Hosts that connect at the same time; 16 unless told. */
  maxConnecting?: number
  /** Null: nothing is retried by itself. */
  backoff?: BackoffRule | null
  open?: typeof openTransport
  /** In [0, 1), for the jitter. */
  chance?: () => number
}

/** What the sessions work with. */
export interface HostSessionsParts {
  given: ConnectingRules
  clock: Clock
  log: Logger
  ways: HostWays
  keys: TrustedKeys
  secretsOf(id: HostId): ReturnType<HostSecrets['of']>
  onState(id: HostId, state: HostState): void
}

/** Every host's session: side by side within a bound, and a dead network told from dead hosts. */
export class HostSessions {
  readonly pool = new JumpPool()
  readonly gate: ConnectGate
  readonly #parts: HostSessionsParts
  readonly #sessions = new Map<HostId, HostSession>()
  readonly #attached: AttachedPart[] = []
  readonly #outage: OutageWatch
  /** Hosts where something is under way that a change of rights would cut off. */
  busy: (id: HostId) => boolean = () => false
  #network: NetworkWatch | null = null

  constructor(parts: HostSessionsParts) {
    this.#parts = parts
    this.gate = new ConnectGate(parts.clock, parts.given.maxConnecting)
    this.#outage = new OutageWatch({
      clock: parts.clock,
      onSuspect: suspect => this.#suspect(suspect),
      waiting: () =>
        this.#ids(
          ({ state }) => state.phase === 'waiting' && state.networkSuspect && state.retryAtMs === null,
        ),
      probe: hostId => this.#sessions.get(hostId)?.probe(),
      busy: hostId => this.#sessions.get(hostId)?.state.phase === 'connecting',
    })
  }

  get all(): ReadonlyMap<HostId, HostSession> {
    return this.#sessions
  }

  get hasStarted(): boolean {
    return this.#network !== null
  }

  /** Throws `host.unknown`. */
  need(id: HostId): HostSession {
    const session = this.#sessions.get(id)
    if (session === undefined)
      throw new AppError('host.unknown', 'This host is not in the list any more.', { data: { hostId: id } })
    return session
  }

  /** Connects these, and watches this computer's network and sleep from now on. Safe to call again. */
  start(ids: readonly HostId[]): void {
    if (this.hasStarted) return
    this.#network = new NetworkWatch(this.#parts.clock, {
      networkChanged: () => void this.networkChanged(),
      woke: () => this.resume(),
    })
    for (const id of ids) this.connect(id)
  }

  /** Awaited, in the order of attaching, before a host counts as live. */
  attach(part: AttachedPart): void {
    this.#attached.push(part)
  }

  /** A session for a host that is in the list from now on; nothing is contacted yet. */
  open(id: HostId): void {
    const session = new HostSession(id, {
      clock: this.#parts.clock,
      log: this.#parts.log,
      gate: this.gate,
      pool: this.pool,
      ...this.#parts.secretsOf(id),
      open: this.#parts.given.open ?? openTransport,
      parts: this.#attached,
      backoff: this.#parts.given.backoff === undefined ? defaultBackoff : this.#parts.given.backoff,
      chance: this.#parts.given.chance ?? Math.random,
      overNetwork: () => this.#parts.ways.overNetwork(id),
      plan: quick => this.#parts.ways.plan(id, quick),
      accepted: key => this.#parts.ways.accepted(id, key),
      pin: (key, instead) =>
        this.#parts.ways.around([id], () => this.#parts.keys.pin(id, key, instead), true),
      readOnly: () => this.#parts.ways.readOnly(id),
      mayAskForKeys: () => !this.#parts.ways.pinnedOnly(),
      onReach: reach => this.#reach(id, reach),
    })
    let phase: HostState['phase'] | null = null
    session.onState(state => {
      this.#parts.onState(id, state)
      // A live host tells its contact every few seconds; only its first word can answer what others ask.
      if (state.phase === 'live' && phase !== 'live') this.#reconsider()
      phase = state.phase
    })
    this.#sessions.set(id, session)
  }

  /** Connects a host that a person, or its record, wants connected. */
  connect(id: HostId): void {
    // A person wants it tried now: a suspicion would keep it waiting for a probe's turn.
    this.#outage.clear()
    if (this.#parts.ways.overNetwork(id)) this.#outage.expect(id)
    this.need(id).connect()
  }

  disconnect(id: HostId): void {
    this.need(id).disconnect()
    this.#outage.forget(id)
  }

  /** The host is not in the list any more; its session is the caller's to close. */
  forget(id: HostId): void {
    this.#sessions.delete(id)
    this.#outage.forget(id)
  }

  /** A person answered; `forOthers`: it may answer what other hosts ask. */
  answered(forOthers: boolean): void {
    this.#outage.clear()
    if (forOthers) this.#reconsider()
  }

  /** Runs a change and connects anew the hosts whose way it altered. */
  reconnecting<T>(hosts: readonly HostId[] | 'all', change: () => T): T {
    const before = new Map(this.#ids(session => session.wanted).map(id => [id, this.#parts.ways.text(id)]))
    const result = this.#parts.ways.around(hosts, change)
    for (const [id, way] of before) {
      if (this.#parts.ways.text(id) === way) continue
      this.need(id).disconnect()
      this.connect(id)
    }
    return result
  }

  /** Opens libvirt anew, over the same transport, where the rule says something else by now. */
  reviewReadOnly(id?: HostId): void {
    const sessions = id === undefined ? [...this.#sessions.values()] : [this.need(id)]
    for (const session of sessions)
      if (!this.busy(session.hostId) || !this.#parts.ways.readOnly(session.hostId)) session.reviewReadOnly()
  }

  /** Every host that waits tries at once, every live one proves that it lives; answers how many began to try. */
  networkChanged(): number {
    const waiting = this.#ids(session => session.state.phase === 'waiting')
    this.#outage.clear()
    for (const session of this.#sessions.values()) session.networkChanged()
    return waiting.length
  }

  /** The computer is about to sleep. */
  suspend(): void {
    for (const session of this.#sessions.values()) session.suspend()
  }

  /** The computer woke. */
  resume(): void {
    this.#outage.clear()
    for (const session of this.#sessions.values()) session.resume()
  }

  /** True while every host failed at once and one at a time is probed. */
  get networkSuspect(): boolean {
    return this.#outage.suspect
  }

  /** Disconnects everything; resolves when nothing is left. */
  async close(): Promise<void> {
    this.#network?.close()
    this.#outage.close()
    await Promise.all([...this.#sessions.values()].map(session => session.close()))
    await this.pool.close()
  }

  #reach(id: HostId, reach: SessionReach): void {
    if (!this.#sessions.has(id) || !this.#parts.ways.overNetwork(id)) return
    if (reach === 'reached') this.#outage.reached(id)
    else if (reach === 'unreached') this.#outage.unreached(id)
    else this.#outage.forget(id)
  }

  #suspect(suspect: boolean): void {
    this.#parts.log.info(
      { suspect },
      suspect ? 'the local network is suspected' : 'the local network is cleared',
    )
    this.gate.onlyUrgent = suspect
    for (const id of this.#ids(() => true))
      if (this.#parts.ways.overNetwork(id)) this.need(id).suspectNetwork(suspect)
  }

  /** One person's answer may be the answer to others. */
  #reconsider(): void {
    for (const session of this.#sessions.values()) session.reconsider()
  }

  #ids(filter: (session: HostSession) => boolean): HostId[] {
    return [...this.#sessions].flatMap(([id, session]) => (filter(session) ? [id] : []))
  }
}
