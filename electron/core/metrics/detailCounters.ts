import type { TypedParam } from '../libvirt/index.ts'

/** Counters of one device or vCPU by libvirt's own names; what was not said is absent. */
export interface NamedCounters {
  name: string
  counters: ReadonlyMap<string, number>
}

/** What one record of bulk statistics says of a machine's parts. */
export interface DetailCounters {
  vcpus: NamedCounters[]
  disks: NamedCounters[]
  nics: NamedCounters[]
  balloon: ReadonlyMap<string, number>
}

/** Parts of each kind beyond this are not counted; names come from the peer. */
const PARTS_MAX = 1024
const NAME_MAX = 100

/** Reads the parameters of one machine's record of connectGetAllDomainStats; what is not known is passed over. */
export function readDetailCounters(params: readonly TypedParam[]): DetailCounters {
  const groups = { vcpu: new Parts(), block: new Parts(), net: new Parts() }
  const balloon = new Map<string, number>()
  for (const { field, value } of params) {
    if (field.startsWith('balloon.')) {
      const number = numeric(value)
      if (number !== null && balloon.size < PARTS_MAX) balloon.set(field.slice(8), number)
      continue
    }
    const part = /^(vcpu|block|net)\.(\d{1,5})\.(.{1,64})$/.exec(field)
    if (part) groups[part[1] as keyof typeof groups].put(Number(part[2]), part[3] ?? '', value)
  }
  return {
    vcpus: groups.vcpu.list(),
    disks: groups.block.list(),
    nics: groups.net.list(),
    balloon,
  }
}

/** Numbers as they come (beyond 2^53 rounded: a rate does not notice); anything else is nothing. */
function numeric(value: TypedParam['value']): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'bigint' ? Number(value) : null
}

class Parts {
  readonly #byIndex = new Map<number, { name: string | null; counters: Map<string, number> }>()

  put(index: number, what: string, value: TypedParam['value']): void {
    let part = this.#byIndex.get(index)
    if (!part) {
      if (this.#byIndex.size >= PARTS_MAX) return
      part = { name: null, counters: new Map() }
      this.#byIndex.set(index, part)
    }
    if (what === 'name') {
      if (typeof value === 'string') part.name = value.slice(0, NAME_MAX).toWellFormed()
      return
    }
    const number = numeric(value)
    if (number !== null && part.counters.size < 64) part.counters.set(what, number)
  }

  /** Only parts that have counters: a busy machine names its disks and counts nothing. */
  list(): NamedCounters[] {
    return [...this.#byIndex]
      .filter(([, part]) => part.counters.size > 0)
      .sort(([a], [b]) => a - b)
      .map(([index, part]) => ({ name: part.name ?? `${index}`, counters: part.counters }))
  }
}
