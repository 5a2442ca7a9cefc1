import { afterEach, expect, test } from 'vitest'
import { moveCell, placeOf, showCell, stepCell } from './cellCursor.ts'

const column = (id: string, pinned = false) => ({
  column: {
    id,
    header: id,
    width: 100,
    pinned,
    cell: () => null,
    text: () => '',
    sortValue: () => null,
  },
  width: 100,
})
const visible = [column('name', true), column('a'), column('b'), column('c')]
const columns = visible.map(each => each.column)
const key = (name: string, more = {}) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

afterEach(() => document.documentElement.removeAttribute('dir'))

test('steps from the whole row through its cells and back', () => {
  expect(stepCell(columns, null, 1)).toBe('name')
  expect(stepCell(columns, 'c', 1)).toBe('c')
  expect(stepCell(columns, 'name', -1)).toBeNull()
  const went: (string | null)[] = []
  expect(moveCell(key('ArrowRight'), columns, 'a', to => went.push(to))).toBe(true)
  expect(moveCell(key('ArrowRight', { shiftKey: true }), columns, 'a', to => went.push(to))).toBe(false)
  expect(moveCell(key('x'), columns, 'a', to => went.push(to))).toBe(false)
  document.documentElement.dir = 'rtl'
  moveCell(key('ArrowRight'), columns, 'a', to => went.push(to))
  expect(went).toEqual(['b', 'name'])
})

test('scrolls a cell into sight beside the pinned one, whichever way lines run', () => {
  const scroller = document.createElement('div')
  Object.defineProperty(scroller, 'clientWidth', { value: 300 })
  showCell(scroller, visible, 'c')
  expect(scroller.scrollLeft).toBe(136)
  showCell(scroller, visible, 'a')
  expect(scroller.scrollLeft).toBe(0)
  document.documentElement.dir = 'rtl'
  showCell(scroller, visible, 'c')
  expect(scroller.scrollLeft).toBe(-136)
  expect(placeOf(visible, 'b')).toEqual({ at: 236, width: 100 })
  expect(placeOf(visible, 'gone')).toEqual({ at: 0, width: 0 })
})
