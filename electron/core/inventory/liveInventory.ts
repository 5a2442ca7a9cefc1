import { type DomainUuid, machineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { agentLifecycleState, type RemoteDomain } from '../libvirt/index.ts'
import type { StatsRecord } from './bulkStats.ts'
import { withAddresses, withSizes } from './compose.ts'
import { isOver, type LiveContext } from './context.ts'
import { Definitions } from './definitions.ts'
import { DiskSizes } from './diskSizes.ts'
import type { EventLog } from './eventLog.ts'
import { bounded, lifecycleText } from './eventText.ts'
import { GuestAddresses } from './guestAddresses.ts'
import { loadHostFacts, loadNodeDevices } from './hostFacts.ts'
import { LiveMachines } from './liveMachines.ts'
import { Networks } from './networks.ts'
import { Snapshots } from './snapshots.ts'
import { loadStartTimes } from './startTimes.ts'
import { uuidOf } from './status.ts'
import { Storage } from './storage.ts'
import { type EventTaker, type HostPart, subscribe } from './subscriptions.ts'

/** What has no event is looked after this often … */
const SWEEP_MS = 60_000
/** … and this often where the driver sends no events at all. */
const SWEEP_WITHOUT_EVENTS_MS = 10_000
/** A sweep reads at least this many definitions again, and all of a host's within ten sweeps. */
const DEFINITIONS_A_SWEEP = 200
const SWEEPS_FOR_ALL = 10
/** Events about a host's networks, storage or devices are gathered this long. */
const PART_GATHER_MS = 300
/** A guest that just started has its address some seconds later. */
const ADDRESS_DELAYS_MS = [2_000, 10_000, 30_000]

/** The inventory of one connection of one host: loads it in order of importance, then keeps it true. */
export class LiveInventory implements EventTaker {
  readonly #context: LiveContext
  readonly #log: EventLog
  readonly #definitions: Definitions
  readonly #machines: LiveMachines
  readonly #networks: Networks
  readonly #storage: Storage
  readonly #snapshots: Snapshots
  readonly #sizes: DiskSizes
  readonly #guests: GuestAddresses
  readonly #settled = Promise.withResolvers<void>()
  readonly #timers = new Map<string, () => void>()
  #isSettled = false
  #sweeps = 0
  #sweeping: Promise<void> | null = null
  #closed = false

  constructor(context: LiveContext, log: EventLog) {
    this.#context = context
    this.#log = log
    this.#networks = new Networks(context)
    this.#storage = new Storage(context)
    this.#snapshots = new Snapshots(context)
    this.#sizes = new DiskSizes(context)
    this.#guests = new GuestAddresses(context)
    this.#definitions = new Definitions(context, machine => this.#finish(machine))
    this.#machines = new LiveMachines(context, this.#definitions, {
      onChanged: uuid => this.#machineChanged(uuid),
      onRemoved: uuid => this.#forget(uuid),
      onLifecycle: (dom, event, detail) =>
        this.onLog('lifecycle', dom, dom.name, lifecycleText(event, detail)),
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

  get definitions(): Definitions {
    return this.#definitions
  }

  /** Resolves when the machines are listed: the host counts as live then. The rest loads behind. */
  async begin(): Promise<void> {
    await this.#machines.begin()
    this.#context.host.confirm(uuid => this.#isSure(uuid))
    this.#context.host.setStale(false)
    void this.#loadBehind()
  }

  /** The running machines as a tick saw them. */
  observe(running: readonly StatsRecord[]): void {
    if (this.#closed) return
    this.#machines.observe(running)
    this.#context.host.confirm(uuid => this.#isSure(uuid))
  }

  /** Reads one machine again, all of it; resolves when that is done. */
  async refresh(uuid: DomainUuid): Promise<void> {
    await this.#machines.refresh(uuid)
    await Promise.all([this.#definitions.read(uuid), this.#snapshots.loadOf(uuid)])
  }

  /** Looks after everything that has no event, now; `all` reads every definition. */
  sweep(all: boolean): Promise<void> {
    this.#sweeping ??= this.#sweep(all).finally(() => {
      this.#sweeping = null
    })
    return this.#sweeping
  }

  /** Ends everything of this connection; `settled` rejects with the reason unless it was reached. */
  close(reason: Error): void {
    if (this.#closed) return
    this.#closed = true
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#machines.close()
    this.#context.queue.close()
    this.#settled.reject(reason)
  }

  onMachine(dom: RemoteDomain, reread: Parameters<EventTaker['onMachine']>[1]): void {
    this.#machines.reread(uuidOf(dom), ...reread)
    if (reread.includes('live')) this.#machineChanged(uuidOf(dom))
  }

  onBalloon(dom: RemoteDomain, memoryBytes: number): void {
    this.#context.host.update(uuidOf(dom), machine => ({ ...machine, memoryBytes }))
  }

  onAgent(dom: RemoteDomain, state: number): void {
    this.#guests.setAgent(uuidOf(dom), state === agentLifecycleState.connected)
    this.#machineChanged(uuidOf(dom))
  }

  onPart(part: HostPart): void {
    this.#after(part, PART_GATHER_MS, () => this.#guard(this.#loadPart(part)))
  }

  onLog(kind: string, dom: RemoteDomain | null, subject: string, text: string): void {
    const { host, clock, writer } = this.#context
    const event = {
      atMs: clock.nowMs(),
      hostId: host.hostId,
      host: host.label.host,
      kind,
      key: dom && machineKey(host.hostId, uuidOf(dom)),
      subject: bounded(subject),
      text: bounded(text),
    }
    this.#log.add(event)
    writer.event(event)
  }

  async #loadBehind(): Promise<void> {
    const { host, queue } = this.#context
    try {
      await subscribe(this.#context, this)
      for (const uuid of host.uuids()) this.#definitions.request(uuid)
      await Promise.all([
        queue.idle(),
        loadHostFacts(this.#context),
        this.#networks.load(),
        loadStartTimes(this.#context),
      ])
      await Promise.all([
        this.#storage.load(),
        this.#snapshots.load(),
        this.#sizes.load(host.uuids()),
        loadNodeDevices(this.#context),
      ])
      await this.#loadGuestAddresses()
      this.#finishAll()
      host.confirm(uuid => this.#isSure(uuid))
      host.tellConfirmed()
      this.#isSettled = true
      this.#settled.resolve()
      this.#planSweep()
    } catch (error) {
      this.#fail(error)
    }
  }

  #planSweep(): void {
    const everyMs = this.#machines.hasEvents ? SWEEP_MS : SWEEP_WITHOUT_EVENTS_MS
    this.#after('sweep', everyMs, () => this.#guard(this.sweep(false).finally(() => this.#planSweep())))
  }

  async #sweep(all: boolean): Promise<void> {
    const { host, queue } = this.#context
    this.#sweeps++
    await this.#machines.list()
    const uuids = this.#definitions.oldestFirst(host.uuids())
    const share = Math.max(DEFINITIONS_A_SWEEP, Math.ceil(uuids.length / SWEEPS_FOR_ALL))
    const due = all ? uuids : uuids.slice(0, share)
    for (const uuid of due) this.#definitions.request(uuid)
    await Promise.all([this.#networks.load(), this.#snapshots.load(), this.#storage.load(), queue.idle()])
    await this.#sizes.load(due)
    if (all || this.#sweeps % SWEEPS_FOR_ALL === 0)
      await Promise.all([loadHostFacts(this.#context), loadNodeDevices(this.#context)])
    await loadStartTimes(this.#context)
    await this.#loadGuestAddresses()
    this.#finishAll()
    host.confirm(uuid => this.#isSure(uuid))
    host.tellConfirmed()
  }

  async #loadPart(part: HostPart): Promise<void> {
    if (part === 'networks') await this.#networks.load()
    else if (part === 'storage') await this.#storage.load()
    else await loadNodeDevices(this.#context)
    this.#finishAll()
  }

  async #loadGuestAddresses(uuids?: readonly DomainUuid[]): Promise<void> {
    const { host } = this.#context
    const machines = uuids ? uuids.map(uuid => host.get(uuid)) : [...host.all()]
    await this.#guests.load(
      machines.filter(machine => machine !== undefined),
      uuid => this.#definitions.live(uuid)?.xml.includes('org.qemu.guest_agent.0') ?? false,
    )
  }

  /** A run began or ended, or devices changed: what hangs on that is read again, some of it later too. */
  #machineChanged(uuid: DomainUuid): void {
    if (!this.#isSettled) return
    this.#after(`sizes ${uuid}`, PART_GATHER_MS, () =>
      this.#guard(
        this.#sizes
          .load([uuid])
          .then(() => this.#context.host.update(uuid, machine => this.#finish(machine))),
      ),
    )
    for (const delayMs of ADDRESS_DELAYS_MS) {
      this.#after(`addresses ${uuid} ${delayMs}`, delayMs, () => this.#guard(this.#addressesOf(uuid)))
    }
  }

  async #addressesOf(uuid: DomainUuid): Promise<void> {
    const { host } = this.#context
    if (host.get(uuid)?.id == null) return
    await this.#networks.loadLeases()
    await this.#loadGuestAddresses([uuid])
    this.#finishAll()
  }

  #forget(uuid: DomainUuid): void {
    this.#sizes.forget(uuid)
    this.#guests.forget(uuid)
  }

  /** Adds to a machine what storage and networks know of it. */
  #finish(machine: Machine): Machine {
    const sized = withSizes(
      machine,
      disk => this.#sizes.sizeOf(machine.uuid, disk) ?? this.#storage.sizeOf(disk),
    )
    return withAddresses(sized, nic => {
      if (machine.id === null || nic.mac === null) return []
      const leased = this.#networks.addressesOf(nic.mac)
      const told = this.#guests.addressesOf(machine.uuid, nic.mac)
      // Before leases were read, what was known last is still the best answer.
      return leased === null ? nic.addresses : [...new Set([...told, ...leased])]
    })
  }

  #finishAll(): void {
    const { host } = this.#context
    for (const uuid of host.uuids()) host.update(uuid, machine => this.#finish(machine))
  }

  /** The machine's definition was read over this connection, so all that is known of it is the host's word. */
  #isSure(uuid: DomainUuid): boolean {
    return this.#definitions.seenAtMs(uuid) !== undefined
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

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => this.#report(error))
  }

  #fail(error: unknown): void {
    this.#report(error)
    this.#settled.reject(error)
  }

  #report(error: unknown): void {
    const { signal, log, host } = this.#context
    if (!isOver(error, signal))
      log.error({ err: error, hostId: host.hostId }, 'the inventory of a host failed')
  }
}
