import { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type {
  DiagnosisStep,
  HostAnswer,
  HostOptions,
  HostRecord,
  HostState,
  Site,
} from '../../../shared/models/host.ts'
import { type Clock, systemClock } from '../clock.ts'
import { createLog, type Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import { JumpPool, openTransport } from '../transport/index.ts'
import { type BackoffRule, defaultBackoff } from './backoff.ts'
import { type DiagnosisSecrets, diagnose } from './diagnosis.ts'
import type { HostDestination } from './destination.ts'
import { diagnosisOf } from './diagnosisOf.ts'
import { ConnectGate } from './gate.ts'
import type { AttachedPart, LiveHost } from './live.ts'
import { NetworkWatch } from './networkWatch.ts'
import { type ResolvedOptions, resolveOptions } from './options.ts'
import { OutageWatch } from './outage.ts'
import type { HostPlan } from './plan.ts'
import { type HostDraft, type HostPatch, HostRecords, type SitePatch } from './records.ts'
import { HostSecrets } from './hostSecrets.ts'
import { HostSession } from './session.ts'
import type { SessionReach } from './sessionParts.ts'
import type { SshDefaults } from './target.ts'
import { cleanFingerprint, type ShownKey, TrustedKeys } from './trustedKeys.ts'
import { HostWays, type ReadOnlyReason, type ReadOnlyRule } from './ways.ts'

/** What happened to a host or to the sites. */
export type HostEvent =
  | { type: 'added'; hostId: HostId; record: HostRecord }
  | { type: 'changed'; hostId: HostId; record: HostRecord }
  | { type: 'removed'; hostId: HostId }
  | { type: 'state'; hostId: HostId; state: HostState }
  | { type: 'sites'; sites: Site[] }

export interface RegistryParts {
  store: Pick<Store, 'hosts' | 'sites' | 'hostKeys' | 'settings'>
  clock?: Clock
  log?: Logger
  /** Where SSH settings are read instead of OpenSSH's own places. */
  ssh?: SshDefaults
  /** Hosts that connect at the same time; 16 unless told. */
  maxConnecting?: number
  /** Null: nothing is retried by itself. */
  backoff?: BackoffRule | null
  open?: typeof openTransport
  /** In [0, 1), for the jitter. */
  chance?: () => number
}

/** What a preview says of a draft; nothing is contacted. */
export interface DraftPreview {
  suggestedName: string
  driver: string
  transport: string
  remoteUri: string
  decisions: HostPlan['decisions']
}

/** Every host's record and session: connects them side by side within a bound, and knows a dead network from dead hosts. */
export class HostRegistry {
  /** What hosts log in with. */
  readonly secrets: HostSecrets
  readonly #records: HostRecords
  readonly #keys: TrustedKeys
  readonly #ways: HostWays
  readonly #sessions = new Map<HostId, HostSession>()
  readonly #parts: AttachedPart[] = []
  readonly #listeners = new Set<(event: HostEvent) => void>()
  readonly #pool = new JumpPool()
  readonly #gate: ConnectGate
  readonly #outage: OutageWatch
  readonly #clock: Clock
  readonly #log: Logger
  readonly #given: RegistryParts
  /** Hosts where something is under way that a change of rights would cut off. */
  #busy: (id: HostId) => boolean = () => false
  #network: NetworkWatch | null = null
  #started = false
  #closing: Promise<void> | null = null

  constructor(parts: RegistryParts) {
    this.#given = parts
    this.#clock = parts.clock ?? systemClock
    this.#log = parts.log ?? createLog('silent')
    this.#records = new HostRecords(parts.store, this.#clock)
    this.#keys = new TrustedKeys(parts.store, this.#clock)
    this.#ways = new HostWays(this.#records, this.#keys, parts.ssh ?? {})
    this.#gate = new ConnectGate(this.#clock, parts.maxConnecting)
    this.#outage = new OutageWatch({
      clock: this.#clock,
      onSuspect: suspect => this.#suspect(suspect),
      waiting: () =>
        this.#ids(
          ({ state }) => state.phase === 'waiting' && state.networkSuspect && state.retryAtMs === null,
        ),
      probe: hostId => this.#sessions.get(hostId)?.probe(),
      busy: hostId => this.#sessions.get(hostId)?.state.phase === 'connecting',
    })
    this.secrets = new HostSecrets({
      records: this.#records,
      ways: this.#ways,
      sessions: this.#sessions,
      pool: this.#pool,
      gate: this.#gate,
      open: parts.open ?? openTransport,
      log: this.#log,
      connect: id => {
        if (this.#started) this.#connect(id)
      },
      changed: records => {
        this.#tell({ type: 'sites', sites: this.sites() })
        for (const record of records) this.#tell({ type: 'changed', hostId: record.id, record })
      },
    })
    for (const record of this.#records.list()) this.#openSession(record.id)
  }

  /** Connects every host that wants it, and watches this computer's network and sleep from now on. */
  start(): void {
    if (this.#started || this.#closing !== null) return
    this.#started = true
    this.#network = new NetworkWatch(this.#clock, {
      networkChanged: () => void this.networkChanged(),
      woke: () => this.resume(),
    })
    for (const record of this.#records.list()) if (record.autoConnect) this.#connect(record.id)
  }

  list(): HostRecord[] {
    return this.#records.list()
  }

  get(id: HostId): HostRecord | undefined {
    return this.#records.get(id)
  }

  /** The host's session; throws `host.unknown`. */
  session(id: HostId): HostSession {
    const session = this.#sessions.get(id)
    if (session === undefined)
      throw new AppError('host.unknown', 'This host is not in the list any more.', { data: { hostId: id } })
    return session
  }

  /** Where SSH settings are read; empty for OpenSSH's own places. */
  get sshDefaults(): SshDefaults {
    return this.#given.ssh ?? {}
  }

  /** A host's options after inheritance from its sites, each with its source. */
  options(id: HostId): ResolvedOptions {
    return this.#records.options(id)
  }

  sites(): Site[] {
    return this.#records.sites()
  }

  /** The open connection; rejects `host.notLive` with the reason, or `host.unknown`. */
  async connection(id: HostId, signal?: AbortSignal): Promise<LiveHost> {
    signal?.throwIfAborted()
    const session = this.session(id)
    if (session.isReopening) await session.reopened(signal)
    if (session.live !== null) return session.live
    const { phase, problem } = session.state
    const name = this.#records.need(id).name
    throw new AppError(
      'host.notLive',
      `${name} is not connected${problem === null ? '' : `: ${problem.message}`}`,
      {
        next: problem?.next ?? (phase === 'disconnected' ? 'Connect it.' : 'Wait until it is live.'),
        data: { hostId: id, phase, ...(problem === null ? {} : { code: problem.code }) },
      },
    )
  }

  /** Called for every change of a host's record or state and of the sites; the returned function ends that. */
  onHost(callback: (event: HostEvent) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  /** Awaited, in the order of attaching, before a host counts as live. */
  attach(part: AttachedPart): void {
    this.#parts.push(part)
  }

  /** What a draft means, without contacting anything; throws `uri.invalid` and the like. */
  preview(draft: HostDraft): DraftPreview {
    const plan = this.#ways.draft(draft)
    return {
      suggestedName: this.#records.suggestedName(draft),
      driver: plan.decisions[0]?.value ?? '',
      transport: plan.target.kind,
      remoteUri: plan.remoteUri,
      decisions: plan.decisions,
    }
  }

  /** Stores a host; connects it at once where the registry has started. Throws and stores nothing when the draft is not valid. */
  add(draft: HostDraft): HostRecord {
    const accepted = (draft.acceptNewKeys ?? []).map(cleanFingerprint)
    this.#ways.draft(draft)
    const added: HostId[] = []
    const record = this.#ways.around(added, () => {
      const made = this.#records.add(draft)
      added.push(made.id)
      if (accepted.length > 0) this.#keys.acceptBeforehand(made.id, accepted)
      return made
    })
    this.#openSession(record.id)
    this.#tell({ type: 'added', hostId: record.id, record })
    if (this.#started) this.#connect(record.id)
    return record
  }

  /** Changes a host; it is connected anew only where the change concerns the way to it. */
  update(id: HostId, patch: HostPatch): HostRecord {
    const record = this.#reconnecting([id], () => this.#records.update(id, patch))
    this.#tell({ type: 'changed', hostId: id, record })
    return record
  }

  /** Forgets a host with everything stored of it; resolves when its connection is gone. */
  async remove(id: HostId): Promise<void> {
    const session = this.session(id)
    // Its signal aborts first: nobody writes about the host any more when its record goes.
    session.disconnect()
    this.#records.remove(id)
    this.#sessions.delete(id)
    this.#outage.forget(id)
    this.#keys.drop(id)
    this.#tell({ type: 'removed', hostId: id })
    await session.close()
  }

  /** Connects, now and at every start; also wakes a host that waits for a person. */
  connect(id: HostId): void {
    this.#remember(id, true)
    const { credential } = this.options(id).options
    if (credential !== undefined) this.#ways.credentials?.allowAgain(id, credential)
    this.#connect(id)
  }

  /** Disconnects, and stays so across restarts until it is connected again. */
  disconnect(id: HostId): void {
    this.#remember(id, false)
    this.session(id).disconnect()
    this.#outage.forget(id)
  }

  /** Answers the question that blocks the host. */
  answer(id: HostId, answer: HostAnswer, by?: string): void {
    const isKey = answer.kind === 'trustHostKey' || answer.kind === 'repinHostKey'
    if (isKey && this.#ways.pinnedOnly() && !this.#keys.given(id, answer.sha256))
      throw new AppError('policy.refused', 'A policy admits only host keys that were given beforehand.', {
        next: 'Add the fingerprint, read on the host itself, to the host.',
        data: { policy: 'hosts.newHostKeys' },
      })
    this.session(id).answer(answer, by)
    this.#outage.clear()
    if (answer.kind === 'trustHostKey') this.#reconsider()
  }

  /** Throws `name.taken` where the parent has a site of that name. */
  createSite(site: Parameters<HostRecords['addSite']>[0]): Site {
    const made = this.#records.addSite(site)
    this.#tell({ type: 'sites', sites: this.sites() })
    return made
  }

  /** Hosts whose inherited options change the way to them are connected anew. */
  updateSite(id: SiteId, patch: SitePatch): Site {
    const site = this.#reconnecting('all', () => this.#records.updateSite(id, patch))
    this.#tell({ type: 'sites', sites: this.sites() })
    return site
  }

  /** Where its credential goes; null where it names none. */
  destination(id: HostId): HostDestination | null {
    return this.#ways.destination(id)
  }

  /** What holds for every host that says nothing else, nor its sites. */
  get connectionDefaults(): HostOptions {
    return this.#records.defaults
  }

  /** What the product itself says where nobody says anything. */
  productOptions(): ResolvedOptions {
    return resolveOptions({ siteId: null, options: {} }, new Map())
  }

  /** Hosts whose way it changes are connected anew. */
  setConnectionDefaults(options: HostOptions): void {
    this.#reconnecting('all', () => this.#records.setDefaults(options))
    this.#tell({ type: 'sites', sites: this.sites() })
  }

  /** What a site, or the fleet where it is null, passes on to what it holds. */
  siteOptions(siteId: SiteId | null): ResolvedOptions {
    return this.#records.siteOptions(siteId)
  }

  /** Hosts and child sites move to the parent. */
  removeSite(id: SiteId): void {
    this.#ways.credentials?.requireSiteEmpty(id)
    const moved = this.#reconnecting('all', () => this.#records.removeSite(id))
    this.#tell({ type: 'sites', sites: this.sites() })
    for (const record of moved) this.#tell({ type: 'changed', hostId: record.id, record })
  }

  /** Forgets every secret that is held in memory so that hosts come back by themselves; connections stay. */
  forgetSecrets(): void {
    this.secrets.forget()
  }

  /** With which rights libvirt is being opened anew at this moment; null where it isn't. */
  reopening(id: HostId): { readOnly: boolean } | null {
    return this.#sessions.get(id)?.isReopening ? { readOnly: this.readOnly(id) } : null
  }

  /** Whether the daemon is to refuse every change on a host: as configured, or as the rule says by now. */
  readOnly(id: HostId): boolean {
    return this.#ways.readOnly(id)
  }

  /** Why the daemon is to refuse every change on a host, or why not. */
  readOnlyReason(id: HostId): ReadOnlyReason {
    return this.#ways.readOnlyReason(id)
  }

  /**
   * Hosts that are to be opened read-only although nobody configured them so. `busy`: where true, rights are not
   * taken away under something that runs; call `reviewReadOnly` when it has ended.
   */
  setReadOnlyRule(rule: (id: HostId) => ReadOnlyRule, busy?: (id: HostId) => boolean): void {
    this.#ways.readOnlyRule = rule
    if (busy !== undefined) this.#busy = busy
    this.reviewReadOnly()
  }

  /** Opens libvirt anew, over the same transport, where the rule says something else by now. */
  reviewReadOnly(id?: HostId): void {
    const sessions = id === undefined ? [...this.#sessions.values()] : [this.session(id)]
    for (const session of sessions)
      if (!this.#busy(session.hostId) || !this.readOnly(session.hostId)) session.reviewReadOnly()
  }

  /** `true`: only host keys that were accepted beforehand are trusted. */
  setPinnedOnly(rule: () => boolean): void {
    this.#ways.pinnedOnly = rule
  }

  /** Fingerprints of new host keys that need no question; throws `input.invalid` where one is none. */
  acceptKeys(id: HostId, fingerprints: readonly string[]): void {
    this.#records.need(id)
    this.#ways.around([id], () => this.#keys.acceptAlso(id, fingerprints))
    // A key that was refused for want of this is tried again.
    const { phase, problem } = this.session(id).state
    if (phase === 'blocked' && problem?.code === 'policy.refused') this.#connect(id)
  }

  /** Keys that a person trusted for a host and its jump hosts. */
  pinnedKeys(id: HostId): ShownKey[] {
    this.#records.need(id)
    return this.#keys.shown(id)
  }

  /** The key counts as new the next time it is shown. */
  forgetKey(id: HostId, endpoint: string, sha256: string): void {
    this.#records.need(id)
    this.#ways.around([id], () => this.#keys.forget(id, endpoint, sha256))
  }

  /** Staged diagnosis over a transport of its own; stores nothing and disturbs no session. */
  diagnose(
    what: ({ hostId: HostId } | { draft: HostDraft }) & { secrets?: DiagnosisSecrets | undefined },
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<DiagnosisStep, void, void> {
    if ('hostId' in what) this.#records.need(what.hostId)
    return diagnose({
      ...diagnosisOf(this.#ways, what),
      secrets: what.secrets ?? {},
      signal,
      ...(this.#given.open === undefined ? {} : { open: this.#given.open }),
    })
  }

  /** Every host that waits tries at once, and the local network is no longer the suspect; answers how many. */
  retryAll(): number {
    return this.networkChanged()
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

  /** Disconnects everything; resolves when nothing is left. Safe to call again. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.secrets.close()
      this.#network?.close()
      this.#outage.close()
      await Promise.all([...this.#sessions.values()].map(session => session.close()))
      await this.#pool.close()
      this.#listeners.clear()
    })()
    return this.#closing
  }

  #openSession(id: HostId): void {
    const session = new HostSession(id, {
      clock: this.#clock,
      log: this.#log,
      gate: this.#gate,
      pool: this.#pool,
      ...this.secrets.of(id),
      open: this.#given.open ?? openTransport,
      parts: this.#parts,
      backoff: this.#given.backoff === undefined ? defaultBackoff : this.#given.backoff,
      chance: this.#given.chance ?? Math.random,
      overNetwork: () => this.#ways.overNetwork(id),
      plan: quick => this.#ways.plan(id, quick),
      accepted: key => this.#ways.accepted(id, key),
      pin: (key, instead) => this.#ways.around([id], () => this.#keys.pin(id, key, instead), true),
      readOnly: () => this.readOnly(id),
      mayAskForKeys: () => !this.#ways.pinnedOnly(),
      onReach: reach => this.#reach(id, reach),
    })
    let phase: HostState['phase'] | null = null
    session.onState(state => {
      this.#tell({ type: 'state', hostId: id, state })
      // A live host tells its contact every few seconds; only its first word can answer what others ask.
      if (state.phase === 'live' && phase !== 'live') this.#reconsider()
      phase = state.phase
    })
    this.#sessions.set(id, session)
  }

  #connect(id: HostId): void {
    // A person wants it tried now: a suspicion would keep it waiting for a probe's turn.
    this.#outage.clear()
    if (this.#ways.overNetwork(id)) this.#outage.expect(id)
    this.session(id).connect()
  }

  #remember(id: HostId, autoConnect: boolean): void {
    if (this.#records.need(id).autoConnect === autoConnect) return
    const record = this.#records.update(id, { autoConnect })
    this.#tell({ type: 'changed', hostId: id, record })
  }

  /** Runs a change and connects anew the hosts whose way it altered. */
  #reconnecting<T>(hosts: readonly HostId[] | 'all', change: () => T): T {
    const before = new Map(this.#ids(session => session.wanted).map(id => [id, this.#ways.text(id)]))
    const result = this.#ways.around(hosts, change)
    for (const [id, way] of before) {
      if (this.#ways.text(id) === way) continue
      this.session(id).disconnect()
      this.#connect(id)
    }
    return result
  }

  #reach(id: HostId, reach: SessionReach): void {
    if (!this.#sessions.has(id) || !this.#ways.overNetwork(id)) return
    if (reach === 'reached') this.#outage.reached(id)
    else if (reach === 'unreached') this.#outage.unreached(id)
    else this.#outage.forget(id)
  }

  #suspect(suspect: boolean): void {
    this.#log.info({ suspect }, suspect ? 'the local network is suspected' : 'the local network is cleared')
    this.#gate.onlyUrgent = suspect
    for (const id of this.#ids(() => true))
      if (this.#ways.overNetwork(id)) this.session(id).suspectNetwork(suspect)
  }

  /** One person's answer may be the answer to others. */
  #reconsider(): void {
    for (const session of this.#sessions.values()) session.reconsider()
  }

  #ids(filter: (session: HostSession) => boolean): HostId[] {
    return [...this.#sessions].flatMap(([id, session]) => (filter(session) ? [id] : []))
  }

  #tell(event: HostEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event)
      } catch (error) {
        // One listener's bug must not keep the news from the others, nor stop a session half way.
        this.#log.error({ err: error }, 'a listener of the hosts failed')
      }
    }
  }
}
