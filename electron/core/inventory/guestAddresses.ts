import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import {
  domainInterfaceAddressesSource as source,
  LibvirtError,
  LinkError,
  remote,
} from '../libvirt/index.ts'
import { domainOf, type LiveContext } from './context.ts'
import { eachOf } from './resourceRows.ts'

/** The guest's own answer may take its time: few are asked at once, and none is waited for longer than this. */
const IN_FLIGHT = 4
const AGENT_TIMEOUT_MS = 5_000
/** Addresses of one machine beyond this are left out: they come from the guest. */
const ADDRESSES_MAX = 64

/** Addresses that guests tell through their agent, or that the host saw by ARP. */
export class GuestAddresses {
  readonly #context: LiveContext
  readonly #byMachine = new Map<DomainUuid, ReadonlyMap<string, readonly string[]>>()
  /** Machines whose agent is known to be connected, or was found not to be. */
  readonly #agents = new Map<DomainUuid, boolean>()

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** Addresses of a NIC of a machine; empty where nobody told. */
  addressesOf(uuid: DomainUuid, mac: string): readonly string[] {
    return this.#byMachine.get(uuid)?.get(mac) ?? []
  }

  /** The agent came or went, as an event said. */
  setAgent(uuid: DomainUuid, connected: boolean): void {
    this.#agents.set(uuid, connected)
    if (!connected) this.#byMachine.delete(uuid)
  }

  /** Asks the named machines that run; the rest stays. */
  async load(machines: readonly Machine[], hasAgent: (uuid: DomainUuid) => boolean): Promise<void> {
    const running = machines.filter(machine => machine.id !== null && machine.nics.length > 0)
    await eachOf(running, IN_FLIGHT, async machine => {
      const agent = this.#agents.get(machine.uuid) ?? hasAgent(machine.uuid)
      const told = agent ? await this.#ask(machine, source.agent) : null
      const addresses = told ?? (await this.#ask(machine, source.arp))
      if (addresses) this.#byMachine.set(machine.uuid, addresses)
    })
  }

  forget(uuid: DomainUuid): void {
    this.#byMachine.delete(uuid)
    this.#agents.delete(uuid)
  }

  /** Null where the guest or the driver does not tell: what was known before stays. */
  async #ask(machine: Machine, from: number): Promise<ReadonlyMap<string, readonly string[]> | null> {
    const { live, signal } = this.#context
    try {
      const { ifaces } = await live.libvirt.call(
        remote.domainInterfaceAddresses,
        { dom: domainOf(machine), source: from, flags: 0 },
        { signal, timeoutMs: AGENT_TIMEOUT_MS },
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
