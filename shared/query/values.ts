import { domainStates } from '../models/domainStates.ts'
import { parseBytes, parseDuration, parsePercent, parseRate, splitQuantity } from '../units.ts'
import type { Comparison, Value } from './ast.ts'
import { type FieldType, type QueryField, stateAliases } from './fields.ts'
import { type Scanned, type Scanner, shown } from './scan.ts'
import { didYouMean } from './suggest.ts'

/** States that a written word may mean: an alias, a whole name, or the beginning of names. */
export function statesOf(word: string): readonly (typeof domainStates)[number][] {
  const key = word.toLowerCase()
  const alias = Object.hasOwn(stateAliases, key) ? stateAliases[key] : undefined
  if (alias) return [alias]
  const whole = domainStates.filter(state => state === key)
  return whole.length > 0 ? whole : domainStates.filter(state => state.startsWith(key))
}

const flags: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  on: true,
  1: true,
  no: false,
  false: false,
  off: false,
  0: false,
}

type NumericType = Exclude<FieldType, 'text' | 'state' | 'flag' | 'xml'>

/** What a numeric value looks like, for the message where one does not. */
const forms: Readonly<Record<NumericType, string>> = {
  count: 'a number such as 4',
  bytes: 'a size with its unit such as 8GiB, 512MiB or 1.5T',
  percent: 'a percentage such as 50%',
  rate: 'a rate with its unit such as 10MiB/s',
  duration: 'a duration with its unit such as 90s, 12h or 30d',
  age: 'an age with its unit such as 90s, 12h or 30d',
}

/** A number in base units; null for what is none of this type. A size needs its unit unless it is 0. */
function numberOf(type: NumericType, text: string): number | null {
  if (type === 'duration' || type === 'age') return parseDuration(text)
  if (type === 'percent') return parsePercent(text)
  const quantity = splitQuantity(text)
  if (!quantity) return null
  if (type === 'count') return quantity.unit === '' ? quantity.value : null
  if (quantity.unit === '' && quantity.value !== 0) return null
  return type === 'rate' ? parseRate(text) : parseBytes(text)
}

function numericValue(scanner: Scanner, field: QueryField, type: NumericType, item: Scanned): Value {
  const { raw, range } = item
  const read = (text: string, from: number): number => {
    const value = numberOf(type, text)
    if (value === null) {
      const place = { from, to: from + text.length }
      scanner.fail(place, `${field.name} needs ${forms[type]}, not “${shown(text)}”.`)
    }
    return value
  }
  const dots = raw.indexOf('..')
  if (dots < 0) return { kind: 'number', value: read(raw, range.from) }
  const [low, high] = [raw.slice(0, dots), raw.slice(dots + 2)]
  if (low === '' && high === '') scanner.fail(range, 'A range needs at least one end, such as 2..8 or 2...')
  const least = low === '' ? null : read(low, range.from)
  const most = high === '' ? null : read(high, range.from + dots + 2)
  if (least !== null && most !== null && least > most) {
    scanner.fail(range, 'The first end of this range is beyond the second.')
  }
  return { kind: 'between', least, most }
}

/** A state's whole name or an alias; behind `:` a beginning is enough. */
function isState(word: string, comparison: Comparison): boolean {
  const states = statesOf(word)
  if (comparison === ':' || states.length === 0) return states.length > 0
  const key = word.toLowerCase()
  return Object.hasOwn(stateAliases, key) || states.some(state => state === key)
}

function stateValue(scanner: Scanner, comparison: Comparison, item: Scanned): Value {
  const { value } = item
  if (!value.wild && !isState(value.text, comparison)) {
    const known = [...domainStates, ...Object.keys(stateAliases)]
    const near = didYouMean(value.text, known)
    const hint =
      near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ` States are ${domainStates.join(', ')}.`
    scanner.fail(item.range, `There is no state “${shown(value.text)}”.${hint}`, near)
  }
  return value
}

/** What was written behind `field:` as a value of the field's type; fails at its place. */
export function readValue(scanner: Scanner, field: QueryField, comparison: Comparison, item: Scanned): Value {
  const { value, quoted, range } = item
  const equality = comparison === ':' || comparison === '=' || comparison === '!='
  if (!quoted && item.raw === '*' && comparison === ':') {
    return field.type === 'flag' ? { kind: 'flag', value: true } : { kind: 'any' }
  }
  switch (field.type) {
    case 'text':
      return value
    case 'xml':
      if (value.wild)
        scanner.fail(range, 'xml: takes plain text without wildcards; put it in quotation marks.')
      return value
    case 'state':
      return stateValue(scanner, comparison, item)
    case 'flag': {
      const key = value.text.toLowerCase()
      const flag = !value.wild && Object.hasOwn(flags, key) ? flags[key] : undefined
      if (flag === undefined) {
        scanner.fail(range, `${field.name} is yes or no, not “${shown(value.text)}”.`, ['yes', 'no'])
      }
      return { kind: 'flag', value: flag }
    }
    case 'duration':
    case 'age':
    case 'rate': {
      const number = numericValue(scanner, field, field.type, item)
      if (equality && number.kind === 'number' && number.value !== 0) {
        scanner.fail(range, `${field.name} is never exactly that; compare it: ${field.example}.`)
      }
      return number
    }
    default:
      return numericValue(scanner, field, field.type, item)
  }
}
