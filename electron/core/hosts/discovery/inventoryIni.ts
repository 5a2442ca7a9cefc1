import { addHosts, type AnsibleInventory, emptyInventory, groupOf, setVariable } from './inventory.ts'

const section = /^\[([\w.-]+)(?::(vars|children|hosts))?\]$/

/** True for a text that is an Ansible inventory in its older form and no plain list. */
export const isInventoryIni = (text: string): boolean =>
  text.split(/\r\n|\r|\n/, 500).some(line => section.test(line.trim()) || /\sansible_\w+\s*=/.test(line))

/** Reads the INI form; lines that can't be read are passed over. */
export function readInventoryIni(text: string): AnsibleInventory {
  const inventory = emptyInventory()
  let group = 'ungrouped'
  let part = 'hosts'
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const head = section.exec(line.replace(/\s+[#;].*$/, ''))
    if (head !== null) {
      group = head[1] ?? 'ungrouped'
      part = head[2] ?? 'hosts'
      groupOf(inventory, group)
      continue
    }
    const current = groupOf(inventory, group)
    if (current === null) continue
    if (part === 'children') current.children.add(words(line)[0] ?? '')
    else if (part === 'vars') {
      const at = line.indexOf('=')
      if (at > 0)
        setVariable(inventory, current.vars, line.slice(0, at).trim(), unquoted(line.slice(at + 1).trim()))
    } else hostLine(inventory, current, line, index + 1)
  }
  return inventory
}

function hostLine(
  inventory: AnsibleInventory,
  group: NonNullable<ReturnType<typeof groupOf>>,
  line: string,
  number: number,
): void {
  const [pattern = '', ...assignments] = words(line)
  const vars = new Map<string, string>()
  for (const assignment of assignments) {
    const at = assignment.indexOf('=')
    if (at > 0) setVariable(inventory, vars, assignment.slice(0, at), assignment.slice(at + 1))
  }
  // `host:2222` is an address with its port; a bare IPv6 address has more colons.
  const port = /^([^:[\]]+):(\d{1,5})$/.exec(pattern)
  if (port !== null) vars.set('ansible_port', vars.get('ansible_port') ?? port[2] ?? '')
  addHosts(inventory, group, port?.[1] ?? pattern, vars, number)
}

/** The words of a line as a shell splits them, up to a comment. */
function words(line: string): string[] {
  const found: string[] = []
  for (const [, word = ''] of line.matchAll(/((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+)/g)) {
    if (word.startsWith('#')) break
    found.push(word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double, single) => double ?? single ?? ''))
  }
  return found
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text
