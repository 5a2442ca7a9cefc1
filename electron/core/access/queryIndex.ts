import type { Machine } from '../../../shared/models/machine.ts'
import type { QueryNode } from '../../../shared/query/index.ts'
import { fold } from '../../../shared/query/text.ts'

type Test = (machine: Machine) => boolean

/** Fields of which many queries ask for a part: folded once for all of them. */
type HeldField = 'name' | 'title' | 'description'
const held: readonly HeldField[] = ['name', 'title', 'description']

/** What a machine must have for a query to fit it at all: one of some values of a field, or how its name begins. */
export type Need =
  | { field: 'host' | 'name' | 'tag'; values: readonly string[] }
  | { field: 'prefix'; values: readonly string[] }
  | { field: 'holds'; of: HeldField; values: readonly string[] }

/** Letters of a name's beginning that queries are told apart by. */
const PREFIX = 3
const plainAscii = /^[\0-\x7f]*$/
const fields: Readonly<Record<string, 'host' | 'name' | 'tag'>> = {
  host: 'host',
  name: 'name',
  tag: 'tag',
  tags: 'tag',
}

/** What the query needs, where that is plain to see; null where each machine has to be tried. */
export function needOf(node: QueryNode): Need | null {
  if (node.kind === 'and') {
    const needs = node.items.flatMap(item => needOf(item) ?? [])
    // A host or a name says more than a tag, which many may have.
    return needs.find(({ field }) => field !== 'tag') ?? needs[0] ?? null
  }
  if (node.kind !== 'field') return null
  const field = fields[node.field.toLowerCase()]
  const of = held.find(each => each === node.field.toLowerCase())
  const texts = node.values.flatMap(value => (value.kind === 'text' ? [value] : []))
  if (texts.length === 0 || texts.length < node.values.length) return null
  if (of !== undefined && node.comparison === ':' && texts.every(({ wild }) => !wild))
    return { field: 'holds', of, values: texts.map(({ text }) => fold(text)) }
  if (field === undefined) return null
  if (node.comparison === '=' && texts.every(({ wild }) => !wild))
    return { field, values: texts.map(({ text }) => fold(text)) }
  if (field !== 'name' || (node.comparison !== ':' && node.comparison !== '=')) return null
  const begins = texts.map(({ text, wild }) => (wild ? (text.split(/[*?\\]/)[0] ?? '') : ''))
  if (begins.some(text => text.length < PREFIX || !plainAscii.test(text))) return null
  return { field: 'prefix', values: begins.map(text => fold(text).slice(0, PREFIX)) }
}

/** Many queries asked as one: of each machine only those are tried that could fit it. */
export class QueryIndex {
  readonly #by = {
    host: new Map<string, Test[]>(),
    name: new Map<string, Test[]>(),
    tag: new Map<string, Test[]>(),
  }
  readonly #prefixes = new Map<string, Test[]>()
  readonly #begun: Test[] = []
  readonly #rest: Test[] = []
  readonly #holds: { of: HeldField; asked: { values: readonly string[]; test: Test }[]; some: RegExp }[] = []
  /** Hosts and tags are few, and many machines have them. */
  readonly #folded = new Map<string, string>()

  constructor(queries: readonly { need: Need | null; matcher(): Test }[]) {
    const holds = new Map<HeldField, { values: readonly string[]; test: Test }[]>()
    for (const { need, matcher } of queries) {
      const test = matcher()
      if (need === null) this.#rest.push(test)
      else if (need.field === 'holds') {
        holds.set(need.of, [...(holds.get(need.of) ?? []), { values: need.values, test }])
      } else if (need.field === 'prefix') {
        for (const value of need.values) put(this.#prefixes, value, test)
        this.#begun.push(test)
      } else for (const value of need.values) put(this.#by[need.field], value, test)
    }
    for (const [of, asked] of holds) {
      const values = new Set(asked.flatMap(each => each.values))
      // One pass over a text for all that is looked for in it.
      this.#holds.push({ of, asked, some: new RegExp([...values].map(literal).join('|')) })
    }
  }

  /** Whether any of them fits. */
  any(machine: Machine): boolean {
    const { host, tag, name } = this.#by
    if (host.size > 0 && fits(host.get(this.#fold(machine.host)), machine)) return true
    if (tag.size > 0)
      for (const each of machine.tags) if (fits(tag.get(this.#fold(each)), machine)) return true
    if (name.size > 0 && fits(name.get(fold(machine.name)), machine)) return true
    if (this.#begun.length > 0) {
      // A letter and its accent may be told as two: only plain names can be looked up by how they begin.
      const begun = plainAscii.test(machine.name)
        ? this.#prefixes.get(machine.name.slice(0, PREFIX).toLowerCase())
        : this.#begun
      if (fits(begun, machine)) return true
    }
    for (const { of, asked, some } of this.#holds) {
      const said = machine[of]
      if (said === null) continue
      const folded = fold(said)
      if (!some.test(folded)) continue
      for (const { values, test } of asked)
        for (const value of values) if (folded.includes(value) && test(machine)) return true
    }
    return fits(this.#rest, machine)
  }

  #fold(text: string): string {
    const known = this.#folded.get(text)
    if (known !== undefined) return known
    const folded = fold(text)
    if (this.#folded.size > 10_000) this.#folded.clear()
    this.#folded.set(text, folded)
    return folded
  }
}

/** A pattern that fits this text and no other. */
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

function put(map: Map<string, Test[]>, value: string, test: Test): void {
  const tests = map.get(value)
  if (tests) tests.push(test)
  else map.set(value, [test])
}

function fits(tests: readonly Test[] | undefined, machine: Machine): boolean {
  if (tests === undefined) return false
  for (const test of tests) if (test(machine)) return true
  return false
}
