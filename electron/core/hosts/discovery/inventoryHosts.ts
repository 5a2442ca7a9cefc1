import type { CandidateNote } from '../../../../shared/contract/hosts.ts'
import type { AnsibleInventory, Variables } from './inventory.ts'
import type { ListedHost } from './hostList.ts'
import { sshUriOf } from './sshUri.ts'

/** Groups that every inventory has. */
const common = new Set(['all', 'ungrouped'])

/** The hosts of an inventory with what they inherit from their groups; a site is a host's innermost group. */
export function inventoryHosts(inventory: AnsibleInventory): { hosts: ListedHost[]; notes: CandidateNote[] } {
  const depths = depthsOf(inventory)
  const byDepth = [...inventory.groups].sort(
    ([a], [b]) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1),
  )
  const parents = parentsOf(inventory)
  const listed = new Map<string, { vars: Map<string, string>; group: string | null; depth: number }>()
  for (const [name, group] of byDepth)
    for (const [host, own] of group.hosts) {
      const known = listed.get(host) ?? { vars: new Map(), group: null, depth: -1 }
      listed.set(host, known)
      const depth = depths.get(name) ?? 0
      if (!common.has(name) && depth > known.depth) Object.assign(known, { group: name, depth })
      for (const [key, value] of inherited(name, inventory, parents)) known.vars.set(key, value)
      // Said of the host itself: stronger than any group, so that a later group does not undo it.
      for (const [key, value] of own) known.vars.set(`own ${key}`, value)
    }
  const hosts = [...listed].map(([name, { vars, group }]) =>
    hostOf(name, merged(vars), group, inventory.lines.get(name) ?? 0),
  )
  return { hosts, notes: [...inventory.notes.values()] }
}

function merged(vars: Variables): Variables {
  const all = new Map([...vars].filter(([key]) => !key.startsWith('own ')))
  for (const [key, value] of vars) if (key.startsWith('own ')) all.set(key.slice(4), value)
  return all
}

function hostOf(name: string, vars: Variables, group: string | null, line: number): ListedHost {
  const of = (...names: string[]) =>
    names.map(each => vars.get(each)).find(value => value !== undefined && value !== '')
  const local = of('ansible_connection') === 'local'
  const address = of('ansible_host', 'ansible_ssh_host') ?? name
  const user = of('ansible_user', 'ansible_ssh_user') ?? ''
  const port = of('ansible_port', 'ansible_ssh_port') ?? ''
  const jump = /(?:ProxyJump[= ]|(?:^|\s)-J\s*)["']?([^\s"']+)/.exec(
    `${of('ansible_ssh_common_args') ?? ''} ${of('ansible_ssh_extra_args') ?? ''}`,
  )?.[1]
  return {
    uri: local ? 'qemu:///system' : sshUriOf(address, user, port),
    name,
    site: group,
    identity: of('ansible_ssh_private_key_file', 'ansible_private_key_file') ?? null,
    jump: jump ?? null,
    line,
  }
}

/** Variables of a group and of all above it, the nearest strongest; a circle ends where it closes. */
function inherited(
  name: string,
  inventory: AnsibleInventory,
  parents: ReadonlyMap<string, readonly string[]>,
  seen: ReadonlySet<string> = new Set(),
): Map<string, string> {
  const vars = new Map<string, string>()
  if (seen.has(name)) return vars
  const above = parents.get(name) ?? []
  for (const parent of name === 'all' ? [] : above.length === 0 ? ['all'] : above)
    for (const [key, value] of inherited(parent, inventory, parents, new Set([...seen, name])))
      vars.set(key, value)
  for (const [key, value] of inventory.groups.get(name)?.vars ?? []) vars.set(key, value)
  return vars
}

function parentsOf({ groups }: AnsibleInventory): Map<string, string[]> {
  const parents = new Map<string, string[]>()
  for (const [name, { children }] of groups)
    for (const child of children) {
      const known = parents.get(child) ?? []
      // More than a few parents only make the walk long.
      if (known.length < 8) known.push(name)
      parents.set(child, known)
    }
  return parents
}

/** How far each group is below the top, breadth first; a circle counts once. */
function depthsOf({ groups }: AnsibleInventory): Map<string, number> {
  const children = new Set([...groups.values()].flatMap(group => [...group.children]))
  const depths = new Map<string, number>()
  let level = [...groups.keys()].filter(name => !children.has(name))
  for (let depth = 0; level.length > 0; depth++) {
    const next = new Set<string>()
    for (const name of level) {
      if (depths.has(name)) continue
      depths.set(name, depth)
      for (const child of groups.get(name)?.children ?? []) next.add(child)
    }
    level = [...next]
  }
  return depths
}
