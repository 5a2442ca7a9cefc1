import type { Disk, Machine } from '../models/machine.ts'
import { fold } from './text.ts'

/** What free text is looked for in: every value folded, joined by a character that no query finds. */
interface Haystack {
  /** The machine that it was last asked for. */
  machine: Machine
  parts: readonly unknown[]
  text: string
}

/** Between two values; a query's text that holds it could only match across values, so it is cut from none. */
export const separator = '\u0000'

/**
 * Machines are values: a change makes a new object, which shares with the old one the lists that did not
 * change. So a folded text is kept by its machine's list of disks, for as long as that lives, and for
 * another object with the same list it is made again only where some part is not the same.
 */
const kept = new WeakMap<readonly Disk[], Haystack>()

function partsOf(machine: Machine): unknown[] {
  const { name, uuid, title, description, host, site, tags, nics } = machine
  const parts: unknown[] = [name, uuid, title, description, host, site, tags, nics]
  for (const nic of nics) parts.push(nic.addresses)
  return parts
}

function same(parts: readonly unknown[], machine: Machine): boolean {
  const { name, uuid, title, description, host, site, tags, nics } = machine
  if (
    parts[0] !== name ||
    parts[1] !== uuid ||
    parts[2] !== title ||
    parts[3] !== description ||
    parts[4] !== host ||
    parts[5] !== site ||
    parts[6] !== tags ||
    parts[7] !== nics
  ) {
    return false
  }
  for (let i = 0; i < nics.length; i += 1) if (parts[8 + i] !== nics[i]?.addresses) return false
  return true
}

function build(machine: Machine): string {
  const { disks, nics, tags, title, description, site } = machine
  let text = machine.name + separator + machine.uuid + separator + machine.host
  if (title) text += separator + title
  if (description) text += separator + description
  if (site) text += separator + site
  for (const tag of tags) text += separator + tag
  for (const { source } of disks) if (source) text += separator + source
  for (const { mac, addresses } of nics) {
    if (mac) text += separator + mac
    for (const address of addresses) text += separator + address
  }
  return fold(text)
}

let lastMachine: Machine | null = null
let lastText = ''

/** Everything that free text searches of a machine, folded. */
export function haystack(machine: Machine): string {
  // Many words of one query look at the same machine, one after the other.
  if (machine === lastMachine) return lastText
  let known = kept.get(machine.disks)
  if (!known || (known.machine !== machine && !same(known.parts, machine))) {
    known = { machine, parts: partsOf(machine), text: build(machine) }
    kept.set(machine.disks, known)
  }
  known.machine = machine
  lastMachine = machine
  lastText = known.text
  return lastText
}
