import type { Comparison, DeviceKind, QueryNode, Value } from './ast.ts'
import { deviceOf, fieldNames, findField, hasNames, type QueryField, type Scope } from './fields.ts'
import { meant, saying } from './sayings.ts'
import { endHere, orWord, type Scanned, type Scanner, shown } from './scan.ts'
import { didYouMean } from './suggest.ts'
import { statesOf, readValue } from './values.ts'

const identifier = /[A-Za-z][A-Za-z0-9._]*/y
const operator = /\s*(?:!=|>=|<=|≥|≤|=|<|>)|:(?:\s*(?:!=|>=|<=|≥|≤|=|<|>))?/y
/** MAC and IPv6 addresses, whole or begun: text, though it looks like `field:value`. */
const address = /^(?:[0-9a-f]{2}(?::[0-9a-f]{2})+:?|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})$/i

function spelled(found: string): Comparison {
  const sign = found.replace(/^\s*:?\s*/, '').trim()
  switch (sign) {
    case '':
      return ':'
    case '≥':
      return '>='
    case '≤':
      return '<='
    default:
      return sign as Comparison
  }
}

/** What reading a condition needs of the query around it. */
export interface ConditionParts {
  scan: Scanner
  /** What the whole query is over. */
  scope: Scope
  /** One more condition stands at this position. */
  count(at: number): void
  /** A whole query in parentheses, over one device. */
  parentheses(scope: Scope): QueryNode
}

/** Reads one condition that begins with a name: `field:value`, `field?`, `has:`, `no:`, `is:`, `disk(…)`. */
export class ConditionReader {
  readonly #parts: ConditionParts

  constructor(parts: ConditionParts) {
    this.#parts = parts
  }

  /** A condition that starts at `from` with a name; undefined where the word is plain text after all. */
  read(scope: Scope, from: number): QueryNode | undefined {
    const { scan } = this.#parts
    const name = scan.take(identifier)
    if (name === null) return undefined
    const nameRange = { from, to: scan.at }
    const device = scope === 'machine' ? deviceOf(name) : undefined
    if (device && scan.peek() === '(') return this.#device(device, from)
    if (scan.peek() === '?' && (scan.peek(1) === '' || /[\s)]/.test(scan.peek(1)))) {
      const known = this.#presence(scope, name, from, 1)
      if (known) return known
    }
    const field = findField(scope, name)
    if (scan.peek() === '(' && field) {
      scan.fail(scan.at, saying('listOfValues', { field: field.name }))
    }
    const sign = scan.take(operator)
    if (sign === null) return undefined
    const comparison = spelled(sign)
    const key = name.toLowerCase()
    if (!field && comparison === ':') {
      if (key === 'has') return this.#has(scope, from)
      if (key === 'no') {
        const item = this.#has(scope, from)
        return { kind: 'not', item, range: item.range }
      }
      if (key === 'is' && scope === this.#parts.scope) return this.#is(scope, from)
    }
    if (!field) {
      const end = scan.at
      scan.at = from
      const word = scan.word('')
      if (address.test(word.raw)) return undefined
      scan.at = end
      const near = didYouMean(name, fieldNames(scope))
      const says = [
        saying('noField', { name: shown(name) }),
        ...meant(near, [saying('lookForText', { text: shown(word.raw) })]),
      ]
      return scan.fail(nameRange, says, near)
    }
    return this.#condition(scope, field, comparison, sign, from)
  }

