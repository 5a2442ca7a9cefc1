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
import { openTransport } from '../transport/index.ts'
import { type DiagnosisSecrets, diagnose } from './diagnosis.ts'
import type { HostDestination } from './destination.ts'
import { diagnosisOf } from './diagnosisOf.ts'
import { callsUnanswered } from './health.ts'
import type { AttachedPart, LiveHost } from './live.ts'
import { type ResolvedOptions, resolveOptions } from './options.ts'
import { type DraftPreview, previewOf } from './plan.ts'
import { notLive } from './problem.ts'
import { type HostDraft, type HostPatch, HostRecords, type SitePatch } from './records.ts'
import { HostSecrets } from './hostSecrets.ts'
import type { HostSession } from './session.ts'
import { type ConnectingRules, HostSessions } from './sessions.ts'
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

export interface RegistryParts extends ConnectingRules {
  store: Pick<Store, 'hosts' | 'sites' | 'hostKeys' | 'settings'>
  clock?: Clock
  log?: Logger
  /** Where SSH settings are read instead of OpenSSH's own places. */
  ssh?: SshDefaults
}

/** Every host's record and session: connects them side by side within a bound, and knows a dead network from dead hosts. */
export class HostRegistry {
  /** What hosts log in with. */
  readonly secrets: HostSecrets
  readonly #records: HostRecords
  readonly #keys: TrustedKeys
  readonly #ways: HostWays
  readonly #sessions: HostSessions
  readonly #listeners = new Set<(event: HostEvent) => void>()
  readonly #clock: Clock
  readonly #log: Logger
  readonly #given: RegistryParts
  #closing: Promise<void> | null = null

