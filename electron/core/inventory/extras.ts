import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { withAddresses, withSizes } from './compose.ts'
import type { LiveContext } from './context.ts'
import type { Definitions } from './definitions.ts'
import { DiskSizes } from './diskSizes.ts'
import { GuestAddresses } from './guestAddresses.ts'
import { Networks } from './networks.ts'
import { Gathered } from './reread.ts'
import { Storage } from './storage.ts'

/** After a change of machines their disk sizes are read again once this has passed … */
const SIZES_AFTER_MS = 1_000
/** … and their addresses several times: a guest that just started has its own some seconds later. */
const ADDRESSES_AFTER_MS = [2_000, 10_000, 30_000]

/** What is known of machines' disks and NICs beyond their definitions: sizes from storage, addresses from networks and guests. */
export class Extras {
  readonly networks: Networks
  readonly storage: Storage
  readonly #context: LiveContext
  readonly #definitions: Definitions
  readonly #sizes: DiskSizes
  readonly #guests: GuestAddresses
  readonly #gathered: Gathered<'changed'>[]

  /** `guard` runs work nobody waits for and reports what it rejects with. */
  constructor(context: LiveContext, definitions: Definitions, guard: (work: () => Promise<void>) => void) {
    this.#context = context
    this.#definitions = definitions
    this.networks = new Networks(context)
    this.storage = new Storage(context)
    this.#sizes = new DiskSizes(context)
    this.#guests = new GuestAddresses(context)
    this.#gathered = [
      new Gathered(context.clock, SIZES_AFTER_MS, wanted => guard(() => this.#readSizes([...wanted.keys()]))),
      ...ADDRESSES_AFTER_MS.map(
        afterMs =>
          new Gathered<'changed'>(context.clock, afterMs, wanted =>
            guard(() => this.#readAddresses([...wanted.keys()])),
          ),
      ),
    ]
  }

  /** A run began or ended, or devices changed: what hangs on that is read again, for all such machines at once. */
  changed(uuid: DomainUuid): void {
    for (const gathered of this.#gathered) gathered.add(uuid, 'changed')
  }

  /** The agent in a guest came or went. */
  agent(uuid: DomainUuid, connected: boolean): void {
    this.#guests.setAgent(uuid, connected)
    this.changed(uuid)
  }

  forget(uuid: DomainUuid): void {
    this.#sizes.forget(uuid)
    this.#guests.forget(uuid)
  }

  /** Reads the disk sizes of the named machines; `finishAll` shows them. */
  loadSizes(uuids: readonly DomainUuid[]): Promise<void> {
    return this.#sizes.load(uuids)
  }

  /** Asks running guests for their addresses; `finishAll` shows them. */
  async loadGuestAddresses(uuids: readonly DomainUuid[]): Promise<void> {
    const machines = uuids.map(uuid => this.#context.host.get(uuid)).filter(machine => machine !== undefined)
    await this.#guests.load(machines, uuid => {
      const { xml } = this.#definitions.live(uuid) ?? {}
      return xml?.includes('org.qemu.guest_agent.0') ?? false
    })
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
      return [...new Set([...fixed, ...this.#guests.addressesOf(uuid, mac), ...leased])]
    })
  }

  finishAll(): void {
    const { host } = this.#context
    for (const uuid of host.uuids()) host.update(uuid, machine => this.finish(machine))
  }

  close(): void {
    for (const gathered of this.#gathered) gathered.close()
  }

  async #readSizes(uuids: readonly DomainUuid[]): Promise<void> {
    const { host } = this.#context
    await this.#sizes.load(uuids)
    for (const uuid of uuids) host.update(uuid, machine => this.finish(machine))
  }

  async #readAddresses(uuids: readonly DomainUuid[]): Promise<void> {
    const { host } = this.#context
    const running = uuids.filter(uuid => host.get(uuid)?.id != null)
    if (running.length > 0) {
      await this.networks.loadLeases()
      await this.loadGuestAddresses(running)
    }
    this.finishAll()
  }
}
