import { render } from '@testing-library/react'
import { act } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ListItem } from './arrange.ts'
import type { CellLine } from './column.ts'
import { LineLayer } from './LineLayer.tsx'

interface Row {
  key: string
}

/** What was drawn and wiped, as far down as where it stands. */
let strokes: number[]
let wiped: [number, number][]
let path: number[]
beforeEach(() => {
  strokes = []
  wiped = []
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 0))
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
    return {
      canvas: this,
      clearRect: (_x: number, y: number, _w: number, h: number) => wiped.push([y, h]),
      beginPath: () => {
        path = []
      },
      moveTo: (_x: number, y: number) => path.push(y),
      lineTo: (_x: number, y: number) => path.push(y),
      stroke: () => strokes.push(Math.max(...path)),
      fill: () => {},
    } as unknown as CanvasRenderingContext2D
  } as unknown as typeof HTMLCanvasElement.prototype.getContext)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const listeners = new Set<() => void>()
let values: Record<string, readonly (number | null)[]>
const line: CellLine<Row> = {
  values: ({ key }) => values[key] ?? [],
  listen: listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  max: 100,
  color: '#123456',
  capacity: 4,
  beside: 50,
}
const row = (key: string): ListItem<Row> => ({ kind: 'row', key, row: { key } })
const heading = { kind: 'group', key: 'g' } as ListItem<Row>

const Layer = (props: {
  items: ListItem<Row>[]
  first?: number
  last?: number
  width?: number
  box?: HTMLElement
}) => (
  <LineLayer
    line={line}
    items={props.items}
    first={props.first ?? 0}
    last={props.last ?? props.items.length - 1}
    rowHeight={32}
    at={300}
    width={props.width ?? 134}
    covered={236}
    top={30}
    scroller={{ current: props.box ?? null }}
  />
)
const drawnRows = () => strokes.map(y => Math.floor(y / 32))
const heard = async () => {
  for (const each of listeners) each()
  await act(() => new Promise(resolve => setTimeout(resolve, 5)))
}

test('each row has its line at its own height, headings and rows without samples have none', () => {
  values = { a: [0, 10], b: [], c: [0, 50, null, 20] }
  const { container } = render(<Layer items={[row('a'), heading, row('b'), row('c')]} />)
  // The third one is cut in two by what was not measured.
  expect(drawnRows()).toEqual([0, 3, 3])
  const canvas = container.querySelector('canvas')
  expect(canvas?.height).toBe(4 * 32)
  expect(canvas?.width).toBe(134 - 20 - 50)
  expect(canvas?.style.insetInlineStart).toBe('310px')
  expect(canvas?.getAttribute('aria-hidden')).toBe('true')
})

test('a sample draws its own row again and no other, whatever number of them come before the next picture', async () => {
  values = { a: [1], b: [2], c: [3] }
  const { unmount } = render(<Layer items={[row('a'), row('b'), row('c')]} />)
  strokes = []
  wiped = []
  values = { ...values, b: [2, 4] }
  for (const each of listeners) each()
  await heard()
  expect(drawnRows()).toEqual([1])
  expect(wiped).toHaveLength(1)
  expect(wiped[0]?.[0]).toBeGreaterThanOrEqual(32)
  expect((wiped[0]?.[0] ?? 0) + (wiped[0]?.[1] ?? 0)).toBeLessThanOrEqual(64)
  // A machine that stopped has its line taken away.
  strokes = []
  values = { ...values, c: [] }
  await heard()
  expect(strokes).toEqual([])
  expect(wiped).toHaveLength(2)
  unmount()
  expect(listeners.size).toBe(0)
})

test('where the window is zoomed, the next sample of any row draws all of them, as sharp as the screen is', async () => {
  values = { a: [1], b: [2] }
  const { container } = render(<Layer items={[row('a'), row('b')]} />)
  strokes = []
  vi.stubGlobal('devicePixelRatio', 2)
  await heard()
  expect(strokes).toHaveLength(2)
  expect(container.querySelector('canvas')?.width).toBe(2 * (134 - 20 - 50))
})

test('scrolled rows are drawn from the first one that is there', () => {
  values = { a: [1], b: [2], c: [3] }
  const items = [row('a'), row('b'), row('c')]
  const { container, rerender } = render(<Layer items={items} last={1} />)
  strokes = []
  rerender(<Layer items={items} first={1} last={2} />)
  expect(drawnRows()).toEqual([0, 1])
  expect(container.querySelector('canvas')?.style.transform).toBe('translateY(62px)')
})

test('it hides under the columns that stay when the list is scrolled sideways', () => {
  values = { a: [1] }
  const box = document.createElement('div')
  const { container } = render(<Layer items={[row('a')]} box={box} />)
  const canvas = container.querySelector('canvas')
  expect(canvas?.style.clipPath).toBe('')
  box.scrollLeft = 90
  box.dispatchEvent(new Event('scroll'))
  expect(canvas?.style.clipPath).toBe('inset(0px 0px 0px 16px)')
  box.scrollLeft = 0
  box.dispatchEvent(new Event('scroll'))
  expect(canvas?.style.clipPath).toBe('inset(0px)')
})

test('a column too narrow for it has no line', () => {
  values = { a: [1] }
  const { container } = render(<Layer items={[row('a')]} width={80} />)
  expect(container.querySelector('canvas')).toBeNull()
})