  constructor(parts: RegistryParts) {
    this.#given = parts
    this.#clock = parts.clock ?? systemClock
    this.#log = parts.log ?? createLog('silent')
    this.#records = new HostRecords(parts.store, this.#clock)
    this.#keys = new TrustedKeys(parts.store, this.#clock)
    this.#ways = new HostWays(this.#records, this.#keys, parts.ssh ?? {})
    this.#sessions = new HostSessions({
      given: parts,
      clock: this.#clock,
      log: this.#log,
      ways: this.#ways,
      keys: this.#keys,
      secretsOf: id => this.secrets.of(id),
      onState: (hostId, state) => this.#tell({ type: 'state', hostId, state }),
    })
    this.secrets = new HostSecrets({
      records: this.#records,
      ways: this.#ways,
      sessions: this.#sessions.all,
      pool: this.#sessions.pool,
      gate: this.#sessions.gate,
      open: parts.open ?? openTransport,
      log: this.#log,
      connect: id => {
        if (this.#sessions.hasStarted) this.#sessions.connect(id)
      },
      changed: records => {
        this.#tell({ type: 'sites', sites: this.sites() })
        for (const record of records) this.#tell({ type: 'changed', hostId: record.id, record })
      },
    })
    for (const record of this.#records.list()) this.#sessions.open(record.id)
  }

  /** Connects every host that wants it, and watches this computer's network and sleep from now on. */
  start(): void {
    if (this.#closing !== null) return
    this.#sessions.start(this.#records.list().flatMap(({ id, autoConnect }) => (autoConnect ? [id] : [])))
  }

  list(): HostRecord[] {
    return this.#records.list()
  }

  get(id: HostId): HostRecord | undefined {
    return this.#records.get(id)
  }

  /** The host's session; throws `host.unknown`. */
  session(id: HostId): HostSession {
    return this.#sessions.need(id)
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
    // Again where the rights were others once more before it was open.
    while (session.isReopening) await session.reopened(signal)
    if (session.live !== null) return session.live
    throw notLive(this.#records.need(id), session.state)
  }

  /** Called for every change of a host's record or state and of the sites; the returned function ends that. */
  onHost(callback: (event: HostEvent) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  /** Awaited, in the order of attaching, before a host counts as live. */
  attach(part: AttachedPart): void {
    this.#sessions.attach(part)
  }

  /** What a draft means, without contacting anything; throws `uri.invalid` and the like. */
  preview(draft: HostDraft): DraftPreview {
    return previewOf(this.#ways.draft(draft), this.#records.suggestedName(draft))
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
    this.#sessions.open(record.id)
    this.#tell({ type: 'added', hostId: record.id, record })
    if (this.#sessions.hasStarted) this.#sessions.connect(record.id)
    return record
  }

  /** Changes a host; it is connected anew only where the change concerns the way to it. */
  update(id: HostId, patch: HostPatch): HostRecord {
    const record = this.#sessions.reconnecting([id], () => this.#records.update(id, patch))
    this.#tell({ type: 'changed', hostId: id, record })
    return record
  }

  /** Forgets a host with everything stored of it; resolves when its connection is gone. */
  async remove(id: HostId): Promise<void> {
    const session = this.session(id)
    // Its signal aborts first: nobody writes about the host any more when its record goes.
    session.disconnect()
    this.#records.remove(id)
    this.#sessions.forget(id)
    this.#keys.drop(id)
    this.#tell({ type: 'removed', hostId: id })
    await session.close()
  }

  /** Connects, now and at every start; also wakes a host that waits for a person. */
  connect(id: HostId): void {
    this.#remember(id, true)
    const { credential } = this.options(id).options
    if (credential !== undefined) this.#ways.credentials?.allowAgain(id, credential)
    this.#sessions.connect(id)
  }

  /** Disconnects, and stays so across restarts until it is connected again. */
  disconnect(id: HostId): void {
    this.#remember(id, false)
    this.#sessions.disconnect(id)
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
    this.#sessions.answered(answer.kind === 'trustHostKey')
  }

  /** Throws `name.taken` where the parent has a site of that name. */
  createSite(site: Parameters<HostRecords['addSite']>[0]): Site {
    const made = this.#records.addSite(site)
    this.#tell({ type: 'sites', sites: this.sites() })
    return made
  }

  /** Hosts whose inherited options change the way to them are connected anew. */
  updateSite(id: SiteId, patch: SitePatch): Site {
    const site = this.#sessions.reconnecting('all', () => this.#records.updateSite(id, patch))
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
    this.#sessions.reconnecting('all', () => this.#records.setDefaults(options))
    this.#tell({ type: 'sites', sites: this.sites() })
  }

  /** What a site, or the fleet where it is null, passes on to what it holds. */
  siteOptions(siteId: SiteId | null): ResolvedOptions {
    return this.#records.siteOptions(siteId)
  }

  /** Hosts and child sites move to the parent. */
  removeSite(id: SiteId): void {
    this.#ways.credentials?.requireSiteEmpty(id)
    const moved = this.#sessions.reconnecting('all', () => this.#records.removeSite(id))
    this.#tell({ type: 'sites', sites: this.sites() })
    for (const record of moved) this.#tell({ type: 'changed', hostId: record.id, record })
  }

  /** Forgets every secret that is held in memory so that hosts come back by themselves; connections stay. */
  forgetSecrets(): void {
    this.secrets.forget()
  }

  /** With which rights libvirt is being opened anew at this moment; null where it isn't. */
  reopening(id: HostId): { readOnly: boolean } | null {
    return this.#sessions.all.get(id)?.isReopening ? { readOnly: this.readOnly(id) } : null
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
    if (busy !== undefined) this.#sessions.busy = busy
    this.reviewReadOnly()
  }

  /** Opens libvirt anew, over the same transport, where the rule says something else by now. */
  reviewReadOnly(id?: HostId): void {
    this.#sessions.reviewReadOnly(id)
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
    if (phase === 'blocked' && problem?.code === 'policy.refused') this.#sessions.connect(id)
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
    return this.#sessions.networkChanged()
  }

  /** Another part has waited long for the host's answer to a request, or has one again. */
  reportLate(id: HostId, part: string, isLate: boolean): void {
    this.#sessions.all.get(id)?.reportSlow(part, isLate ? callsUnanswered : null)
  }

  /** The computer is about to sleep. */
  suspend(): void {
    this.#sessions.suspend()
  }

  /** The computer woke. */
  resume(): void {
    this.#sessions.resume()
  }

  /** True while every host failed at once and one at a time is probed. */
  get networkSuspect(): boolean {
    return this.#sessions.networkSuspect
  }

  /** Disconnects everything; resolves when nothing is left. Safe to call again. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.secrets.close()
      await this.#sessions.close()
      this.#listeners.clear()
    })()
    return this.#closing
  }

  #remember(id: HostId, autoConnect: boolean): void {
    if (this.#records.need(id).autoConnect === autoConnect) return
    const record = this.#records.update(id, { autoConnect })
    this.#tell({ type: 'changed', hostId: id, record })
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
