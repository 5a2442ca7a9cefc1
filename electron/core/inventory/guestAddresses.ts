import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import {
  domainInterfaceAddressesSource as source,
  LibvirtError,
  LinkError,
  remote,
} from '../libvirt/index.ts'
import { domainOf, type LiveContext } from './context.ts'
import { HangingCalls } from './hangingCalls.ts'
import { Places } from './places.ts'
import { eachOf } from './resourceRows.ts'

/** The guest's own answer may take its time: few are asked at once, none is waited for longer than this … */
const IN_FLIGHT = 2
const AGENT_TIMEOUT_MS = 5_000
/** … and a round asks at most so many, those that were asked longest ago first. */
const MACHINES_A_ROUND = 100
/** Addresses of one NIC beyond this are left out: they come from the guest. */
const ADDRESSES_MAX = 64

/** How a machine can be asked: through its agent, or by what the host's libvirt saw by ARP. */
export type AddressSource = 'agent' | 'arp'

/** Addresses that guests tell through their agent, or libvirt by ARP where nothing else on the host can be asked. */
export class GuestAddresses {
  readonly #context: LiveContext
  readonly #byMachine = new Map<DomainUuid, ReadonlyMap<string, readonly string[]>>()
  readonly #asked = new Map<DomainUuid, number>()
  readonly #hanging: HangingCalls

  constructor(context: LiveContext) {
    this.#context = context
    const { clock, signal } = context
    const places = [new Places(IN_FLIGHT), context.places]
    this.#hanging = new HangingCalls({ clock, signal, places, waitMs: AGENT_TIMEOUT_MS })
  }

  /** Addresses of a NIC of a machine; empty where nobody told. */
  addressesOf(uuid: DomainUuid, mac: string): readonly string[] {
    return this.#byMachine.get(uuid)?.get(mac) ?? []
  }

  /** Asks some of the machines in the way that `how` names; null leaves a machine alone. */
  async load(machines: readonly Machine[], how: (machine: Machine) => AddressSource | null): Promise<void> {
    const asked = ({ uuid }: Machine) => this.#asked.get(uuid) ?? 0
    const round = machines
      .filter(machine => machine.id !== null && machine.nics.length > 0 && how(machine) !== null)
      .sort((a, b) => asked(a) - asked(b))
      .slice(0, MACHINES_A_ROUND)
    await eachOf(round, IN_FLIGHT, async machine => {
      this.#asked.set(machine.uuid, this.#context.clock.monotonicMs())
      const addresses = await this.#ask(machine, how(machine) === 'agent' ? source.agent : source.arp)
      if (addresses) this.#byMachine.set(machine.uuid, addresses)
    })
  }

  forget(uuid: DomainUuid): void {
    this.#byMachine.delete(uuid)
    this.#asked.delete(uuid)
  }

  /** Null where the guest or the driver does not tell: what was known before stays. */
  async #ask(machine: Machine, from: number): Promise<ReadonlyMap<string, readonly string[]> | null> {
    const { live } = this.#context
    const args = { dom: domainOf(machine), source: from, flags: 0 }
    try {
      const { ifaces } = await this.#hanging.call(machine.uuid, bounds =>
        live.libvirt.call(remote.domainInterfaceAddresses, args, bounds),
      )
      const byMac = new Map<string, readonly string[]>()
      for (const { hwaddr, addrs } of ifaces) {
        if (hwaddr === null) continue
        const mac = hwaddr.toLowerCase()
        const all = [...(byMac.get(mac) ?? []), ...addrs.map(one => one.addr).filter(isTelling)]
        byMac.set(mac, [...new Set(all)].slice(0, ADDRESSES_MAX))
      }
      return byMac
    } catch (error) {
      const expected =
        error instanceof LibvirtError || (error instanceof LinkError && error.kind === 'timeout')
      if (expected) return null
      throw error
    }
  }
}

/** Addresses by which a machine can be reached from elsewhere. */
function isTelling(address: string): boolean {
  return !/^(127\.|::1$|fe80:)/i.test(address)
}
