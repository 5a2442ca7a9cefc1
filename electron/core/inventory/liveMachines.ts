import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import {
  connectListAllDomainsFlags,
  domainStateName,
  domainStateReason,
  events,
  type RemoteDomain,
} from '../libvirt/index.ts'
import type { StatsRecord } from './bulkStats.ts'
import { withStatus } from './compose.ts'
import { isAbsent, type LiveContext } from './context.ts'
import type { Definitions } from './definitions.ts'
import { lifecycleMeaning } from './lifecycle.ts'
import { Gathered } from './reread.ts'
import {
  type ListedMachine,
  listFlagged,
  listMachines,
  listStatesOf,
  stateIn,
  type MachineList,
  uuidOf,
} from './status.ts'
import type { Reread } from './subscriptions.ts'

/** What an event asks to be read again is gathered this long. */
const REREAD_MS = 60

/** A tick that differs from an event this fresh is not believed. */
const SETTLING_MS = 5_000

/** Who else wants to know what became of a machine. */
export interface MachineFollower {
  onStarted(uuid: DomainUuid): void
  onStopped(uuid: DomainUuid): void
  /** A machine that was not known before. */
  onAdded(uuid: DomainUuid): void
  onRemoved(uuid: DomainUuid): void
  onLifecycle(dom: RemoteDomain, event: number, detail: number): void
}

/**
 * Keeps a live host's machines true: one list at the start, then lifecycle events, then whatever an event does
 * not fully tell is read again, gathered over all machines.
 */
export class LiveMachines {
  readonly #context: LiveContext
  readonly #definitions: Definitions
  readonly #follower: MachineFollower
  readonly #gathered: Gathered<Reread | 'flags'>
  /** False where the driver sends no lifecycle events: the sweep is all there is then. */
  hasEvents = true
  #readings = 0

  constructor(context: LiveContext, definitions: Definitions, follower: MachineFollower) {
    this.#context = context
    this.#definitions = definitions
    this.#follower = follower
    this.#gathered = new Gathered(context.clock, REREAD_MS, wanted => this.#readAgain(wanted))
  }

  /** Listens first and lists then, so that nothing falls between. */
  async begin(): Promise<void> {
    const { live, signal } = this.#context
    try {
      await live.libvirt.on(events.domainLifecycle, { signal }, ({ dom, event, detail }) => {
        if (signal.aborted) return
        this.#follower.onLifecycle(dom, event, detail)
        this.#lifecycle(dom, event, detail)
      })
    } catch (error) {
      if (!isAbsent(error)) throw error
      this.hasEvents = false
    }
    await this.list()
  }

  /** Lists every machine with state and flags, and makes the inventory so; machines of events meanwhile are asked again. */
  async list(): Promise<void> {
    const { host, touched } = this.#context
    const moment = touched.now
    const list = await listMachines(this.#context)
    const found = new Set<DomainUuid>()
    for (const machine of list.machines) {
      found.add(machine.uuid)
      if (touched.since(machine.uuid, moment)) this.#gathered.add(machine.uuid, 'state')
      else this.#take(machine, list)
    }
    for (const uuid of host.uuids()) {
      if (!found.has(uuid) && !touched.since(uuid, moment)) this.#remove(uuid)
    }
  }

  /** Takes note that something about a machine is to be read again. */
  reread(uuid: DomainUuid, ...what: Reread[]): void {
    this.#context.touched.touch(uuid)
    this.#gathered.add(uuid, ...what)
  }

  /** Reads state and flags of one machine now; it may turn out to be gone. */
  async refresh(uuid: DomainUuid): Promise<void> {
    await this.#states([uuid], true)
  }

  /**
   * Compares with the running machines that a tick saw; what differs is asked again, unless an event just spoke
   * of it: then the tick may be the older of the two, and the next one tells. A state's reason is taken
   * as it is: events name it only roughly.
   */
  observe(running: readonly StatsRecord[]): void {
    const { host, touched } = this.#context
    const seen = new Set<DomainUuid>()
    for (const { dom, params } of running) {
      if (dom.id < 0) continue
      const uuid = uuidOf(dom)
      seen.add(uuid)
      if (touched.within(uuid, SETTLING_MS)) continue
      const machine = host.get(uuid)
      const { state, reason } = stateIn(params)
      const same =
        machine?.id === dom.id &&
        machine.name === dom.name &&
        (state === null || machine.state === domainStateName(state))
      if (!same) this.#gathered.add(uuid, 'state')
      else if (state !== null && reason !== null) {
        const stateReason = domainStateReason(state, reason)
        if (machine.stateReason !== stateReason) host.update(uuid, old => ({ ...old, stateReason }))
      }
    }
    for (const { uuid, id } of host.all())
      if (id !== null && !seen.has(uuid)) this.#gathered.add(uuid, 'state')
  }

  close(): void {
    this.#gathered.close()
  }

  #take(listed: ListedMachine, flags: Omit<MachineList, 'machines'>): void {
    const { host } = this.#context
    const { uuid, name, id, state, stateReason } = listed
    const before = host.get(uuid)
    const running = { before: before?.id ?? null, after: id }
    host.upsert(uuid, name, machine => {
      const sameState = stateReason === null && machine.state === state
      const next = withStatus(machine, {
        name,
        id,
        state,
        stateReason: sameState ? machine.stateReason : stateReason,
        persistent: flags.transient ? !flags.transient.has(uuid) : machine.persistent,
        autostart: flags.autostart?.has(uuid) ?? machine.autostart,
        managedSave: flags.managedSave?.has(uuid) ?? machine.managedSave,
      })
      return next
    })
    if (this.#definitions.seenAtMs(uuid) === undefined) return
    if (before?.name !== name) this.#definitions.requestConfig(uuid)
    if (running.before !== running.after) this.#runChanged(uuid, running.after !== null)
  }

  #runChanged(uuid: DomainUuid, runs: boolean): void {
    if (runs) {
      this.#definitions.requestLive(uuid)
      this.#follower.onStarted(uuid)
    } else {
      this.#definitions.stopped(uuid)
      this.#follower.onStopped(uuid)
    }
  }

