import { FAILSAFE_SCHEMA, load, Type, YAMLException } from 'js-yaml'
import { AppError } from '../../../../shared/errors.ts'
import { addHosts, type AnsibleInventory, emptyInventory, groupOf, setVariable, note } from './inventory.ts'

/** What no tag means anything to: an encrypted value, or somebody's attempt at more. */
const unread = (['scalar', 'sequence', 'mapping'] as const).flatMap(kind =>
  ['!', 'tag:yaml.org,2002:'].map(tag => new Type(tag, { kind, multi: true, construct: () => null })),
)
/** Everything is a text, a list or a map; nothing is ever made of them. */
const schema = FAILSAFE_SCHEMA.extend(unread)

/** How deep groups may lie in one another. */
const DEPTH_MAX = 20
/** Parts that are looked at: aliases make a small text large. */
const PARTS_MAX = 20_000

/** True for a text that is an Ansible inventory in YAML. */
export const isInventoryYaml = (text: string, fileName: string): boolean =>
  /\.ya?ml$/i.test(fileName) ||
  /^(---\s*$|[\w.-]+:\s*$[\s\S]{0,200}?^\s+(hosts|children|vars):)/m.test(text.slice(0, 2_000))

/** Reads the YAML form; `input.invalid` with the line where it is none. */
export function readInventoryYaml(text: string): AnsibleInventory {
  const inventory = emptyInventory()
  const root = entries(parsed(text))
  if (root === null)
    throw new AppError('input.invalid', 'This YAML file is no inventory: it has no groups.', {
      next: 'An inventory begins with a group, for example “all:”.',
    })
  const walk = { inventory, left: PARTS_MAX }
  for (const [name, value] of root) readGroup(walk, name, value, 0)
  if (walk.left <= 0) note(inventory, 'inventoryMax')
  return inventory
}

function parsed(text: string): unknown {
  try {
    return load(text, { schema, json: true })
  } catch (error) {
    const line = error instanceof YAMLException && error.mark ? ` (line ${error.mark.line + 1})` : ''
    const reason = error instanceof YAMLException ? error.reason : 'it is nested too deeply'
    throw new AppError('input.invalid', `The YAML can’t be read: ${reason.slice(0, 200)}${line}.`, {
      next: 'Correct the file, or give the list as CSV.',
    })
  }
}

interface Walk {
  inventory: AnsibleInventory
  left: number
}

function readGroup(walk: Walk, name: string, value: unknown, depth: number): void {
  const { inventory } = walk
  if (depth > DEPTH_MAX || walk.left-- <= 0) return
  const group = groupOf(inventory, name)
  if (group === null) return
  for (const [part, inner] of entries(value) ?? []) {
    if (part === 'vars') readVars(walk, group.vars, inner)
    else if (part === 'hosts')
      for (const [pattern, vars] of entries(inner) ?? []) {
        if (walk.left-- <= 0) return
        const own = new Map<string, string>()
        readVars(walk, own, vars)
        addHosts(inventory, group, pattern, own, null)
      }
    else if (part === 'children')
      for (const [child, within] of entries(inner) ?? []) {
        if (walk.left <= 0) return
        group.children.add(child)
        readGroup(walk, child, within, depth + 1)
      }
  }
}

function readVars(walk: Walk, into: Map<string, string>, value: unknown): void {
  for (const [name, text] of entries(value) ?? []) {
    if (walk.left-- <= 0) return
    if (typeof text === 'string') setVariable(walk.inventory, into, name, text)
  }
}

const entries = (value: unknown): [string, unknown][] | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null
