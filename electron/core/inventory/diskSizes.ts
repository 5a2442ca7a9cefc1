import type { DomainUuid } from '../../../shared/ids.ts'
import type { Disk, Machine } from '../../../shared/models/machine.ts'
import { domainStatsGroup, type TypedParam } from '../libvirt/index.ts'
import type { StatsRecord } from './bulkStats.ts'
import type { DiskSize } from './compose.ts'
import { domainOf, type LiveContext } from './context.ts'
import { uuidOf } from './status.ts'

/** Machines in one call: with running guests each costs the daemon some milliseconds. */
const MACHINES_A_CALL = 100

/**
 * How large disks are, as the hypervisor itself sees them: the block group of the bulk statistics, which
 * knows shut-off machines too and disks outside every pool.
 */
export class DiskSizes {
  readonly #context: LiveContext
  readonly #sizes = new Map<DomainUuid, ReadonlyMap<string, DiskSize>>()

  constructor(context: LiveContext) {
    this.#context = context
  }

  sizeOf(uuid: DomainUuid, { target }: Disk): DiskSize | undefined {
    return this.#sizes.get(uuid)?.get(target)
  }

  /** Reads the sizes of the named machines; those of others stay. */
  async load(uuids: readonly DomainUuid[]): Promise<void> {
    const { stats, host, signal } = this.#context
    const machines = uuids.map(uuid => host.get(uuid)).filter(machine => machine !== undefined)
    for (let from = 0; from < machines.length && stats.supported; from += MACHINES_A_CALL) {
      const doms = machines.slice(from, from + MACHINES_A_CALL).map((machine: Machine) => domainOf(machine))
      const records = await stats.of(doms, domainStatsGroup.block, { signal, timeoutMs: 60_000 })
      this.take(records ?? [])
    }
  }

  /** Takes the sizes in an answer that somebody else asked for; answers the machines of which it told. */
  take(records: readonly StatsRecord[]): DomainUuid[] {
    const taken: DomainUuid[] = []
    for (const { dom, params } of records) {
      if (!params.some(({ field }) => field === 'block.count')) continue
      const uuid = uuidOf(dom)
      this.#sizes.set(uuid, sizesIn(params, dom.id >= 0))
      taken.push(uuid)
    }
    return taken
  }

  forget(uuid: DomainUuid): void {
    this.#sizes.delete(uuid)
  }
}

/**
 * Sizes by target in the parameters of one machine's block group. Allocation is what the disk takes on the
 * host, as `virsh domblkinfo` tells it: of a running machine's file that is its physical size,
 * otherwise libvirt's own figure (for a thin block device the highest offset written).
 */
export function sizesIn(params: readonly TypedParam[], running: boolean): Map<string, DiskSize> {
  const disks = new Map<string, { name: string; path: string; numbers: Map<string, number> }>()
  for (const { field, value } of params) {
    const match = /^block\.(\d+)\.(name|path|capacity|allocation|physical)$/.exec(field)
    if (!match) continue
    const [, index = '', what = ''] = match
    const disk = disks.get(index) ?? { name: '', path: '', numbers: new Map() }
    disks.set(index, disk)
    if (what === 'name') disk.name = String(value)
    else if (what === 'path') disk.path = String(value)
    else disk.numbers.set(what, Number(value))
  }
  const sizes = new Map<string, DiskSize>()
  for (const { name, path, numbers } of disks.values()) {
    const capacityBytes = numbers.get('capacity')
    if (name === '' || capacityBytes === undefined) continue
    const isFile = path !== '' && !path.startsWith('/dev/')
    const allocation = running && isFile ? numbers.get('physical') : numbers.get('allocation')
    sizes.set(name, { capacityBytes, allocationBytes: allocation ?? null })
  }
  return sizes
}
