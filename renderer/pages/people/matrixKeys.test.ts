// @vitest-environment node
import { expect, test } from 'vitest'
import { cellAfter } from './matrixKeys.ts'

const size = { rows: 30, columns: 5 }
const press = (key: string, row: number, column: number, ctrlKey = false) => {
  const cell = cellAfter({ key, ctrlKey }, { row, column }, size)
  return cell && [cell.row, cell.column]
}

test('arrow keys stop at the edges, the heading being the first row', () => {
  expect(press('ArrowDown', 0, 2)).toEqual([1, 2])
  expect(press('ArrowUp', 0, 2)).toEqual([0, 2])
  expect(press('ArrowDown', 30, 2)).toEqual([30, 2])
  expect(press('ArrowLeft', 4, 0)).toEqual([4, 0])
  expect(press('ArrowRight', 4, 4)).toEqual([4, 4])
})

test('pages, rows and the whole are crossed at once; other keys are nobody’s', () => {
  expect(press('PageDown', 25, 1)).toEqual([30, 1])
  expect(press('PageUp', 4, 1)).toEqual([0, 1])
  expect(press('Home', 7, 3)).toEqual([7, 0])
  expect(press('End', 7, 3, true)).toEqual([30, 4])
  expect(press('Home', 7, 3, true)).toEqual([0, 0])
  expect(press('a', 7, 3)).toBeNull()
})
