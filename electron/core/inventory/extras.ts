import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { StatsRecord } from './bulkStats.ts'
import { withAddresses, withSizes } from './compose.ts'
import type { LiveContext } from './context.ts'
import type { Definitions } from './definitions.ts'
import { DiskSizes } from './diskSizes.ts'
import { type AddressSource, GuestAddresses } from './guestAddresses.ts'
import { Neighbours } from './neighbours.ts'
import { Networks } from './networks.ts'
import { usesPool } from './poolUsers.ts'
import { Gathered } from './reread.ts'
import { Storage } from './storage.ts'

/** After a change of devices, or a stop, disk sizes are read again once this has passed … */
const SIZES_AFTER_MS = 1_000
/** … and addresses several times: a guest that just started has its own some seconds later. */
const ADDRESSES_AFTER_MS = [3_000, 10_000, 30_000]
/** Sizes that a tick brought along are looked at this often. */
const OBSERVED_EVERY_MS = 60_000

/** What is known of machines' disks and NICs beyond their definitions: sizes from storage, addresses from networks and guests. */
export class Extras {
  readonly networks: Networks
  readonly storage: Storage
  readonly #context: LiveContext
  readonly #definitions: Definitions
  readonly #sizes: DiskSizes
  readonly #neighbours: Neighbours
  readonly #guests: GuestAddresses
  /** What an agent's last event said; before that, the live definition tells. */
  readonly #agents = new Map<DomainUuid, boolean>()
  readonly #sizesWanted: Gathered<'sizes'>
  readonly #addressesWanted: Gathered<'addresses'>[]
  #observedAtMs = Number.NEGATIVE_INFINITY

