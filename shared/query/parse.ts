import {
  type Comparison,
  type DeviceKind,
  type ParseResult,
  type QueryNode,
  queryDepthMax,
  queryLengthMax,
  queryTermsMax,
  type Value,
} from './ast.ts'
import {
  deviceOf,
  fieldNames,
  type FieldSet,
  findField,
  hasNames,
  type QueryField,
  type Scope,
} from './fields.ts'
import { QuerySyntaxError, type Scanned, Scanner, shown } from './scan.ts'
import { didYouMean } from './suggest.ts'
import { statesOf, readValue } from './values.ts'

const identifier = /[A-Za-z][A-Za-z0-9._]*/y
const operator = /\s*(?:!=|>=|<=|≥|≤|=|<|>)|:(?:\s*(?:!=|>=|<=|≥|≤|=|<|>))?/y
const orWord = /(?:or(?=[\s()"]|$)|\|\|?(?=[\s()"]|$))/iy
const andWord = /(?:and(?=[\s()"]|$)|&&?(?=[\s()"]|$))/iy
const notWord = /not(?=[\s()"]|$)/iy
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

class Parser {
  readonly #scan: Scanner
  readonly #scope: Scope
  #depth = 0
  #terms = 0

  constructor(text: string, scope: Scope) {
    this.#scan = new Scanner(text)
    this.#scope = scope
  }

  query(): QueryNode {
    const scan = this.#scan
    scan.skipSpace()
    if (scan.done) return { kind: 'all', range: { from: 0, to: scan.text.length } }
    const node = this.#or(this.#scope)
    if (!scan.done) scan.fail(scan.at, 'This parenthesis was never opened.')
    return node
  }

  #or(scope: Scope): QueryNode {
    const scan = this.#scan
    const items = [this.#and(scope)]
    for (;;) {
      scan.skipSpace()
      const from = scan.at
      if (scan.take(orWord) === null) break
      const to = scan.at
      scan.skipSpace()
      if (scan.done || scan.peek() === ')') scan.fail({ from, to }, '“or” needs a condition behind it.')
      items.push(this.#and(scope))
    }
    return this.#joined('or', items)
  }

  #and(scope: Scope): QueryNode {
    const scan = this.#scan
    const items = [this.#unary(scope)]
    for (;;) {
      scan.skipSpace()
      if (scan.done || scan.peek() === ')') break
      const from = scan.at
      if (scan.take(orWord) !== null) {
        scan.at = from
        break
      }
      if (scan.take(andWord) !== null) {
        const to = scan.at
        scan.skipSpace()
        if (scan.done || scan.peek() === ')') {
          scan.fail({ from, to }, '“and” needs a condition behind it.')
        }
      }
      items.push(this.#unary(scope))
    }
    return this.#joined('and', items)
  }

  #joined(kind: 'and' | 'or', items: QueryNode[]): QueryNode {
    const [first] = items
    if (items.length === 1 && first) return first
    return { kind, items, range: { from: first?.range.from ?? 0, to: items.at(-1)?.range.to ?? 0 } }
  }

  #unary(scope: Scope): QueryNode {
    const scan = this.#scan
    scan.skipSpace()
    const starts: number[] = []
    for (;;) {
      const from = scan.at
      if (scan.peek() === '-' || (scan.peek() === '!' && scan.peek(1) !== '=')) {
        scan.at += 1
        if (scan.done || /[\s)]/.test(scan.peek())) {
          scan.fail(from, `“${scan.text[from]}” stands right before the condition that it turns round.`)
        }
      } else if (scan.take(notWord) !== null) {
        scan.skipSpace()
        if (scan.done || scan.peek() === ')')
          scan.fail(scan.since(from), '“not” needs a condition behind it.')
      } else break
      starts.push(from)
      this.#enter(from)
    }
    let node = this.#primary(scope)
    for (const from of starts.reverse()) {
      this.#depth -= 1
      node = { kind: 'not', item: node, range: { from, to: node.range.to } }
    }
    return node
  }

  #enter(at: number): void {
    this.#depth += 1
    if (this.#depth > queryDepthMax) this.#scan.fail(at, `Nested deeper than ${queryDepthMax} levels.`)
  }

  #count(at: number): void {
    this.#terms += 1
    if (this.#terms > queryTermsMax) this.#scan.fail(at, `More than ${queryTermsMax} conditions.`)
  }

  #primary(scope: Scope): QueryNode {
    const scan = this.#scan
    const from = scan.at
    if (scan.peek() === '(') return this.#parentheses(scope)
    if (scan.peek() === '"') {
      const item = scan.quoted()
      this.#boundary()
      return this.#text(item)
    }
    for (const [word, expression] of [
      ['or', orWord],
      ['and', andWord],
    ] as const) {
      if (scan.take(expression) !== null)
        scan.fail(scan.since(from), `“${word}” needs a condition before it.`)
    }
    const name = scan.take(identifier)
    if (name !== null) {
      const node = this.#named(scope, name, from)
      if (node) return node
      scan.at = from
    }
    if (/[=<>≤≥:,]/.test(scan.peek())) {
      scan.fail(
        from,
        `A field must stand before “${scan.peek()}”; for the character itself use quotation marks.`,
      )
    }
    const item = scan.word('')
    if (item.raw === '') scan.fail(from, `“${scan.peek()}” cannot stand here.`)
    if (scan.peek() === '"')
      scan.fail(scan.at, 'A quotation mark inside a word: put the whole text in quotes.')
    return this.#text(item)
  }

  #text(item: Scanned): QueryNode {
    this.#count(item.range.from)
    return { kind: 'text', value: item.value, range: item.range }
  }

  #parentheses(scope: Scope): QueryNode {
    const scan = this.#scan
    const from = scan.at
    this.#enter(from)
    scan.at += 1
    scan.skipSpace()
    if (scan.peek() === ')') scan.fail({ from, to: scan.at + 1 }, 'There is nothing between the parentheses.')
    if (scan.done) scan.fail(from, 'This parenthesis is never closed.')
    const node = this.#or(scope)
    scan.skipSpace()
    if (scan.peek() !== ')') scan.fail(from, 'This parenthesis is never closed.')
    scan.at += 1
    this.#depth -= 1
    return { ...node, range: scan.since(from) }
  }

  /** A condition that starts with a name; undefined where the word is plain text after all. */
  #named(scope: Scope, name: string, from: number): QueryNode | undefined {
    const scan = this.#scan
    const nameRange = { from, to: scan.at }
    const device = scope === 'machine' ? deviceOf(name) : undefined
    if (device && scan.peek() === '(') return this.#device(device, from)
    if (scan.peek() === '?' && (scan.peek(1) === '' || /[\s)]/.test(scan.peek(1)))) {
      const known = this.#presence(scope, name, from, 1)
      if (known) return known
    }
    const field = findField(scope, name)
    if (scan.peek() === '(' && field) {
      scan.fail(scan.at, `Write ${field.name}:(…) for a list of values.`)
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
      if (key === 'is' && scope === this.#scope) return this.#is(scope, from)
    }
    if (!field) {
      const end = scan.at
      scan.at = from
      const word = scan.word('')
      if (address.test(word.raw)) return undefined
      scan.at = end
      const near = didYouMean(name, fieldNames(scope))
      const meant = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''
      const plain = ` To look for this text, put it in quotation marks: "${shown(word.raw)}".`
      return scan.fail(nameRange, `There is no field “${shown(name)}”.${meant}${meant ? '' : plain}`, near)
    }
    return this.#condition(scope, field, comparison, sign, from)
  }

  #condition(scope: Scope, named: QueryField, written: Comparison, sign: string, from: number): QueryNode {
    const scan = this.#scan
    const ordered = written === '<' || written === '<=' || written === '>' || written === '>='
    // disk>100GiB compares the size; disk:vda looks at the disk's text.
    const field = ordered && named.name === 'disk' ? (findField(scope, 'disk.size') ?? named) : named
    const words =
      field.type === 'text' || field.type === 'state' || field.type === 'flag' || field.type === 'xml'
    if (ordered && words) {
      const place = { from: scan.at - sign.trimStart().length, to: scan.at }
      scan.fail(place, `${field.name} has no order; use ${field.name}:… or ${field.name}=….`)
    }
    const comparison = field.type === 'xml' && written === '=' ? ':' : written
    scan.skipSpace()
    const values = this.#values(field, comparison)
    if (ordered && (values.length > 1 || values[0]?.kind !== 'number')) {
      scan.fail(scan.since(from), `A list or range goes with “:”, not with “${comparison}”.`)
    }
    return { kind: 'field', field: field.name, comparison, values, range: scan.since(from) }
  }

  #values(field: QueryField, comparison: Comparison): Value[] {
    const scan = this.#scan
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
      if (scan.done) scan.fail(open, 'This parenthesis is never closed.')
      if (scan.peek() !== ')') {
        const hint = field.device ? ` For one device with all of it write ${field.device}(…).` : ''
        scan.fail(scan.at, `Values in parentheses are separated by commas.${hint}`)
      }
      scan.at += 1
    }
    this.#boundary()
    if (values.length > 1 && values.some(value => value.kind === 'any')) {
      scan.fail(scan.since(open), '“*” alone already means any value.')
    }
    return values
  }

  #value(field: QueryField): Scanned {
    const scan = this.#scan
    this.#count(scan.at)
    if (scan.peek() === '"') return scan.quoted()
    const item = scan.word(',|')
    if (item.raw !== '') return item
    const range = { from: scan.at, to: Math.min(scan.at + 1, scan.text.length) }
    return scan.fail(range, `${field.name} needs a value, such as ${field.example}.`)
  }

  /** A condition ends at white space, a closing parenthesis or the end. */
  #boundary(): void {
    const scan = this.#scan
    if (scan.done || /[\s)]/.test(scan.peek())) return
    const what = scan.peek() === '(' ? 'A text with parentheses' : 'This text'
    scan.fail(scan.at, `${what} must be in quotation marks as a whole, or have a space before it.`)
  }

  #device(device: DeviceKind, from: number): QueryNode {
    const item = this.#parentheses(device)
    this.#boundary()
    return { kind: 'device', device, item, range: this.#scan.since(from) }
  }

  #has(scope: Scope, from: number): QueryNode {
    const scan = this.#scan
    scan.skipSpace()
    const at = scan.at
    const name = scan.take(identifier) ?? ''
    const node = name === '' ? undefined : this.#presence(scope, name, from, 0)
    if (node) {
      this.#boundary()
      return node
    }
    const near = didYouMean(name, [...fieldNames(scope), ...Object.keys(hasNames)])
    const meant =
      near.length > 0
        ? ` Did you mean ${near.join(' or ')}?`
        : ' Write a field or a device, such as has:ip or has:tpm.'
    return scan.fail(
      { from: at, to: Math.max(scan.at, at) },
      `Nothing is known as “${shown(name)}”.${meant}`,
      near,
    )
  }

  /** `name?` or `has:name`: there is one. `more` characters belong to it. */
  #presence(scope: Scope, name: string, from: number, more: number): QueryNode | undefined {
    const scan = this.#scan
    const field = findField(scope, name)
    const key = name.toLowerCase()
    const other = scope === 'machine' && Object.hasOwn(hasNames, key)
    if (!field && !other) return undefined
    this.#count(from)
    scan.at += more
    const range = scan.since(from)
    if (!field) return { kind: 'has', name: key, range }
    const value: Value = field.type === 'flag' ? { kind: 'flag', value: true } : { kind: 'any' }
    return { kind: 'field', field: field.name, comparison: ':', values: [value], range }
  }

  /** `is:running`, `is:stale`: a state or a flag. */
  #is(scope: Scope, from: number): QueryNode {
    const scan = this.#scan
    scan.skipSpace()
    const item = scan.word(',|')
    this.#count(from)
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
      const hint = flags.length > 0 ? ` Here they are ${flags.join(', ')}.` : ' This list has none.'
      scan.fail(
        item.range,
        `is: takes a yes-or-no field, not “${shown(key)}”.${hint}`,
        didYouMean(key, flags),
      )
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
    const meant = near.length > 0 ? ` Did you mean ${near.map(word => `is:${word}`).join(' or ')}?` : ''
    return scan.fail(item.range, `is: takes a state or a yes-or-no field, not “${shown(key)}”.${meant}`, near)
  }
}

/** Reads a query over machines, or over the fields given; never throws. An empty text is the query that everything matches. */
export function parseQuery(text: string, scope: 'machine' | FieldSet = 'machine'): ParseResult {
  if (text.length > queryLengthMax) {
    const message = `A query has at most ${queryLengthMax} characters.`
    return { ok: false, position: queryLengthMax, end: text.length, message, suggestions: [] }
  }
  try {
    return { ok: true, query: { text, root: new Parser(text, scope).query() } }
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error
    const { range, message, suggestions } = error
    return { ok: false, position: range.from, end: range.to, message, suggestions }
  }
}
