import { AppError } from '../../../shared/errors.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { didYouMean } from '../../../shared/query/suggest.ts'

const folded = (text: string) => text.normalize('NFC').toLowerCase()

/** Names that hold what was typed, else those that it may be a slip of. */
function namesNear(names: readonly string[], typed: string): string[] {
  const holding = names.filter(name => folded(name).includes(folded(typed)))
  return [...new Set(holding.length > 0 ? holding.slice(0, 5) : didYouMean(typed, names))]
}

/** The host of that name or id; unknown and ambiguous names are refused with the candidates. */
export function hostNamed(hosts: readonly HostView[], name: string): HostView {
  const exact = hosts.find(host => host.record.id === name || host.record.name === name)
  if (exact) return exact
  const similar = hosts.filter(host => folded(host.record.name) === folded(name))
  if (similar.length === 1 && similar[0]) return similar[0]
  const near = namesNear(
    hosts.map(host => host.record.name),
    name,
  )
  throw new AppError('host.unknown', `There is no host “${name}”.`, {
    next: near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'See `novacron host list`.',
    data: { name, candidates: near },
  })
}

/**
 * The machine of that UUID, `host/name` or name. A name that stands on several hosts is refused with
 * the candidates, so that an action never lands on the wrong one.
 */
export function machineNamed(machines: readonly Machine[], name: string): Machine {
  const found = machines.filter(
    machine =>
      machine.name === name ||
      machine.uuid === name.toLowerCase() ||
      machine.key === name ||
      `${machine.host}/${machine.name}` === name ||
      `${machine.host}/${machine.uuid}`.toLowerCase() === name.toLowerCase(),
  )
  const [first] = found
  if (first && found.length === 1) return first
  if (found.length > 1) {
    const candidates = found.map(machine => `${machine.host}/${machine.name}`)
    throw new AppError('name.ambiguous', `“${name}” names ${found.length} machines.`, {
      next: `Say which: ${[...new Set(candidates)].join(', ')}, or the UUID with --host.`,
      data: {
        name,
        candidates: found.map(machine => ({ host: machine.host, name: machine.name, uuid: machine.uuid })),
      },
    })
  }
  const near = namesNear(
    machines.map(machine => machine.name),
    name,
  )
  throw new AppError('machine.unknown', `There is no machine “${name}”.`, {
    next: near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'See `novacron vm list`.',
    data: { name },
  })
}
