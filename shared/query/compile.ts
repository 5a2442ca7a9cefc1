import type { MachineKey } from '../ids.ts'
import type { Machine } from '../models/machine.ts'
import type { Query, QueryNode, TextValue } from './ast.ts'
import { findField, type QueryField, type Scope } from './fields.ts'
import { haystack, separator } from './haystack.ts'
import {
  countedFields,
  type DeviceReaders,
  disks,
  everyDevice,
  graphics,
  hasDevice,
  innerName,
  machineFlag,
  machineNumber,
  machineText,
  nics,
  type QueryContext,
  type Reader,
} from './read.ts'
import { flagTest, numberTest, stateTest, textTest } from './conditions.ts'
import { fold, globCore, globTest } from './text.ts'

/** Whether an item (a machine, or one device inside a group) satisfies a part of a query. */
export type Predicate<Item> = (item: Item, context: QueryContext) => boolean

export type FieldNode = QueryNode & { kind: 'field' }

/** How one scope's parts are made into predicates. */
export interface Compiler<Item> {
  scope: Scope
  text(value: TextValue): Predicate<Item>
  field(node: FieldNode, field: QueryField): Predicate<Item>
  other(node: QueryNode & { kind: 'has' | 'device' }): Predicate<Item>
}

/** A reader and a test as one predicate. */
export function through<Item, Value>(
  reader: Reader<Item, Value>,
  test: (value: Value) => boolean,
): Predicate<Item> {
  return (item, context) => reader(item, test, context)
}

function negated<Item>(predicate: Predicate<Item>): Predicate<Item> {
  return (item, context) => !predicate(item, context)
}

/** A query's tree as one predicate. Throws where it names a field that the scope does not have. */
export function nodePredicate<Item>(node: QueryNode, compiler: Compiler<Item>): Predicate<Item> {
  switch (node.kind) {
    case 'all':
      return () => true
    case 'not':
      return negated(nodePredicate(node.item, compiler))
    case 'and': {
      const items = node.items.map(item => nodePredicate(item, compiler))
      return (item, context) => {
        for (const predicate of items) if (!predicate(item, context)) return false
        return true
      }
    }
    case 'or': {
      const items = node.items.map(item => nodePredicate(item, compiler))
      return (item, context) => {
        for (const predicate of items) if (predicate(item, context)) return true
        return false
      }
    }
    case 'text':
      return compiler.text(node.value)
    case 'field': {
      const field = findField(compiler.scope, node.field)
      if (!field) throw new Error(`No field ${node.field}`)
      const predicate = compiler.field(node, field)
      return node.comparison === '!=' ? negated(predicate) : predicate
    }
    default:
      return compiler.other(node)
  }
}

/** One condition as a predicate, by the reader of its field's type. */
export function fieldPredicate<Item>(
  { comparison, values }: FieldNode,
  field: QueryField,
  readers: {
    text: Reader<Item, string> | undefined
    number: Reader<Item, number> | undefined
    flag: Reader<Item, boolean> | undefined
  },
): Predicate<Item> {
  const { text, number, flag } = readers
  if (field.type === 'state' && text) return through(text, stateTest(values))
  if (field.type === 'text' && text) return through(text, textTest(field, comparison, values))
  if (field.type === 'flag' && flag) return through(flag, flagTest(values))
  if (number) return through(number, numberTest(field, comparison, values, countedFields.has(field.name)))
  throw new Error(`No reader for ${field.name}`)
}

/** Text of a definition: the caller is asked once a pass, however many machines there are. */
function xmlPredicate({ values }: FieldNode): Predicate<Machine> {
  const texts = values.flatMap(value => (value.kind === 'text' ? [value.text] : []))
  if (texts.length < values.length) return machine => machine.definitionHash !== null
  let asked: QueryContext | null = null
  let found: ReadonlySet<MachineKey>[] = []
  return (machine, context) => {
    if (asked !== context) {
      found = texts.map(text => context.textSearch(text, 'xml'))
      asked = context
    }
    return found.some(keys => keys.has(machine.key))
  }
}

function deviceCompiler<Device>(scope: Scope, readers: DeviceReaders<Device>): Compiler<Device> {
  const anyText = readers.text['']
  return {
    scope,
    text(value) {
      const wanted = fold(value.text)
      const test = value.wild ? globTest(wanted) : (text: string) => text.includes(wanted)
      return anyText ? through(anyText, text => test(fold(text))) : () => false
    },
    field: (node, field) =>
      fieldPredicate(node, field, {
        text: readers.text[field.name],
        number: readers.number[field.name],
        flag: readers.flag[field.name],
      }),
    other: () => () => false,
  }
}

