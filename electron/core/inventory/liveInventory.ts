import { type DomainUuid, machineKey } from '../../../shared/ids.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { PoolAnswer } from '../../../shared/models/resources.ts'
import { type Report, reportInEnglish } from '../../../shared/report.ts'
import { agentLifecycleState, type RemoteDomain } from '../libvirt/index.ts'
import type { StatsRecord } from './bulkStats.ts'
import { isOver, type LiveContext } from './context.ts'
import { Definitions } from './definitions.ts'
import type { EventLog } from './eventLog.ts'
import { bounded, boundedReport, lifecycleReport } from './eventReport.ts'
import { Extras } from './extras.ts'
import { loadDomainCapabilities, loadHostFacts, loadNodeDevices } from './hostFacts.ts'
import { loadInterfaces } from './interfaces.ts'
import { LiveMachines } from './liveMachines.ts'
import { Readings } from './readings.ts'
import { Snapshots } from './snapshots.ts'
import { loadStartTimes } from './startTimes.ts'
import { uuidOf } from './status.ts'
import { type EventTaker, type HostPart, subscribe } from './subscriptions.ts'

/**
 * What has no event is looked after this often: changes of a stored configuration alone (`virsh attach-disk --config`,
 * setmem, setvcpus), autostart, snapshots, volumes …
 */
const SWEEP_MS = 30_000
/** … and this often where the driver sends no events at all. */
const SWEEP_WITHOUT_EVENTS_MS = 10_000
/** A sweep reads at least this many definitions again, and all of a host's within this many sweeps. */
const DEFINITIONS_A_SWEEP = 60
const SWEEPS_FOR_ALL = 20
/** Networks, storage and snapshots are part of every second sweep. */
const SWEEPS_FOR_PARTS = 2
/** Events about a host's networks, storage or devices are gathered this long. */
const PART_GATHER_MS = 300

/** The inventory of one connection of one host: loads it in order of importance, then keeps it true. */
export class LiveInventory implements EventTaker {
  readonly #context: LiveContext
  readonly #log: EventLog
  readonly #definitions: Definitions
  readonly #machines: LiveMachines
  readonly #extras: Extras
  readonly #snapshots: Snapshots
  readonly #nodeDevices: Readings<void>
  readonly #settled = Promise.withResolvers<void>()
  readonly #timers = new Map<string, () => void>()
  #facts: HostFacts | null = null
  #isSettled = false
  #sweeps = 0
  #sweeping: Promise<void> | null = null
  #closed = false

