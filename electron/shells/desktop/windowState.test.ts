import { expect, test } from 'vitest'
import { FIRST_SIZE, MIN_SIZE, parseWindowState, placeWindow } from './windowState.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const screen = { x: 1440, y: 0, width: 2560, height: 1440 }

test('opens where it was', () => {
  const bounds = { x: 1600, y: 100, width: 1800, height: 1200 }
  expect(placeWindow(bounds, [laptop, screen])).toEqual(bounds)
})

test('a display that is gone takes its place with it, not the window', () => {
  const bounds = { x: 1600, y: 100, width: 1800, height: 1200 }
  expect(placeWindow(bounds, [laptop])).toEqual({ width: 1440, height: 875 })
})

test('a window whose top edge nobody can reach is placed anew', () => {
  expect(placeWindow({ x: 100, y: -600, width: 1000, height: 700 }, [laptop])).toEqual({
    width: 1000,
    height: 700,
  })
  expect(placeWindow({ x: -950, y: 100, width: 1000, height: 700 }, [laptop])).not.toHaveProperty('x')
  expect(placeWindow({ x: -800, y: 100, width: 1000, height: 700 }, [laptop])).toHaveProperty('x', -800)
})

test('is never larger than its display, nor smaller than the interface needs', () => {
  expect(placeWindow({ x: 0, y: 25, width: 4000, height: 3000 }, [laptop])).toMatchObject({
    width: 1440,
    height: 875,
  })
  expect(placeWindow({ x: 0, y: 25, width: 10, height: 10 }, [laptop])).toMatchObject(MIN_SIZE)
})

test('the first window has the designed size as far as it fits', () => {
  expect(placeWindow(null, [screen])).toEqual(FIRST_SIZE)
  expect(placeWindow(null, [])).toEqual(FIRST_SIZE)
})

test('reads what it wrote, and nothing of what it did not', () => {
  const state = {
    bounds: { x: -5, y: 3, width: 900, height: 700 },
    maximised: true,
    fullScreen: false,
    address: '#/machines?where=a',
  }
  expect(parseWindowState(state)).toEqual(state)
  expect(parseWindowState(null)).toEqual({
    bounds: null,
    maximised: false,
    fullScreen: false,
    address: null,
  })
  expect(
    parseWindowState({ bounds: { x: 'a' }, maximised: 'yes', address: 'https://evil.example/' }),
  ).toEqual(parseWindowState(null))
})