  #condition(scope: Scope, named: QueryField, written: Comparison, sign: string, from: number): QueryNode {
    const { scan } = this.#parts
    const ordered = written === '<' || written === '<=' || written === '>' || written === '>='
    // disk>100GiB compares the size; disk:vda looks at the disk's text.
    const field = ordered && named.name === 'disk' ? (findField(scope, 'disk.size') ?? named) : named
    const words =
      field.type === 'text' || field.type === 'state' || field.type === 'flag' || field.type === 'xml'
    if (ordered && words) {
      const place = { from: scan.at - sign.trimStart().length, to: scan.at }
      scan.fail(place, saying('noOrder', { field: field.name }))
    }
    const comparison = field.type === 'xml' && written === '=' ? ':' : written
    scan.skipSpace()
    const values = this.#values(field, comparison)
    if (ordered && (values.length > 1 || values[0]?.kind !== 'number')) {
      scan.fail(scan.since(from), saying('orderedList', { sign: comparison }))
    }
    return { kind: 'field', field: field.name, comparison, values, range: scan.since(from) }
  }

  #values(field: QueryField, comparison: Comparison): Value[] {
    const { scan } = this.#parts
    const values: Value[] = []
    const open = scan.at
    const inParentheses = scan.peek() === '('
    if (inParentheses) scan.at += 1
    for (;;) {
      if (inParentheses) scan.skipSpace()
      values.push(readValue(scan, field, comparison, this.#value(field)))
      if (inParentheses) scan.skipSpace()
      if (scan.peek() === ',' || scan.peek() === '|' || (inParentheses && scan.take(orWord) !== null)) {
        if (scan.peek() === ',' || scan.peek() === '|') scan.at += 1
        continue
      }
      break
    }
    if (inParentheses) {
      if (scan.done) scan.fail(open, saying('neverClosed'))
      if (scan.peek() !== ')') {
        const { device } = field
        scan.fail(scan.at, [saying('commas'), ...(device ? [saying('oneDevice', { device })] : [])])
      }
      scan.at += 1
    }
    endHere(scan)
    if (values.length > 1 && values.some(value => value.kind === 'any')) {
      scan.fail(scan.since(open), saying('starAlone'))
    }
    return values
  }

  #value(field: QueryField): Scanned {
    const { scan } = this.#parts
    this.#parts.count(scan.at)
    if (scan.peek() === '"') return scan.quoted()
    const item = scan.word(',|')
    if (item.raw !== '') return item
    const range = { from: scan.at, to: Math.min(scan.at + 1, scan.text.length) }
    return scan.fail(range, saying('needsValue', { field: field.name, example: field.example }))
  }

  #device(device: DeviceKind, from: number): QueryNode {
    const { scan } = this.#parts
    const item = this.#parts.parentheses(device)
    endHere(scan)
    return { kind: 'device', device, item, range: scan.since(from) }
  }

  #has(scope: Scope, from: number): QueryNode {
    const { scan } = this.#parts
    scan.skipSpace()
    const at = scan.at
    const name = scan.take(identifier) ?? ''
    const node = name === '' ? undefined : this.#presence(scope, name, from, 0)
    if (node) {
      endHere(scan)
      return node
    }
    const near = didYouMean(name, [...fieldNames(scope), ...Object.keys(hasNames)])
    return scan.fail(
      { from: at, to: Math.max(scan.at, at) },
      [saying('noPresence', { name: shown(name) }), ...meant(near, [saying('writePresence')])],
      near,
    )
  }

  /** `name?` or `has:name`: there is one. `more` characters belong to it. */
  #presence(scope: Scope, name: string, from: number, more: number): QueryNode | undefined {
    const { scan } = this.#parts
    const field = findField(scope, name)
    const key = name.toLowerCase()
    const other = scope === 'machine' && Object.hasOwn(hasNames, key)
    if (!field && !other) return undefined
    this.#parts.count(from)
    scan.at += more
    const range = scan.since(from)
    if (!field) return { kind: 'has', name: key, range }
    const value: Value = field.type === 'flag' ? { kind: 'flag', value: true } : { kind: 'any' }
    return { kind: 'field', field: field.name, comparison: ':', values: [value], range }
  }

  /** `is:running`, `is:stale`: a state or a flag. */
  #is(scope: Scope, from: number): QueryNode {
    const { scan } = this.#parts
    scan.skipSpace()
    const item = scan.word(',|')
    this.#parts.count(from)
    const key = item.value.text.toLowerCase()
    const field = findField(scope, key)
    if (field?.type === 'flag') {
      return {
        kind: 'field',
        field: field.name,
        comparison: ':',
        values: [{ kind: 'flag', value: true }],
        range: scan.since(from),
      }
    }
    if (scope === 'machine' && !item.value.wild && key !== '' && statesOf(key).length > 0) {
      const value: Value = { kind: 'text', text: key, wild: false }
      return { kind: 'field', field: 'state', comparison: ':', values: [value], range: scan.since(from) }
    }
    if (scope !== 'machine') {
      const flags = fieldNames(scope).filter(name => findField(scope, name)?.type === 'flag')
      const hint = flags.length > 0 ? saying('flagsAre', { names: flags }) : saying('noFlags')
      scan.fail(item.range, [saying('isFlag', { text: shown(key) }), hint], didYouMean(key, flags))
    }
    const near = didYouMean(key, [
      'running',
      'paused',
      'shutoff',
      'crashed',
      'stale',
      'autostart',
      'transient',
      'saved',
    ])
    return scan.fail(
      item.range,
      [saying('isState', { text: shown(key) }), ...meant(near.map(word => `is:${word}`))],
      near,
    )
  }
}
