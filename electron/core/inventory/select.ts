import type { HostId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The machines that match, by host and name; throws what `query` throws. */
export function selectMachines(
  machines: Iterable<Machine>,
  { where, hostId }: { where: string | undefined; hostId: HostId | undefined },
  query: (where: string) => { matcher(): (machine: Machine) => boolean },
): Machine[] {
  const matches = where === undefined || where.trim() === '' ? null : query(where).matcher()
  const found: Machine[] = []
  for (const machine of machines)
    if ((hostId === undefined || machine.hostId === hostId) && (matches?.(machine) ?? true))
      found.push(machine)
  return found.sort((a, b) => order.compare(a.host, b.host) || order.compare(a.name, b.name))
}
