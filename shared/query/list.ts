import type { Completion } from '../contract/machines.ts'
import type { MachineKey } from '../ids.ts'
import type { ParseResult, Query, TextValue } from './ast.ts'
import { type Compiler, fieldPredicate, nodePredicate, queryNeeds } from './compile.ts'
import { complete } from './complete.ts'
import { type FieldType, fieldSet, type QueryField } from './fields.ts'
import { parseQuery } from './parse.ts'
import type { QueryContext, Reader } from './read.ts'
import { fold, globTest } from './text.ts'

/** How a list's field is written in a query. `age` is a moment in Unix ms, asked for as how long ago it was. */
export type ListFieldType = 'text' | 'number' | 'bytes' | 'percent' | 'rate' | 'duration' | 'age' | 'flag'

/** What a field of a row holds: several texts match where one of them does; null is not known. */
export type ListValue = string | number | boolean | null | readonly string[]

/** One field that rows of a list can be filtered by. */
export interface ListField<Row> {
  /** As written in a query; letters, digits, dots. */
  name: string
  aliases?: readonly string[]
  type: ListFieldType
  description: string
  value(row: Row): ListValue
}

/** The query language over the rows of one list. */
export interface ListLanguage<Row> {
  parse(text: string): ParseResult
  /** A query of this language as a fast test of a row at a time (Unix ms). */
  compile(query: Query): (row: Row, nowMs: number) => boolean
  /** What could stand at the cursor; the rows give the words. */
  complete(text: string, cursor: number, rows: readonly Row[]): Completion[]
  /** Whether the answer changes as time goes by. */
  ages(query: Query): boolean
}

const types: Readonly<Record<ListFieldType, FieldType>> = {
  text: 'text',
  number: 'count',
  bytes: 'bytes',
  percent: 'percent',
  rate: 'rate',
  duration: 'duration',
  age: 'age',
  flag: 'flag',
}

const examples: Readonly<Record<ListFieldType, string>> = {
  text: ':web*',
  number: '>=4',
  bytes: '>=8GiB',
  percent: '>50%',
  rate: '>10MiB/s',
  duration: '>30d',
  age: '<1d',
  flag: ':yes',
}

/** Most words offered of one field. */
const WORDS_MAX = 1_000

/** Nothing of a machine is asked for by a list's fields. */
const contextAt = (nowMs: number): QueryContext => ({
  nowMs,
  sample: () => undefined,
  textSearch: () => new Set<MachineKey>(),
})

/** The query language over rows that have these fields; free text looks into every text of a row. */
export function listLanguage<Row extends object>(fields: readonly ListField<Row>[]): ListLanguage<Row> {
  const byName = new Map(fields.map(field => [field.name.toLowerCase(), field]))
  const describe = (words: (field: ListField<Row>) => readonly string[] | undefined): QueryField[] =>
    fields.map(field => {
      const known = words(field)
      return {
        name: field.name.toLowerCase(),
        aliases: (field.aliases ?? []).map(alias => alias.toLowerCase()),
        type: types[field.type],
        description: field.description,
        example: `${field.name.toLowerCase()}${examples[field.type]}`,
        ...(known ? { words: known } : {}),
      }
    })
  const plain = fieldSet(describe(() => undefined))
  const compiler: Compiler<Row> = {
    scope: plain,
    text: freeText(fields.filter(({ type }) => type === 'text')),
    field(node, field) {
      const own = byName.get(field.name)
      if (!own) throw new Error(`No field ${field.name}`)
      return fieldPredicate(node, field, readers(own))
    },
    other: () => () => false,
  }
  return {
    parse: text => parseQuery(text, plain),
    compile(query) {
      const predicate = nodePredicate(query.root, compiler)
      let context = contextAt(0)
      return (row, nowMs) => {
        if (context.nowMs !== nowMs) context = contextAt(nowMs)
        return predicate(row, context)
      }
    },
    complete: (text, cursor, rows) =>
      complete(
        text,
        cursor,
        {},
        fieldSet(describe(field => (field.type === 'text' ? wordsOf(rows, field) : undefined))),
      ),
    ages: query => queryNeeds(query, plain).time,
  }
}

/** Any text of a row; what is looked into is folded once a row. */
function freeText<Row extends object>(fields: readonly ListField<Row>[]) {
  const known = new WeakMap<Row, readonly string[]>()
  const textsOf = (row: Row): readonly string[] => {
    const before = known.get(row)
    if (before) return before
    const texts = fields.flatMap(field => textsIn(field.value(row)).map(fold))
    known.set(row, texts)
    return texts
  }
  return ({ text, wild }: TextValue) => {
    const wanted = fold(text)
    const test = wild ? globTest(wanted) : (part: string) => part.includes(wanted)
    return (row: Row) => textsOf(row).some(test)
  }
}

function textsIn(value: ListValue): readonly string[] {
  if (value === null || value === '') return []
  if (typeof value === 'object') return value
  return [String(value)]
}

function readers<Row>({ type, value }: ListField<Row>): {
  text: Reader<Row, string> | undefined
  number: Reader<Row, number> | undefined
  flag: Reader<Row, boolean> | undefined
} {
  return {
    text: type === 'text' ? (row, test) => textsIn(value(row)).some(test) : undefined,
    number: (row, test, { nowMs }) => {
      const found = value(row)
      if (typeof found !== 'number') return false
      return test(type === 'age' ? Math.max(0, nowMs - found) : found)
    },
    flag: (row, test) => {
      const found = value(row)
      return typeof found === 'boolean' && test(found)
    },
  }
}

function wordsOf<Row>(rows: readonly Row[], { value }: ListField<Row>): readonly string[] {
  const words = new Set<string>()
  for (const row of rows) {
    for (const text of textsIn(value(row))) words.add(text)
    if (words.size >= WORDS_MAX) break
  }
  return [...words].sort()
}