  /**
   * `guard` runs work nobody waits for and reports what it rejects with. `onPoolBack`: a pool that was silent answered.
   */
  constructor(
    context: LiveContext,
    definitions: Definitions,
    { guard, onPoolBack }: { guard: (work: () => Promise<void>) => void; onPoolBack: () => void },
  ) {
    const { clock } = context
    this.#context = context
    this.#definitions = definitions
    this.networks = new Networks(context)
    this.storage = new Storage(context, onPoolBack)
    this.#sizes = new DiskSizes(context)
    this.#neighbours = new Neighbours(context)
    this.#guests = new GuestAddresses(context)
    this.#sizesWanted = new Gathered(clock, SIZES_AFTER_MS, wanted =>
      guard(() => this.#readSizes([...wanted.keys()])),
    )
    this.#addressesWanted = ADDRESSES_AFTER_MS.map(
      afterMs => new Gathered(clock, afterMs, wanted => guard(() => this.#readAddresses([...wanted.keys()]))),
    )
  }

  /** Disks changed, or are seen by another eye now that the machine stopped: for all such machines in one call. */
  disksChanged(uuid: DomainUuid): void {
    this.#sizesWanted.add(uuid, 'sizes')
  }

  /** The machine started, or has another NIC: its addresses will come. */
  addressesExpected(uuid: DomainUuid): void {
    for (const gathered of this.#addressesWanted) gathered.add(uuid, 'addresses')
  }

  /** A new run: what its guest told in another one holds no longer. */
  started(uuid: DomainUuid): void {
    this.#forgetGuest(uuid)
    this.addressesExpected(uuid)
  }

  /** The run ended, and with it what its guest told. */
  stopped(uuid: DomainUuid): void {
    this.#forgetGuest(uuid)
    this.disksChanged(uuid)
  }

  /** The agent in a guest came or went. */
  agent(uuid: DomainUuid, connected: boolean): void {
    this.#agents.set(uuid, connected)
    if (connected) this.addressesExpected(uuid)
    else this.#guests.forget(uuid)
  }

  forget(uuid: DomainUuid): void {
    this.#sizes.forget(uuid)
    this.#forgetGuest(uuid)
  }

  /** Reads the disk sizes of the named machines; `finishAll` shows them. */
  async loadSizes(uuids: readonly DomainUuid[]): Promise<void> {
    const waiting = this.waitingForStorage(uuids)
    if (waiting !== null) await this.#sizes.load(uuids.filter(uuid => !waiting.has(uuid)))
  }

  /**
   * Which of the machines have disks on pools that do not answer; null before pools were asked. libvirt keeps a machine
   * locked while it looks at its disks, and whoever lists machines waits for that (seen in 9.0).
   */
  waitingForStorage(uuids: Iterable<DomainUuid>): ReadonlySet<DomainUuid> | null {
    const { silent } = this.storage
    if (silent === null || silent.length === 0) return silent && none
    const { host } = this.#context
    const waits = (uuid: DomainUuid) =>
      host.get(uuid)?.disks.some(disk => silent.some(pool => usesPool(disk, pool))) === true
    return new Set([...uuids].filter(waits))
  }

  /** Takes the sizes that a tick's statistics brought along, now and then. */
  observe(running: readonly StatsRecord[]): void {
    const nowMs = this.#context.clock.monotonicMs()
    if (nowMs - this.#observedAtMs < OBSERVED_EVERY_MS) return
    const taken = this.#sizes.take(running)
    if (taken.length === 0) return
    this.#observedAtMs = nowMs
    for (const uuid of taken) this.#context.host.update(uuid, machine => this.finish(machine))
  }

  /** Asks the host and the guests for addresses; `finishAll` shows them. */
  async loadAddresses(uuids: readonly DomainUuid[]): Promise<void> {
    const machines = uuids.map(uuid => this.#context.host.get(uuid)).filter(machine => machine !== undefined)
    if (!machines.some(machine => machine.id !== null)) return
    await this.#neighbours.load()
    await this.#guests.load(machines, machine => this.#sourceOf(machine))
  }

  /** Adds to a machine what is known of its disks and NICs. */
  finish(machine: Machine): Machine {
    const { uuid, id } = machine
    const sized = withSizes(machine, disk => this.#sizes.sizeOf(uuid, disk) ?? this.storage.sizeOf(disk))
    return withAddresses(sized, ({ mac, addresses }) => {
      if (mac === null) return addresses
      const fixed = this.#definitions.fixedAddresses(uuid, mac)
      if (id === null) return fixed
      const leased = this.networks.addressesOf(mac)
      // Before leases were read, what was known last is still the best answer.
      if (leased === null) return addresses
      const told = this.#guests.addressesOf(uuid, mac)
      return [...new Set([...fixed, ...told, ...leased, ...this.#neighbours.addressesOf(mac)])]
    })
  }

  finishAll(): void {
    const { host } = this.#context
    for (const uuid of host.uuids()) host.update(uuid, machine => this.finish(machine))
  }

  close(): void {
    this.#sizesWanted.close()
    for (const gathered of this.#addressesWanted) gathered.close()
  }

  #forgetGuest(uuid: DomainUuid): void {
    this.#guests.forget(uuid)
    this.#agents.delete(uuid)
  }

  #sourceOf({ uuid, nics }: Machine): AddressSource | null {
    const { xml } = this.#definitions.live(uuid) ?? {}
    if (this.#agents.get(uuid) ?? (xml !== undefined && agentConnected.test(xml))) return 'agent'
    return this.#neighbours.hasShell || nics.every(nic => nic.addresses.length > 0) ? null : 'arp'
  }

  async #readSizes(uuids: readonly DomainUuid[]): Promise<void> {
    const { host } = this.#context
    await this.loadSizes(uuids)
    for (const uuid of uuids) host.update(uuid, machine => this.finish(machine))
  }

  async #readAddresses(uuids: readonly DomainUuid[]): Promise<void> {
    const { host } = this.#context
    // A guest that does not run gets no address.
    const running = uuids.filter(uuid => host.get(uuid)?.state === 'running')
    if (running.length > 0) {
      await this.networks.loadLeases()
      await this.loadAddresses(running)
    }
    this.finishAll()
  }
}

const none: ReadonlySet<DomainUuid> = new Set()
const agentConnected = /name=['"]org\.qemu\.guest_agent\.0['"] state=['"]connected['"]/
