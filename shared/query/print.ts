import type { Query, QueryNode, TextValue, Value } from './ast.ts'
import { findField, type QueryField, type Scope } from './fields.ts'

const plainWord = /^[\p{L}\p{N}_./@#+%][\p{L}\p{N}_./@#+%:-]*$/u
const keyword = /^(?:and|or|not)$/i

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** A pattern as a bare word; a backslash before everything that would end or begin something else. */
function patternText(pattern: string): string {
  let out = ''
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] ?? ''
    if (character === '\\') {
      i += 1
      out += `\\${characters[i] ?? ''}`
    } else out += /[*?]/.test(character) || plainWord.test(character) ? character : `\\${character}`
  }
  return out
}

/** A text as one value of a field, in quotation marks where it needs them. */
export function valueWord(text: string): string {
  return plainWord.test(text) && !keyword.test(text) ? text : quoted(text)
}

function textOf(value: TextValue, bare: boolean): string {
  // As a word of its own, `ip?` asks whether there is an address.
  if (value.wild)
    return bare && /^[a-z][\w.]*\?$/i.test(value.text) ? `\\${value.text}` : patternText(value.text)
  return bare && value.text.includes(':') ? quoted(value.text) : valueWord(value.text)
}

function largestUnit(value: number, units: readonly (readonly [string, number])[]): string {
  const fit = units.find(([, size]) => value !== 0 && value % size === 0)
  return fit ? `${value / fit[1]}${fit[0]}` : String(value)
}

/** A number without an exponent, as a query is written. */
function decimal(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text
}

const sizes = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['B', 1],
] as const
const durations = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

function numberText(field: QueryField | undefined, value: number): string {
  switch (field?.type) {
    case 'bytes':
      return largestUnit(value, sizes)
    case 'rate':
      return value === 0 ? '0' : `${largestUnit(value, sizes)}/s`
    case 'duration':
    case 'age':
      return largestUnit(value, durations)
    case 'percent':
      return `${decimal(value)}%`
    default:
      return decimal(value)
  }
}

function valueText(field: QueryField | undefined, value: Value): string {
  switch (value.kind) {
    case 'any':
      return '*'
    case 'flag':
      return value.value ? 'yes' : 'no'
    case 'number':
      return numberText(field, value.value)
    case 'between': {
      const end = (bound: number | null): string => (bound === null ? '' : numberText(field, bound))
      return `${end(value.least)}..${end(value.most)}`
    }
    case 'text':
      return textOf(value, false)
  }
}

function joined(items: readonly QueryNode[], scope: Scope, word: string): string {
  return items
    .map(item =>
      item.kind === 'and' || item.kind === 'or' ? `(${nodeText(item, scope)})` : nodeText(item, scope),
    )
    .join(word)
}

function nodeText(node: QueryNode, scope: Scope): string {
  switch (node.kind) {
    case 'all':
      return ''
    case 'and':
      return joined(node.items, scope, ' ')
    case 'or':
      return joined(node.items, scope, ' or ')
    case 'not': {
      const inner = nodeText(node.item, scope)
      return node.item.kind === 'and' || node.item.kind === 'or' ? `-(${inner})` : `-${inner}`
    }
    case 'text':
      return textOf(node.value, true)
    case 'has':
      return `has:${node.name}`
    case 'device':
      return `${node.device}(${nodeText(node.item, node.device)})`
    case 'field': {
      const field = findField(scope, node.field)
      const values = node.values.map(value => valueText(field, value))
      return `${node.field}${node.comparison}${values.length === 1 ? values[0] : `(${values.join(',')})`}`
    }
  }
}

/** The query in its plainest spelling, which parses back to the same tree. */
export function printQuery(query: Query | QueryNode): string {
  return nodeText('root' in query ? query.root : query, 'machine')
}
