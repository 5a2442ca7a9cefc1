import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { BarCell } from './BarCell.tsx'
import { geometryOf } from './geometry.ts'

/** How much of its track a bar takes, in percent. */
function filled(bar: { value: number | null; of: number | null; promised?: number }): number {
  const { container, unmount } = render(<BarCell {...bar} plain />)
  const width = container.querySelector<HTMLElement>('[class*="used"]')?.style.inlineSize ?? ''
  unmount()
  return Number.parseFloat(width || '0')
}

test('bars below each other have one scale, whatever is promised of each', () => {
  expect(filled({ value: 60, of: 100 })).toBe(60)
  expect(filled({ value: 99, of: 100, promised: 400 })).toBe(99)
  expect(filled({ value: 120, of: 100, promised: 400 })).toBe(100)
  expect(filled({ value: null, of: 100, promised: 50 })).toBe(0)
  expect(filled({ value: 1, of: 0 })).toBe(0)
})

test('only what is promised beyond the whole is hatched, with a mark where the whole ends', () => {
  const marks = (promised: number) => {
    const { container, unmount } = render(<BarCell value={50} of={100} promised={promised} plain />)
    const over = container.querySelector<HTMLElement>('[class*="over"]')?.style.inlineSize
    const whole = container.querySelector<HTMLElement>('[class*="whole"]')?.hidden
    unmount()
    return [Number.parseFloat(over || '0'), whole]
  }
  expect(marks(100)).toEqual([0, true])
  expect(marks(101)).toEqual([100, false])
})

test('charts below each other have their lines in one place, and narrow ones the whole room', () => {
  const room = (width: number) => {
    const { left, width: lines } = geometryOf({ width, height: 132 }, 0, 1)
    return { left, end: width - left - lines }
  }
  expect(room(900)).toEqual(room(600))
  expect(room(900).end).toBeGreaterThan(room(250).end)
  expect(room(250).left).toBe(room(900).left)
})
