import { expect, test } from 'vitest'
import { arrange, nothingFolded, type Folds, foldToggled } from './arrange.ts'
import { textColumn } from '../list/columns.tsx'
import { activeRowKey, groupStep } from './groupKeys.ts'

interface Row {
  key: string
  host: string
  state: string
}
const columns = [
  textColumn<Row>('host', 'Host', 100, row => row.host),
  textColumn<Row>('state', 'State', 100, row => row.state),
]
const rows: Row[] = [
  { key: 'a', host: 'h1', state: 'on' },
  { key: 'b', host: 'h1', state: 'off' },
  { key: 'c', host: 'h2', state: 'on' },
]
const lines = (folds: Folds = nothingFolded) =>
  arrange(rows, columns, { sort: [], group: ['host', 'state'], folds })
const press = (key: string, active: string, folds?: Folds, cell: string | null = null) =>
  groupStep(
    { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
    lines(folds),
    active,
    cell,
  )
const h1 = 'group\u0000h1'
const h1off = `${h1}\u0000off`

test('forward unfolds, then steps in; back folds, then goes out', () => {
  const folded = foldToggled(nothingFolded, h1)
  expect(press('ArrowRight', h1, folded)).toEqual({ fold: h1 })
  expect(press('ArrowRight', h1)).toEqual({ to: h1off })
  expect(press('ArrowLeft', h1)).toEqual({ fold: h1 })
  expect(press('ArrowLeft', h1off, foldToggled(nothingFolded, h1off))).toEqual({ to: h1 })
  expect(press('ArrowLeft', h1, folded)).toEqual({ to: h1 })
})

test('back on a whole row goes to its heading; within its cells it is the cells’', () => {
  expect(press('ArrowLeft', 'b')).toEqual({ to: h1off })
  expect(press('ArrowLeft', 'b', nothingFolded, 'host')).toBeNull()
  expect(press('ArrowRight', 'b')).toBeNull()
})

test('Enter and Space fold a heading, and are a row’s own on a row', () => {
  expect(press('Enter', h1)).toEqual({ fold: h1 })
  expect(press(' ', h1)).toEqual({ fold: h1 })
  expect(press('Enter', 'a')).toBeNull()
  expect(press('ArrowLeft', 'gone')).toBeNull()
})

test('a heading is no row', () => {
  expect([activeRowKey(h1), activeRowKey('a'), activeRowKey(null)]).toEqual([null, 'a', null])
})
