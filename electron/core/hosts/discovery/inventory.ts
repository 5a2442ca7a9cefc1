import type { CandidateNote } from '../../../../shared/contract/hosts.ts'
/** Variables of a host or group, as texts; only those that begin with `ansible_`. */
export type Variables = ReadonlyMap<string, string>

/** A group as written. */
export interface Group {
  readonly hosts: Map<string, Map<string, string>>
  readonly vars: Map<string, string>
  readonly children: Set<string>
}

/** An Ansible inventory as read, before anything is inherited. */
export interface AnsibleInventory {
  readonly groups: Map<string, Group>
  /** Line of each host where the form tells. */
  readonly lines: Map<string, number>
  /** What could not be taken, each once. */
  readonly notes: Map<CandidateNote['code'], CandidateNote>
}

/** Hosts and groups of one inventory; what is beyond is left out and said. */
export const inventoryHostsMax = 2_000
const GROUPS_MAX = 1_000
const VALUE_MAX = 1_000

export const emptyInventory = (): AnsibleInventory => ({
  groups: new Map(),
  lines: new Map(),
  notes: new Map(),
})

/** Says once what could not be taken. */
export const note = (
  { notes }: Pick<AnsibleInventory, 'notes'>,
  code: CandidateNote['code'],
  values: CandidateNote['values'] = {},
): void => {
  notes.set(code, { code, values })
}

/** The group of that name, made where it is new; null beyond the bound. */
export function groupOf(inventory: AnsibleInventory, name: string): Group | null {
  const known = inventory.groups.get(name)
  if (known !== undefined) return known
  if (inventory.groups.size >= GROUPS_MAX) {
    note(inventory, 'groupsMax', { max: GROUPS_MAX })
    return null
  }
  const made: Group = { hosts: new Map(), vars: new Map(), children: new Set() }
  inventory.groups.set(name, made)
  return made
}

/** Takes a variable where it is one of ours. A password is none: it belongs into the vault, not into a list. */
export function setVariable(
  inventory: AnsibleInventory,
  vars: Map<string, string>,
  name: string,
  value: string,
): void {
  if (/^ansible_(ssh_|become_)?pass(word)?$|^ansible_become_method$/.test(name)) {
    if (name !== 'ansible_become_method') note(inventory, 'passwords')
    return
  }
  if (name.startsWith('ansible_') && value.length <= VALUE_MAX) vars.set(name, value)
}

/** Adds the hosts that a pattern names (`www[01:50].example.com`) with their variables. */
export function addHosts(
  inventory: AnsibleInventory,
  group: Group,
  pattern: string,
  vars: Variables,
  line: number | null,
): void {
  for (const name of expanded(pattern)) {
    if (!group.hosts.has(name) && hostCount(inventory) >= inventoryHostsMax) {
      note(inventory, 'hostsMax', { max: inventoryHostsMax })
      return
    }
    const known = group.hosts.get(name) ?? new Map<string, string>()
    for (const [key, value] of vars) known.set(key, value)
    group.hosts.set(name, known)
    if (line !== null && !inventory.lines.has(name)) inventory.lines.set(name, line)
  }
}

function hostCount({ groups }: AnsibleInventory): number {
  let count = 0
  for (const group of groups.values()) count += group.hosts.size
  return count
}

/** Names that a pattern stands for, lazily: `[1:3]`, `[01:10:3]`, `[a:f]`; a text without one is itself. */
export function* expanded(pattern: string): Generator<string> {
  const found = /\[(?:(\d{1,9}):(\d{1,9})|([a-zA-Z]):([a-zA-Z]))(?::(\d{1,4}))?\]/.exec(pattern)
  if (found === null) {
    yield pattern
    return
  }
  const [whole, first, last, from, to, stride] = found
  const before = pattern.slice(0, found.index)
  const after = pattern.slice(found.index + whole.length)
  const step = Math.max(1, Number(stride ?? 1))
  const begin = first === undefined ? (from ?? '').charCodeAt(0) : Number(first)
  const end = last === undefined ? (to ?? '').charCodeAt(0) : Number(last)
  for (let at = begin; at <= end; at += step) {
    const text =
      first === undefined
        ? String.fromCharCode(at)
        : String(at).padStart(first.startsWith('0') ? first.length : 1, '0')
    for (const rest of expanded(after)) yield `${before}${text}${rest}`
  }
}
