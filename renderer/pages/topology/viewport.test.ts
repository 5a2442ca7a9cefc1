import { expect, test } from 'vitest'
import { fitWhole, fitWidth, held, reveal, SCALE_MAX, seen, zoomAt } from './viewport.ts'

const window = { width: 800, height: 600 }

test('zooming keeps the point under the pointer, within bounds', () => {
  const view = zoomAt({ x: 10, y: 20, scale: 1 }, { x: 110, y: 220 }, 2)
  expect(view).toEqual({ scale: 2, x: -90, y: -180 })
  // The point (100, 200) of the picture was and is under the pointer.
  expect(100 * view.scale + view.x).toBe(110)
  expect(zoomAt({ x: 0, y: 0, scale: 2 }, { x: 0, y: 0 }, 100).scale).toBe(SCALE_MAX)
})

test('fits what is too large, leaves what is small at life size, and stands in the middle', () => {
  const large = fitWhole({ width: 7520, height: 1000 }, window)
  expect(large.scale).toBeCloseTo(0.1)
  expect(fitWhole({ width: 100, height: 100 }, window)).toEqual({ scale: 1, x: 350, y: 250 })
  expect(fitWhole({ width: 0, height: 0 }, window).scale).toBe(1)
  expect(fitWidth({ width: 1000, height: 90_000 }, window)).toMatchObject({ scale: 0.85, y: 24 })
  expect(fitWidth({ width: 800, height: 90_000 }, window)).toMatchObject({ scale: 0.94, y: 24 })
})

test('reveals with the smallest move', () => {
  const view = { x: 0, y: 0, scale: 1 }
  expect(reveal(view, { x: 100, y: 100, width: 50, height: 20 }, window)).toEqual(view)
  expect(reveal(view, { x: 900, y: -10, width: 50, height: 20 }, window)).toEqual({
    x: -174,
    y: 34,
    scale: 1,
  })
})

test('what is seen changes tile by tile', () => {
  const one = seen({ x: 0, y: 0, scale: 1 }, window)
  expect(one).toEqual({ x: -400, y: -400, width: 1600, height: 1600 })
  expect(seen({ x: -30, y: -30, scale: 1 }, window).x).toBe(one.x)
})

test('the picture cannot be dragged out of the window', () => {
  const content = { width: 200, height: 200 }
  expect(held({ x: 5000, y: -5000, scale: 1 }, content, window)).toEqual({ x: 740, y: -140, scale: 1 })
})
