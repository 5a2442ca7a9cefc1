import type { Machine } from '../models/machine.ts'
import { fold } from './text.ts'

/** What free text is looked for in: every value folded, joined by a character that no query finds. */
interface Haystack {
  parts: readonly unknown[]
  text: string
}

/** Between two values; a query's text that holds it could only match across values, so it is cut from none. */
export const separator = '\u0000'

/**
 * Machines are values: a change makes a new object, or at least new lists inside it. A folded text is
 * kept for as long as its machine lives, and made again when one of the parts is another object.
 */
const kept = new WeakMap<Machine, Haystack>()

function partsOf(machine: Machine): unknown[] {
  const { name, uuid, title, description, host, site, tags, disks, nics } = machine
  const parts: unknown[] = [name, uuid, title, description, host, site, tags, disks, nics]
  for (const nic of nics) parts.push(nic.addresses)
  return parts
}

function same(parts: readonly unknown[], machine: Machine): boolean {
  const { name, uuid, title, description, host, site, tags, disks, nics } = machine
  if (
    parts[0] !== name ||
    parts[1] !== uuid ||
    parts[2] !== title ||
    parts[3] !== description ||
    parts[4] !== host ||
    parts[5] !== site ||
    parts[6] !== tags ||
    parts[7] !== disks ||
    parts[8] !== nics
  ) {
    return false
  }
  for (let i = 0; i < nics.length; i += 1) if (parts[9 + i] !== nics[i]?.addresses) return false
  return true
}

/** Everything that free text searches of a machine, folded. */
export function haystack(machine: Machine): string {
  const known = kept.get(machine)
  if (known && same(known.parts, machine)) return known.text
  const { name, uuid, title, description, host, site, tags, disks, nics } = machine
  const values: (string | null)[] = [name, uuid, title, description, host, site, ...tags]
  for (const disk of disks) values.push(disk.source)
  for (const nic of nics) values.push(nic.mac, ...nic.addresses)
  const text = fold(values.filter(value => value !== null && value !== '').join(separator))
  kept.set(machine, { parts: partsOf(machine), text })
  return text
}
