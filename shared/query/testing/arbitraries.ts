import fc from 'fast-check'
import { domainStates } from '../../models/domainStates.ts'
import type { Comparison, DeviceKind, QueryNode, TextValue, Value } from '../ast.ts'
import { hasNames, innerFields, type QueryField, queryFields, type Scope } from '../fields.ts'

const range = { from: 0, to: 0 }

/** Characters that mean something in a query, beside ordinary ones. */
const character = fc.oneof(
  fc.constantFrom(...'aWb1-_.:/()"\\,|=<>!?*& é\u0301ß日'),
  fc.constantFrom('😀', 'or', 'and', 'not', 'name:', ' '),
)

const plainText: fc.Arbitrary<TextValue> = fc
  .array(character, { minLength: 1, maxLength: 6 })
  .map(parts => parts.join(''))
  .filter(text => text.trim() !== '')
  .map(text => ({ kind: 'text', text, wild: false }))

const pattern: fc.Arbitrary<TextValue> = fc
  .tuple(
    fc.array(
      fc.oneof(
        character.map(text => text.replace(/[*?\\]/g, '\\$&')),
        fc.constantFrom('*', '?'),
      ),
      {
        maxLength: 5,
      },
    ),
    fc.constantFrom('*', '?'),
    fc.constantFrom('', 'x', 'ip'),
  )
  .map(
    ([parts, star, start]): TextValue => ({
      kind: 'text',
      text: [start, ...parts, star].join(''),
      wild: true,
    }),
  )

const text = fc.oneof(plainText, pattern)

const whole = fc.oneof(fc.nat({ max: 5000 }), fc.maxSafeNat())
const fraction = fc.nat({ max: 100_000 }).map(value => value / 1000)

function numbers(field: QueryField): fc.Arbitrary<number> {
  return field.type === 'count' || field.type === 'percent' ? fc.oneof(whole, fraction) : whole
}

function between(field: QueryField): fc.Arbitrary<Value> {
  const end = fc.option(numbers(field))
  return fc
    .tuple(end, end)
    .filter(([a, b]) => a !== null || b !== null)
    .map(([a, b]) => {
      const swap = a !== null && b !== null && a > b
      return { kind: 'between', least: swap ? b : a, most: swap ? a : b }
    })
}

function condition(scope: Scope, field: QueryField): fc.Arbitrary<QueryNode> {
  const make = (
    comparison: fc.Arbitrary<Comparison>,
    values: fc.Arbitrary<Value[]>,
  ): fc.Arbitrary<QueryNode> =>
    fc.record({ comparison, values }).map(parts => ({ kind: 'field', field: field.name, range, ...parts }))
  const list = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
    fc.array(value, { minLength: 1, maxLength: 3 })
  const equality = fc.constantFrom<Comparison>(':', '=', '!=')
  const any = make(fc.constant(':'), fc.constant([{ kind: 'any' }]))
  const star = (value: TextValue): boolean => !(value.wild && value.text === '*')
  switch (field.type) {
    case 'text':
      return fc.oneof(make(equality, list(text.filter(star))), any)
    case 'xml':
      return fc.oneof(make(fc.constantFrom<Comparison>(':', '!='), list(plainText)), any)
    case 'state': {
      const states = fc.constantFrom(...domainStates, 'off', 'stopped')
      return make(equality, list(states.map(state => ({ kind: 'text', text: state, wild: false }))))
    }
    case 'flag':
      return make(equality, list(fc.boolean().map(value => ({ kind: 'flag', value }))))
    default: {
      const ordered = make(
        fc.constantFrom<Comparison>('<', '<=', '>', '>='),
        numbers(field).map(value => [{ kind: 'number', value }]),
      )
      const exact = field.type === 'duration' || field.type === 'age' || field.type === 'rate'
      const equal = exact
        ? fc.constant<Value>({ kind: 'number', value: 0 })
        : numbers(field).map(value => ({ kind: 'number', value }) as const)
      // A disk compared with a size is its size field.
      return scope === 'machine' && field.name === 'disk'
        ? any
        : fc.oneof(ordered, make(equality, list(fc.oneof(equal, between(field)))), any)
    }
  }
}

function leaf(scope: Exclude<Scope, object>): fc.Arbitrary<QueryNode> {
  const fields = scope === 'machine' ? queryFields : innerFields[scope]
  const free = text.map((value): QueryNode => ({ kind: 'text', value, range }))
  const has = fc
    .constantFrom(...Object.keys(hasNames))
    .map((name): QueryNode => ({ kind: 'has', name, range }))
  const conditions = fc.constantFrom(...fields).chain(field => condition(scope, field))
  return scope === 'machine'
    ? fc.oneof({ weight: 4, arbitrary: conditions }, free, has)
    : fc.oneof(conditions, free)
}

function tree(scope: Exclude<Scope, object>): fc.Arbitrary<QueryNode> {
  const devices: fc.Arbitrary<QueryNode>[] =
    scope === 'machine'
      ? (['disk', 'nic', 'graphics'] satisfies DeviceKind[]).map(device =>
          tree(device).map((item): QueryNode => ({ kind: 'device', device, item, range })),
        )
      : []
  const { node } = fc.letrec<{ node: QueryNode }>(tie => {
    const items = fc.array(tie('node'), { minLength: 2, maxLength: 3 })
    return {
      node: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        leaf(scope),
        ...devices,
        items.map((list): QueryNode => ({ kind: 'and', items: list, range })),
        items.map((list): QueryNode => ({ kind: 'or', items: list, range })),
        tie('node').map((item): QueryNode => ({ kind: 'not', item, range })),
      ),
    }
  })
  return node
}

/** Any query tree that the grammar can say, its ranges all zero. */
export const anyQuery: fc.Arbitrary<QueryNode> = tree('machine')

/** Text made of the pieces of queries: mostly wrong, nearly right. */
export const nearlyQuery: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ...queryFields.slice(0, 30).map(field => field.example),
      ...'()"\\,|:=<>!-*? ',
      ...[
        'and ',
        ' or ',
        'not ',
        'disk(',
        'nic(',
        'state:',
        'memory>',
        '8GiB',
        'name',
        'has:',
        'is:',
        'é',
        '..',
        '>=',
      ],
    ),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''))
