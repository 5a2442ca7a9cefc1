import { type HostId, type MachineKey, type SiteId, splitMachineKey } from '../../../shared/ids.ts'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { siteChain } from '../hosts/options.ts'
import type { HostDirectory, Inventory } from '../inventory/index.ts'
import { sitesById } from '../inventory/ports.ts'
import { recordableWords } from './redact.ts'

/** What an entry is about, by ids and by the names of the time. */
export type AuditPlace = Pick<AuditEntry, 'siteId' | 'hostId' | 'machine' | 'object'>

/** The installation itself. */
export const nowhere: AuditPlace = { siteId: null, hostId: null, machine: null, object: '' }

/** Finds places as they are called at this moment. */
export class Places {
  readonly #registry: Pick<HostDirectory, 'get' | 'sites'>
  readonly #inventory: Pick<Inventory, 'machine'>

  constructor(parts: {
    registry: Pick<HostDirectory, 'get' | 'sites'>
    inventory: Pick<Inventory, 'machine'>
  }) {
    this.#registry = parts.registry
    this.#inventory = parts.inventory
  }

  /** `name`: how it was called by whoever tells, where it is not known here any more. */
  machine(key: MachineKey, name?: string): AuditPlace {
    const { hostId, uuid } = splitMachineKey(key)
    const host = this.host(hostId)
    const own = this.#inventory.machine(key)?.name ?? name ?? uuid
    return { ...host, machine: key, object: joined(host.object, own) }
  }

  host(hostId: HostId): AuditPlace {
    const record = this.#registry.get(hostId)
    if (!record) return { ...nowhere, hostId, object: hostId }
    const site = record.siteId === null ? nowhere : this.site(record.siteId)
    return { ...site, hostId, object: joined(site.object, record.name) }
  }

  site(siteId: SiteId): AuditPlace {
    const names = siteChain(siteId, sitesById(this.#registry.sites())).map(site => site.name)
    return {
      ...nowhere,
      siteId,
      object: names.length === 0 ? siteId : names.reverse().map(short).join(' / '),
    }
  }
}

const short = (name: string): string => recordableWords(name)
const joined = (above: string, name: string): string =>
  above === '' ? short(name) : `${above} / ${short(name)}`