  #remove(uuid: DomainUuid): void {
    this.#definitions.forget(uuid)
    this.#context.host.remove(uuid)
    this.#follower.onRemoved(uuid)
  }

  #lifecycle(dom: RemoteDomain, event: number, detail: number): void {
    const { host, touched, clock } = this.#context
    const uuid = uuidOf(dom)
    const meaning = lifecycleMeaning(event, detail)
    touched.touch(uuid)
    const machine = host.get(uuid)
    if (!machine) {
      this.#lifecycleOfUnknown(dom, uuid, meaning)
      return
    }
    if (meaning.undefined) {
      if (dom.id < 0 && machine.id === null) this.#remove(uuid)
      else {
        // It runs on, without a definition; whether it still does is asked.
        host.update(uuid, old => ({ ...old, persistent: false }))
        this.#gathered.add(uuid, 'state')
      }
      return
    }
    if (meaning.stopped && !machine.persistent) {
      this.#remove(uuid)
      return
    }
    host.update(uuid, old => after(old, dom, meaning, clock.nowMs()))
    if (meaning.defined || meaning.renamed) this.#gathered.add(uuid, 'config')
    if (meaning.started) {
      this.#gathered.add(uuid, 'live', ...(meaning.unsure ? ['state' as const] : []))
      this.#follower.onStarted(uuid)
    }
    if (meaning.stopped) this.#runChanged(uuid, false)
  }

  #lifecycleOfUnknown(
    dom: RemoteDomain,
    uuid: DomainUuid,
    meaning: ReturnType<typeof lifecycleMeaning>,
  ): void {
    if (meaning.undefined || meaning.renamed === true) {
      if (meaning.defined) this.#gathered.add(uuid, 'state', 'flags', 'config')
      return
    }
    if (meaning.defined && dom.id < 0) {
      // New and not running: all else that is to be known is in its definition.
      const added = this.#context.host.upsert(uuid, dom.name, machine => ({
        ...machine,
        state: 'shutoff',
        stateReason: 'unknown',
        persistent: true,
      }))
      if (!added) return
      this.#gathered.add(uuid, 'config')
      this.#follower.onAdded(uuid)
    } else this.#gathered.add(uuid, 'state', 'flags', 'config')
  }

  #readAgain(wanted: Map<DomainUuid, Set<Reread | 'flags'>>): void {
    const { queue, host } = this.#context
    const states: DomainUuid[] = []
    let flags = false
    for (const [uuid, what] of wanted) {
      if (what.has('state')) states.push(uuid)
      flags ||= what.has('flags')
    }
    const definitions = () => {
      for (const [uuid, what] of wanted) if (host.get(uuid)) this.#definitions.requestAfterEvent(uuid, what)
    }
    if (states.length === 0) definitions()
    // A key of its own: what another reading wanted must not be lost to this one.
    else queue.add(`states ${++this.#readings}`, () => this.#states(states, flags).then(definitions))
  }

  /** Asks the states of the named machines in one call; those that are not in the answer are gone. */
  async #states(uuids: readonly DomainUuid[], flags: boolean): Promise<void> {
    const { host, touched } = this.#context
    const moment = touched.now
    const named = uuids.map(uuid => host.get(uuid) ?? { uuid, name: uuid, id: null })
    const [listed, ...lists] = await Promise.all([
      listStatesOf(this.#context, named),
      ...(flags
        ? [this.#flagged('autostart'), this.#flagged('transient'), this.#flagged('managedsave')]
        : []),
    ])
    const [autostart = null, transient = null, managedSave = null] = lists
    const found = new Set<DomainUuid>()
    for (const machine of listed) {
      found.add(machine.uuid)
      if (touched.since(machine.uuid, moment)) continue
      const isNew = host.get(machine.uuid) === undefined
      this.#take(machine, { autostart, transient, managedSave })
      if (!isNew) continue
      if (flags) this.#definitions.request(machine.uuid)
      else this.#gathered.add(machine.uuid, 'state', 'flags', 'config')
    }
    for (const uuid of uuids) if (!found.has(uuid) && !touched.since(uuid, moment)) this.#remove(uuid)
  }

  #flagged(flag: 'autostart' | 'transient' | 'managedsave'): Promise<ReadonlySet<DomainUuid> | null> {
    return listFlagged(this.#context, connectListAllDomainsFlags[flag])
  }
}

/** The machine after a lifecycle event that says what state it is in. */
function after(
  machine: Machine,
  dom: RemoteDomain,
  meaning: ReturnType<typeof lifecycleMeaning>,
  nowMs: number,
): Machine {
  const { state, stateReason, started, stopped, defined, managedSave } = meaning
  const id = stopped ? null : started ? (dom.id < 0 ? null : dom.id) : machine.id
  const next = withStatus(machine, {
    name: meaning.undefined || (meaning.renamed && !defined) ? machine.name : dom.name,
    id,
    ...(state === undefined ? {} : { state, stateReason: stateReason ?? null }),
    ...(defined ? { persistent: true } : {}),
    ...(managedSave === undefined ? {} : { managedSave }),
  })
  return started ? { ...next, startedAtMs: nowMs } : next
}
