import type { HostId } from '../../../shared/ids.ts'
import type { HostDevices } from '../../../shared/contract/hosts.ts'
import type { HostDevice } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { NodeDevice } from '../../../shared/models/resources.ts'
import { type DeviceAddress, parseDeviceAddress, parseDeviceUses } from '../domainXml/index.ts'
import type { Store } from '../store/index.ts'
import type { Inventory } from './inventory.ts'
import { readable } from './resourceRows.ts'

type Stored = { resources: Pick<Store['resources'], 'list'> }
type Known = Pick<Inventory, 'machines' | 'definition' | 'freshness'>

/** True for a machine that may take something of its host; the others are not looked into. */
function mayTake({ devices, nics, disks }: Machine): boolean {
  return (
    devices.some(name => name.startsWith('hostdev')) ||
    nics.some(nic => nic.type === 'hostdev' || nic.type === 'direct') ||
    disks.some(disk => disk.sourceType === 'block')
  )
}

/** The devices of one host with who uses each; what was read of a text is kept while the text is the same. */
export class HostDeviceUses {
  readonly #store: Stored
  readonly #inventory: Known
  readonly #addresses = new Map<string, { xml: string; read: DeviceAddress | null }>()
  readonly #uses = new Map<string, { hash: string; names: string[] }>()

  constructor(store: Stored, inventory: Known) {
    this.#store = store
    this.#inventory = inventory
  }

  of(hostId: HostId): HostDevices {
    const users = this.#users(hostId)
    const items = this.#store.resources
      .list<NodeDevice>(hostId, 'nodeDevice')
      .map(({ value, xml }): HostDevice => {
        const read = xml === null ? null : this.#address(value.name, xml)
        const usedBy = new Map(
          (read?.names ?? []).flatMap(name => users.get(name) ?? []).map(machine => [machine.key, machine]),
        )
        return {
          ...value,
          address: read?.address ?? null,
          driver: read?.driver ?? null,
          usedBy: [...usedBy.values()].map(({ key, name, id }) => ({ key, name, running: id !== null })),
        }
      })
    return { items, ...this.#inventory.freshness(hostId, 'nodeDevice') }
  }

  #address(name: string, xml: string): DeviceAddress | null {
    const known = this.#addresses.get(name)
    if (known?.xml === xml) return known.read
    const read = readable(parseDeviceAddress, xml)
    this.#addresses.set(name, { xml, read })
    return read
  }

  #users(hostId: HostId): Map<string, Machine[]> {
    const users = new Map<string, Machine[]>()
    for (const machine of this.#inventory.machines()) {
      if (machine.hostId !== hostId || !mayTake(machine)) continue
      for (const name of this.#taken(machine)) users.set(name, [...(users.get(name) ?? []), machine])
    }
    return users
  }

  #taken({ key, id, definitionHash }: Machine): string[] {
    // A running machine's definition may name the place of what its stored one names by kind.
    const hash = `${definitionHash ?? ''} ${id ?? ''}`
    const known = this.#uses.get(key)
    if (known?.hash === hash) return known.names
    const definition = this.#inventory.definition(key)
    const names = definition === null ? [] : (readable(parseDeviceUses, definition.xml) ?? [])
    this.#uses.set(key, { hash, names })
    return names
  }
}
