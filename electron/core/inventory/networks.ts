import type { Lease, Network } from '../../../shared/models/resources.ts'
import { parseNetwork } from '../domainXml/index.ts'
import {
  connectListAllNetworksFlags as filter,
  type RemoteNetwork,
  remote,
  uuidText,
} from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { LiveContext } from './context.ts'
import { Readings } from './readings.ts'
import { eachOf, readable, replaceRows, uniqueByKey, unlessGone } from './resourceRows.ts'

const IN_FLIGHT = 10

/** The host's virtual networks and the addresses that they gave to their guests. */
export class Networks {
  readonly #context: LiveContext
  /** Null before networks were listed. */
  #active: RemoteNetwork[] | null = null
  #addresses: ReadonlyMap<string, readonly string[]> | null = null
  readonly #readings = new Readings(() => this.#load())
  readonly #leaseReadings = new Readings(() => this.#loadLeases())

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** Addresses that a network's DHCP server gave to a MAC address; null before leases were read. */
  addressesOf(mac: string): readonly string[] | null {
    return this.#addresses && (this.#addresses.get(mac) ?? [])
  }

  /** Reads every network and, of the active ones, the leases; true when a machine's addresses may have changed. */
  load(): Promise<boolean> {
    return this.#readings.run()
  }

  /** Reads the leases of the active networks; true when a machine's addresses may have changed. */
  loadLeases(): Promise<boolean> {
    return this.#leaseReadings.run()
  }

  async #load(): Promise<boolean> {
    const [all, active, persistent, autostart] = await Promise.all([
      this.#list(0),
      this.#list(filter.active),
      this.#list(filter.persistent),
      this.#list(filter.autostart),
    ])
    if (all === null) return this.#take(new Map())
    const [activeIds, persistentIds, autostartIds] = [active, persistent, autostart].map(
      list => new Set(list?.map(net => uuidText(net.uuid))),
    )
    this.#active = active ?? []
    const rows = await eachOf(all, IN_FLIGHT, async (net): Promise<ResourceRow<Network> | null> => {
      const { live, bounds } = this.#context
      const read = await unlessGone(live.libvirt.call(remote.networkGetXmlDesc, { net, flags: 0 }, bounds))
      if (read === null) return null
      const uuid = uuidText(net.uuid)
      const value: Network = {
        bridge: null,
        forward: null,
        addresses: [],
        ...readable(parseNetwork, read.xml),
        name: net.name,
        uuid,
        active: activeIds?.has(uuid) ?? false,
        persistent: persistentIds?.has(uuid) ?? false,
        autostart: autostartIds?.has(uuid) ?? false,
      }
      return { key: uuid, value, xml: read.xml }
    })
    replaceRows(
      this.#context,
      'network',
      rows.filter(row => row !== null),
    )
    return this.loadLeases()
  }

  async #loadLeases(): Promise<boolean> {
    const { live, bounds } = this.#context
    // Nothing is known yet, which is not the same as no leases.
    if (this.#active === null) return false
    const lists = await eachOf(this.#active, IN_FLIGHT, async net => {
      const args = { net, mac: null, needResults: 1, flags: 0 }
      return { net, read: await unlessGone(live.libvirt.call(remote.networkGetDhcpLeases, args, bounds)) }
    })
    const addresses = new Map<string, string[]>()
    const rows: ResourceRow<Lease>[] = []
    for (const { net, read } of lists) {
      for (const { mac: written, ipaddr, prefix, hostname, expirytime } of read?.leases ?? []) {
        const mac = written?.toLowerCase()
        if (mac === undefined) continue
        addresses.set(mac, [...new Set([...(addresses.get(mac) ?? []), ipaddr])])
        const expiresAtMs = Number(expirytime) > 0 ? Number(expirytime) * 1000 : null
        const value: Lease = { network: net.name, mac, address: ipaddr, prefix, hostname, expiresAtMs }
        rows.push({ key: `${uuidText(net.uuid)}/${mac}/${ipaddr}`, value, xml: null })
      }
    }
    replaceRows(this.#context, 'lease', uniqueByKey(rows))
    return this.#take(addresses)
  }

  #take(addresses: ReadonlyMap<string, readonly string[]>): boolean {
    const changed = JSON.stringify([...(this.#addresses ?? [])]) !== JSON.stringify([...addresses])
    this.#addresses = addresses
    return changed
  }

  async #list(flags: number): Promise<RemoteNetwork[] | null> {
    const { live, bounds } = this.#context
    const call = live.libvirt.call(remote.connectListAllNetworks, { needResults: 1, flags }, bounds)
    return (await unlessGone(call))?.nets ?? null
  }
}
