import { domainStates } from '../models/domainStates.ts'
import { parseBytes, parseDuration, parsePercent, parseRate, splitQuantity } from '../units.ts'
import type { Comparison, Value } from './ast.ts'
import { type FieldType, type QueryField, stateAliases } from './fields.ts'
import { meant, saying, type SayingName } from './sayings.ts'
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

/** Says what a numeric value looks like where one does not. */
const forms = {
  count: 'needsCount',
  bytes: 'needsBytes',
  percent: 'needsPercent',
  rate: 'needsRate',
  duration: 'needsDuration',
  age: 'needsAge',
} as const satisfies Record<NumericType, SayingName>

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
      scanner.fail(place, saying(forms[type], { field: field.name, text: shown(text) }))
    }
    return value
  }
  const dots = raw.indexOf('..')
  if (dots < 0) return { kind: 'number', value: read(raw, range.from) }
  const [low, high] = [raw.slice(0, dots), raw.slice(dots + 2)]
  if (low === '' && high === '') scanner.fail(range, saying('rangeEnd'))
  const least = low === '' ? null : read(low, range.from)
  const most = high === '' ? null : read(high, range.from + dots + 2)
  if (least !== null && most !== null && least > most) {
    scanner.fail(range, saying('rangeOrder'))
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
    const hint = meant(near, [saying('statesAre', { names: domainStates })])
    scanner.fail(item.range, [saying('noState', { text: shown(value.text) }), ...hint], near)
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
      if (value.wild) scanner.fail(range, saying('plainXml'))
      return value
    case 'state':
      return stateValue(scanner, comparison, item)
    case 'flag': {
      const key = value.text.toLowerCase()
      const flag = !value.wild && Object.hasOwn(flags, key) ? flags[key] : undefined
      if (flag === undefined) {
        scanner.fail(range, saying('yesOrNo', { field: field.name, text: shown(value.text) }), ['yes', 'no'])
      }
      return { kind: 'flag', value: flag }
    }
    case 'duration':
    case 'age':
    case 'rate': {
      const number = numericValue(scanner, field, field.type, item)
      if (equality && number.kind === 'number' && number.value !== 0) {
        scanner.fail(range, saying('neverExactly', { field: field.name, example: field.example }))
      }
      return number
    }
    default:
      return numericValue(scanner, field, field.type, item)
  }
}