/** Whether a part of a haystack passes; only those parts are tried that hold the pattern's core. */
function somePart(text: string, core: string, test: (part: string) => boolean): boolean {
  for (let found = text.indexOf(core); found >= 0; ) {
    const end = text.indexOf(separator, found)
    const part = text.slice(text.lastIndexOf(separator, found) + 1, end < 0 ? text.length : end)
    if (test(part)) return true
    found = end < 0 ? -1 : text.indexOf(core, end + 1)
  }
  return false
}

function oneDevice<Device>(
  item: QueryNode,
  scope: Scope,
  readers: DeviceReaders<Device>,
): Predicate<Machine> {
  const predicate = nodePredicate(item, deviceCompiler(scope, readers))
  return (machine, context) => {
    for (const device of readers.list(machine)) if (predicate(device, context)) return true
    return false
  }
}

function deviceField<Device>(
  node: FieldNode,
  field: QueryField,
  name: string,
  readers: DeviceReaders<Device>,
): Predicate<Machine> {
  const { list } = readers
  const [one] = node.values
  if (name === '' && one?.kind === 'any') return machine => list(machine).length > 0
  const text = readers.text[name]
  const number = readers.number[name]
  const flag = readers.flag[name]
  return fieldPredicate(node, field, {
    text: text && everyDevice(list, text),
    number: number && everyDevice(list, number),
    flag: flag && everyDevice(list, flag),
  })
}

const machineCompiler: Compiler<Machine> = {
  scope: 'machine',
  text(value) {
    const wanted = fold(value.text)
    if (!value.wild) return machine => haystack(machine).includes(wanted)
    const test = globTest(wanted)
    const core = globCore(wanted)
    return machine => somePart(haystack(machine), core, test)
  },
  field(node, field) {
    if (field.type === 'xml') return xmlPredicate(node)
    switch (field.device) {
      case 'disk':
        return deviceField(node, field, innerName('disk', field.name), disks)
      case 'nic':
        return deviceField(node, field, innerName('nic', field.name), nics)
      case 'graphics':
        return deviceField(node, field, innerName('graphics', field.name), graphics)
      default:
        return fieldPredicate(node, field, {
          text: machineText[field.name],
          number: machineNumber[field.name],
          flag: machineFlag[field.name],
        })
    }
  },
  other(node) {
    if (node.kind === 'has') return hasDevice(node.name)
    switch (node.device) {
      case 'disk':
        return oneDevice(node.item, 'disk', disks)
      case 'nic':
        return oneDevice(node.item, 'nic', nics)
      case 'graphics':
        return oneDevice(node.item, 'graphics', graphics)
    }
  },
}

/**
 * A query as a fast test. One context object serves one pass over the machines: texts of definitions
 * are asked for once for each context. Machines are values: only `stale` and `asOfMs` may change in place.
 */
export function compile(query: Query): (machine: Machine, context: QueryContext) => boolean {
  return nodePredicate(query.root, machineCompiler)
}

const compiled = new WeakMap<Query, Predicate<Machine>>()

/** Whether a machine satisfies a query; compiles it the first time. */
export function matches(query: Query, machine: Machine, context: QueryContext): boolean {
  let predicate = compiled.get(query)
  if (!predicate) {
    predicate = compile(query)
    compiled.set(query, predicate)
  }
  return predicate(machine, context)
}

/** What beyond the machines a query's answer changes with. */
export interface QueryNeeds {
  /** Ages and uptimes: the clock. */
  time: boolean
  /** Live metrics. */
  live: boolean
  /** Text of definitions. */
  text: boolean
}

/** What a query depends on, so that a watcher knows when to ask again. */
export function queryNeeds(query: Query, scope: Scope = 'machine'): QueryNeeds {
  const needs: QueryNeeds = { time: false, live: false, text: false }
  const visit = (node: QueryNode): void => {
    if (node.kind === 'and' || node.kind === 'or') for (const item of node.items) visit(item)
    else if (node.kind === 'not') visit(node.item)
    else if (node.kind === 'field') {
      const field = findField(scope, node.field)
      if (field?.type === 'age' || field?.type === 'duration') needs.time = true
      if (field?.live) needs.live = true
      if (field?.type === 'xml') needs.text = true
    }
  }
  visit(query.root)
  return needs
}
