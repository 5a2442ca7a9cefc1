// @vitest-environment node
import { expect, test } from 'vitest'
import { arrange, type Folds, foldToggled, nothingFolded, toggleSort } from './arrange.ts'
import { naturalKey, type ResourceColumn } from './column.ts'

interface Row {
  key: string
  name: string
  cpu: number | null
}
const column = (
  id: string,
  sortValue: ResourceColumn<Row>['sortValue'],
  group?: (row: Row) => string,
): ResourceColumn<Row> => ({
  id,
  header: id,
  width: 100,
  cell: () => null,
  text: () => '',
  sortValue,
  ...(group ? { group } : {}),
})
const columns = [
  column(
    'name',
    row => naturalKey(row.name),
    row => row.name.slice(0, 3),
  ),
  {
    ...column(
      'cpu',
      row => row.cpu,
      row => (row.cpu === null ? 'none' : 'some'),
    ),
    aggregate: 'sum' as const,
  },
]
const row = (name: string, cpu: number | null = null): Row => ({ key: name, name, cpu })
const order = (
  rows: Row[],
  sort: { column: string; descending: boolean }[],
  group: string[] = [],
  folds: Folds = nothingFolded,
) =>
  arrange(rows, columns, { sort, group, folds }).map(item =>
    item.kind === 'row' ? item.row.name : `${'-'.repeat(item.level)}[${item.label} ${item.count}]`,
  )

test('names sort as people count', () => {
  const rows = ['web-10', 'web-2', 'Web-1', 'web-02b', 'db-1'].map(name => row(name))
  expect(order(rows, [{ column: 'name', descending: false }])).toEqual([
    'db-1',
    'Web-1',
    'web-2',
    'web-02b',
    'web-10',
  ])
})

test('unknown values come last, whichever way', () => {
  const rows = [row('a', 5), row('b', null), row('c', 9)]
  expect(order(rows, [{ column: 'cpu', descending: false }])).toEqual(['a', 'c', 'b'])
  expect(order(rows, [{ column: 'cpu', descending: true }])).toEqual(['c', 'a', 'b'])
})

test('a second column decides between equals, and what is still equal keeps its place', () => {
  const rows = [row('b', 1), row('c', 2), row('a', 1), row('d', 1)]
  expect(
    order(rows, [
      { column: 'cpu', descending: true },
      { column: 'name', descending: false },
    ]),
  ).toEqual(['c', 'a', 'b', 'd'])
  expect(order(rows, [{ column: 'cpu', descending: true }])).toEqual(['c', 'b', 'a', 'd'])
})

test('a column that is gone sorts nothing', () => {
  expect(order([row('b'), row('a')], [{ column: 'nonsense', descending: false }])).toEqual(['b', 'a'])
})

test('groups stand in order with their count, folded ones show their heading only', () => {
  const rows = [row('web1'), row('dbs1'), row('web2')]
  const sort = [{ column: 'name', descending: false }]
  expect(order(rows, sort, ['name'])).toEqual(['[dbs 1]', 'dbs1', '[web 2]', 'web1', 'web2'])
  expect(order(rows, sort, ['name'], foldToggled(nothingFolded, 'group\u0000web'))).toEqual([
    '[dbs 1]',
    'dbs1',
    '[web 2]',
  ])
})

test('a second level stands inside the first, each group folds by itself, all fold at once', () => {
  const rows = [row('web1', 1), row('dbs1'), row('web2', 2), row('web3')]
  const sort = [{ column: 'name', descending: false }]
  const both = ['name', 'cpu']
  expect(order(rows, sort, both)).toEqual([
    '[dbs 1]',
    '-[none 1]',
    'dbs1',
    '[web 3]',
    '-[none 1]',
    'web3',
    '-[some 2]',
    'web1',
    'web2',
  ])
  const inner = foldToggled(nothingFolded, 'group\u0000web\u0000some')
  expect(order(rows, sort, both, inner)).toEqual([
    '[dbs 1]',
    '-[none 1]',
    'dbs1',
    '[web 3]',
    '-[none 1]',
    'web3',
    '-[some 2]',
  ])
  const all: Folds = { all: true, except: new Set() }
  expect(order(rows, sort, both, all)).toEqual(['[dbs 1]', '[web 3]'])
  expect(order(rows, sort, both, foldToggled(all, 'group\u0000dbs'))).toEqual([
    '[dbs 1]',
    '-[none 1]',
    '[web 3]',
  ])
})

test('a group says what its members come to, unknown ones left out', () => {
  const rows = [row('web1', 1), row('web2', 2.5), row('web3'), row('dbs1')]
  const items = arrange(rows, columns, { sort: [], group: ['name'], folds: nothingFolded })
  expect(items.flatMap(item => (item.kind === 'group' ? [[...item.aggregates]] : []))).toEqual([
    [],
    [['cpu', 'Σ 3.5']],
  ])
})

test('clicking a heading goes up, down; with Shift it joins and leaves', () => {
  const up = toggleSort([{ column: 'name', descending: false }], 'cpu', false)
  expect(up).toEqual([{ column: 'cpu', descending: false }])
  expect(toggleSort(up, 'cpu', false)).toEqual([{ column: 'cpu', descending: true }])
  const both = toggleSort(up, 'name', true)
  expect(both.map(term => term.column)).toEqual(['cpu', 'name'])
  const down = toggleSort(both, 'name', true)
  expect(down[1]).toEqual({ column: 'name', descending: true })
  expect(toggleSort(down, 'name', true)).toEqual(up)
})
