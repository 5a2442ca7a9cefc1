import type { Comparison, TextValue, Value } from './ast.ts'
import { networkTest } from './address.ts'
import type { QueryField } from './fields.ts'
import { fold, globTest } from './text.ts'
import { statesOf } from './values.ts'

/** MAC addresses are written with colons; dashes and dots of other notations become them. */
function macText(text: string): string {
  return /^[0-9a-f]{2}(-[0-9a-f]{2})+$/i.test(text) ? text.replaceAll('-', ':') : text
}

/** Test of one text value: a pattern matches as a whole, `=` the whole text, `:` any part of it. */
function oneText(value: TextValue, comparison: Comparison, mac: boolean): (folded: string) => boolean {
  const wanted = fold(mac ? macText(value.text) : value.text)
  if (value.wild) return globTest(wanted)
  return comparison === ':' ? text => text.includes(wanted) : text => text === wanted
}

function anyOf<T>(tests: readonly ((item: T) => boolean)[]): (item: T) => boolean {
  const [first, second] = tests
  if (!first) return () => false
  if (!second) return first
  return item => {
    for (const test of tests) if (test(item)) return true
    return false
  }
}

/** The last answer again for the last text: machine after machine has the same host, site or model. */
function remembered(test: (text: string) => boolean): (text: string) => boolean {
  let last: string | null = null
  let answer = false
  return text => {
    if (text !== last) {
      last = text
      answer = test(text)
    }
    return answer
  }
}

/** Test of a text field's value against a list of written ones. */
export function textTest(
  field: QueryField,
  comparison: Comparison,
  values: readonly Value[],
): (value: string) => boolean {
  const isIp = field.name === 'nic.ip' || field.name === 'ip'
  const isMac = field.name === 'nic.mac' || field.name === 'mac'
  const exact = new Set<string>()
  const folded: ((text: string) => boolean)[] = []
  const raw: ((text: string) => boolean)[] = []
  for (const value of values) {
    if (value.kind === 'any') return text => text !== ''
    if (value.kind !== 'text') continue
    const network = isIp ? networkTest(value.text) : null
    if (network) raw.push(network)
    else if (!value.wild && comparison !== ':') exact.add(fold(isMac ? macText(value.text) : value.text))
    else folded.push(oneText(value, comparison, isMac))
  }
  if (exact.size > 0) folded.push(text => exact.has(text))
  const anyFolded = anyOf(folded)
  if (raw.length === 0) return remembered(text => anyFolded(fold(text)))
  const anyRaw = anyOf(raw)
  return folded.length === 0 ? anyRaw : text => anyRaw(text) || anyFolded(fold(text))
}

/** Test of a state: written words stand for one or several of libvirt's states. */
export function stateTest(values: readonly Value[]): (state: string) => boolean {
  const states = new Set<string>()
  const patterns: ((text: string) => boolean)[] = []
  for (const value of values) {
    if (value.kind === 'any') return () => true
    if (value.kind !== 'text') continue
    if (value.wild) patterns.push(globTest(fold(value.text)))
    else for (const state of statesOf(value.text)) states.add(state)
  }
  return patterns.length === 0 ? state => states.has(state) : anyOf([state => states.has(state), ...patterns])
}

function oneNumber(field: QueryField, comparison: Comparison, value: Value): (number: number) => boolean {
  if (value.kind === 'any') return () => true
  if (value.kind === 'between') {
    const least = value.least ?? Number.NEGATIVE_INFINITY
    const most = value.most ?? Number.POSITIVE_INFINITY
    return number => number >= least && number <= most
  }
  if (value.kind !== 'number') return () => false
  const wanted = value.value
  switch (comparison) {
    case '<':
      return number => number < wanted
    case '<=':
      return number => number <= wanted
    case '>':
      return number => number > wanted
    case '>=':
      return number => number >= wanted
    default:
      // A measured percentage is hardly ever a whole number: it equals what it rounds to.
      return field.type === 'percent'
        ? number => Math.abs(number - wanted) < 0.5
        : number => number === wanted
  }
}

/** Test of a number in base units against a list of written ones. */
export function numberTest(
  field: QueryField,
  comparison: Comparison,
  values: readonly Value[],
  counted: boolean,
): (number: number) => boolean {
  if (counted && values[0]?.kind === 'any') return number => number > 0
  return anyOf(values.map(value => oneNumber(field, comparison, value)))
}

/** Test of a yes-or-no field. */
export function flagTest(values: readonly Value[]): (flag: boolean) => boolean {
  const wanted = new Set(values.map(value => (value.kind === 'flag' ? value.value : true)))
  return flag => wanted.has(flag)
}