  constructor(context: LiveContext, log: EventLog) {
    this.#context = context
    this.#log = log
    this.#definitions = new Definitions(context, machine => this.#extras.finish(machine))
    this.#extras = new Extras(context, this.#definitions, {
      guard: work => this.#unwatched(work),
      onPoolBack: () => this.onPart('storage'),
    })
    this.#snapshots = new Snapshots(context)
    this.#nodeDevices = new Readings(() => loadNodeDevices(context))
    this.#machines = new LiveMachines(context, this.#definitions, {
      onStarted: uuid => this.#extras.started(uuid),
      onStopped: uuid => this.#extras.stopped(uuid),
      onAdded: uuid => this.#extras.disksChanged(uuid),
      onRemoved: uuid => this.#extras.forget(uuid),
      onLifecycle: (dom, event, detail) =>
        this.onLog('lifecycle', dom, dom.name, lifecycleReport(event, detail)),
    })
    // Whoever waits hears of the end; nobody has to.
    this.#settled.promise.catch(() => undefined)
  }

  /** Resolves when everything behind has been loaded once; rejects with what ended the connection before that. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  get isSettled(): boolean {
    return this.#isSettled
  }

  get readOnly(): boolean {
    return this.#context.live.readOnly
  }

  /** What the host is, once it has said so over this connection. */
  get facts(): HostFacts | null {
    return this.#facts
  }

  get definitions(): Definitions {
    return this.#definitions
  }

  /** Machines whose disks lie on storage that does not answer; null before that was asked. */
  get waitingForStorage(): ReadonlySet<DomainUuid> | null {
    return this.#extras.waitingForStorage(this.#context.host.uuids())
  }

  /** Resolves when the machines are listed: the host counts as live then. The rest loads behind. */
  async begin(): Promise<void> {
    await this.#machines.begin()
    this.#confirm()
    this.#context.host.setStale(false)
    this.#unwatched(() => this.#loadBehind())
  }

  /** The running machines as a tick saw them. */
  observe(running: readonly StatsRecord[]): void {
    if (this.#closed) return
    this.#machines.observe(running)
    this.#extras.observe(running)
    this.#confirm()
  }

  /** Reads one machine again, all of it; resolves when that is done. */
  async refresh(uuid: DomainUuid): Promise<void> {
    await this.#machines.refresh(uuid)
    await Promise.all([this.#definitions.read(uuid), this.#snapshots.loadOf(uuid)])
  }

  /** Looks after everything that has no event, now; `all` reads every definition and part. */
  sweep(all: boolean): Promise<void> {
    if (this.#sweeping && !all) return this.#sweeping
    const run = () => this.#sweep(all)
    const sweeping = (this.#sweeping ?? Promise.resolve()).then(run, run).finally(() => {
      if (this.#sweeping === sweeping) this.#sweeping = null
    })
    this.#sweeping = sweeping
    return sweeping
  }

  /** Asks a storage pool at once, whatever pause it has; where it answers, its disks are looked at too. */
  async askPool(uuid: string): Promise<PoolAnswer> {
    const answer = await this.#readStorage(storage => storage.ask(uuid))
    this.#extras.finishAll()
    return answer
  }

  /** Ends everything of this connection; `settled` rejects with the reason unless it was reached. */
  close(reason: Error): void {
    if (this.#closed) return
    this.#closed = true
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#machines.close()
    this.#extras.close()
    this.#context.queue.close()
    this.#settled.reject(reason)
  }

  onMachine(dom: RemoteDomain, reread: Parameters<EventTaker['onMachine']>[1]): void {
    this.#machines.reread(uuidOf(dom), ...reread)
    if (!reread.includes('live')) return
    this.#extras.disksChanged(uuidOf(dom))
    this.#extras.addressesExpected(uuidOf(dom))
  }

  onBalloon(dom: RemoteDomain, memoryBytes: number): void {
    this.#context.host.update(uuidOf(dom), machine => ({ ...machine, memoryBytes }))
  }

  onAgent(dom: RemoteDomain, state: number): void {
    this.#extras.agent(uuidOf(dom), state === agentLifecycleState.connected)
  }

  onPart(part: HostPart): void {
    this.#after(part, PART_GATHER_MS, () => this.#unwatched(() => this.#loadPart(part)))
  }

  onLog(kind: string, dom: RemoteDomain | null, subject: string, said: Report): void {
    const { host, clock, writer } = this.#context
    const event = {
      atMs: clock.nowMs(),
      hostId: host.hostId,
      host: host.label.host,
      kind,
      key: dom && machineKey(host.hostId, uuidOf(dom)),
      subject: bounded(subject),
      text: bounded(reportInEnglish(said)),
      said: boundedReport(said),
    }
    this.#log.add(event)
    writer.event(event)
  }

  async #loadBehind(): Promise<void> {
    const { host, queue } = this.#context
    await this.#attempt(subscribe(this.#context, this))
    for (const uuid of host.uuids()) this.#definitions.request(uuid)
    await Promise.all([
      queue.idle(),
      this.#attempt(this.#loadFacts()),
      this.#attempt(this.#extras.networks.load()),
      this.#attempt(loadStartTimes(this.#context)),
    ])
    await Promise.all([
      this.#attempt(this.#loadStorage(true, host.uuids())),
      this.#attempt(this.#snapshots.load()),
      this.#attempt(this.#nodeDevices.run()),
      this.#attempt(loadInterfaces(this.#context)),
      this.#attempt(loadDomainCapabilities(this.#context)),
    ])
    await this.#attempt(this.#extras.loadAddresses(host.uuids()))
    if (this.#closed) return
    this.#extras.finishAll()
    this.#confirm()
    host.tellConfirmed()
    this.#isSettled = true
    this.#settled.resolve()
    this.#planSweep()
  }

  #planSweep(): void {
    const everyMs = this.#machines.hasEvents ? SWEEP_MS : SWEEP_WITHOUT_EVENTS_MS
    // Hosts that came live together must not be swept together: each has a beat of its own.
    const share = Number.parseInt(this.#context.host.hostId.slice(0, 4), 16) / 0xffff
    this.#after('sweep', everyMs * (0.75 + share / 2), () =>
      this.#unwatched(() => this.sweep(false).finally(() => this.#planSweep())),
    )
  }

  async #sweep(all: boolean): Promise<void> {
    const { host, queue } = this.#context
    this.#sweeps++
    await this.#machines.list()
    const uuids = this.#definitions.oldestFirst(host.uuids())
    const due = all ? uuids : this.#share(uuids)
    for (const uuid of due) this.#definitions.request(uuid)
    const parts = all || this.#sweeps % SWEEPS_FOR_PARTS === 0
    await Promise.all([
      queue.idle(),
      ...(parts ? this.#parts().map(part => this.#attempt(part)) : []),
      this.#attempt(this.#loadStorage(parts, due)),
      this.#attempt(loadStartTimes(this.#context)),
    ])
    if (all || this.#sweeps % SWEEPS_FOR_ALL === 0) {
      await Promise.all([this.#attempt(this.#loadFacts()), this.#attempt(this.#nodeDevices.run())])
    }
    await this.#attempt(this.#extras.loadAddresses(host.uuids()))
    if (this.#closed) return
    this.#extras.finishAll()
    this.#confirm()
    host.tellConfirmed()
  }

  /** The first of the machines whose definitions a sweep may read; those of a running one are two. */
  #share(uuids: readonly DomainUuid[]): DomainUuid[] {
    let left = Math.max(DEFINITIONS_A_SWEEP, Math.ceil(uuids.length / SWEEPS_FOR_ALL))
    return uuids.filter(uuid => {
      if (left <= 0) return false
      left -= this.#context.host.get(uuid)?.id === null ? 1 : 2
      return true
    })
  }

  #parts(): Promise<unknown>[] {
    return [this.#extras.networks.load(), this.#snapshots.load(), loadInterfaces(this.#context)]
  }

  /** Disks are looked at once it is known which pools answer, and so which machines' disks can be. */
  async #loadStorage(pools: boolean, sizes: readonly DomainUuid[]): Promise<void> {
    const { storage } = this.#extras
    const loading = pools ? this.#attempt(storage.load()) : null
    if (pools) await storage.shown
    await this.#extras.loadSizes(sizes)
    await loading
  }

  /** Disks of which nothing could be known while pools were silent are looked at then. */
  async #readStorage<T>(read: (storage: Extras['storage']) => Promise<T>): Promise<T> {
    const waiting = this.waitingForStorage ?? []
    const told = await read(this.#extras.storage)
    await this.#extras.loadSizes([...waiting])
    return told
  }

  async #loadFacts(): Promise<void> {
    this.#facts = await loadHostFacts(this.#context)
  }

  async #loadPart(part: HostPart): Promise<void> {
    if (part === 'networks') await this.#extras.networks.load()
    else if (part === 'storage') await this.#readStorage(storage => storage.load())
    else await this.#nodeDevices.run()
    this.#extras.finishAll()
  }

  /** Machines whose definition was read over this connection are as they are known: the host has just said so. */
  #confirm(): void {
    this.#context.host.confirm(uuid => this.#definitions.seenAtMs(uuid) !== undefined)
  }

  #after(name: string, delayMs: number, work: () => void): void {
    if (this.#closed) return
    this.#timers.get(name)?.()
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(name)
      work()
    })
    this.#timers.set(name, cancel)
  }

  /** One part that fails (a pool that hangs, say) must not keep the others from being known. */
  async #attempt(work: Promise<unknown>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.#report(error)
    }
  }

  #unwatched(work: () => Promise<void>): void {
    void this.#attempt(work())
  }

  #report(error: unknown): void {
    const { signal, log, host } = this.#context
    if (this.#closed || isOver(error, signal)) return
    log.warn({ err: error, hostId: host.hostId }, 'a part of the inventory could not be read')
  }
}
