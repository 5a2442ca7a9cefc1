import { MantineProvider } from '@mantine/core'
import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { ChartGroup } from './chartGroup.tsx'
import type { ChartSeries } from './series.ts'
import { TimeChart } from './TimeChart.tsx'

/** jsdom lays nothing out: whoever watches an element's size is told this one. */
class OneSize {
  readonly #tell: ResizeObserverCallback
  constructor(callback: ResizeObserverCallback) {
    this.#tell = callback
  }
  observe(target: Element) {
    const box = { inlineSize: 400, blockSize: 132 }
    const boxes = { borderBoxSize: [box], contentBoxSize: [box], devicePixelContentBoxSize: [box] }
    this.#tell([{ target, contentRect: new DOMRect(0, 0, 400, 132), ...boxes }], this)
  }
  unobserve() {}
  disconnect() {}
}

interface Sample {
  atMs: number
  read: number | null
  write: number | null
}
const series: ChartSeries<Sample>[] = [
  { id: 'read', name: 'Read', color: 'red', value: sample => sample.read },
  { id: 'write', name: 'Written', color: 'blue', value: sample => sample.write },
]
const start = Date.now() - 60_000
const MiB = 1024 ** 2
const samples: Sample[] = Array.from({ length: 60 }, (_, index) => ({
  atMs: start + index * 1000,
  read: index * MiB,
  write: index === 30 ? null : MiB,
}))
const chart = (title: string, all: readonly Sample[] = samples) => (
  <TimeChart title={title} note="all disks" samples={all} series={series} scale="rate" />
)
const inGroup = (children: React.ReactNode) => (
  <MantineProvider env="test">
    <ChartGroup>{children}</ChartGroup>
  </MantineProvider>
)
/** Draws charts and waits until they know their size. */
const show = async (children: React.ReactNode) => {
  render(inGroup(children))
  await screen.findAllByRole('slider')
}
const slider = (name: string) => screen.getByRole('slider', { name })

beforeEach(() => vi.stubGlobal('ResizeObserver', OneSize))

test('writes the unit once, the last values, and the same data as a table', async () => {
  await show(chart('Disk'))
  const figure = screen.getByRole('figure')
  expect(within(figure).getByText('all disks, MiB/s')).toBeDefined()
  expect(within(figure).getAllByText('59 MiB/s').length).toBeGreaterThan(1)
  const table = screen.getByRole('table', { name: 'Disk as a table' })
  const rows = within(table).getAllByRole('row')
  expect(rows).toHaveLength(31)
  expect(rows.at(-1)?.textContent).toContain('59 MiB/s1 MiB/s')
  expect(slider('Disk').getAttribute('aria-valuetext')).toContain('Read: 59 MiB/s')
})

test('the cursor is shared, and the arrow keys move it', async () => {
  await show(
    <>
      {chart('Disk')}
      {chart('Network')}
    </>,
  )
  fireEvent.keyDown(slider('Disk'), { key: 'Home' })
  expect(slider('Disk').getAttribute('aria-valuetext')).toContain('Read: 0 MiB/s')
  expect(slider('Network').getAttribute('aria-valuetext')).toContain('Read: 0 MiB/s')
  fireEvent.keyDown(slider('Network'), { key: 'ArrowRight' })
  expect(slider('Disk').getAttribute('aria-valuetext')).toContain('Read: 1 MiB/s')
  fireEvent.keyDown(slider('Disk'), { key: 'Escape' })
  expect(slider('Network').getAttribute('aria-valuetext')).toContain('Read: 59 MiB/s')
})

test('a range chosen in one is shown in all, and goes back to the whole', async () => {
  await show(
    <>
      {chart('Disk')}
      {chart('Network')}
    </>,
  )
  const span = (name: string) =>
    Number(slider(name).getAttribute('aria-valuemax')) - Number(slider(name).getAttribute('aria-valuemin'))
  expect(span('Disk')).toBe(59_000)
  fireEvent.keyDown(slider('Disk'), { key: 'Home' })
  for (let step = 0; step < 10; step += 1)
    fireEvent.keyDown(slider('Disk'), { key: 'ArrowRight', shiftKey: true })
  fireEvent.keyDown(slider('Disk'), { key: 'Enter' })
  expect([span('Disk'), span('Network')]).toEqual([10_000, 10_000])
  fireEvent.click(screen.getAllByRole('button', { name: 'Whole range' })[1] as HTMLElement)
  expect([span('Disk'), span('Network')]).toEqual([59_000, 59_000])
})

test('dragging chooses a range, a slip of the hand does not', async () => {
  await show(chart('Disk'))
  const overlay = slider('Disk')
  overlay.setPointerCapture = () => {}
  const drag = (from: number, to: number) => {
    fireEvent.pointerDown(overlay, { button: 0, clientX: from })
    fireEvent.pointerMove(overlay, { clientX: to })
    fireEvent.pointerUp(overlay, { clientX: to })
  }
  drag(100, 103)
  expect(screen.queryByRole('button', { name: 'Whole range' })).toBeNull()
  drag(300, 100)
  expect(screen.getByRole('button', { name: 'Whole range' })).toBeDefined()
})

test('says that there is nothing yet, and takes the first samples at once', () => {
  const { rerender } = render(inGroup(chart('Disk', [])))
  expect(screen.getByText('No samples yet')).toBeDefined()
  act(() => rerender(inGroup(chart('Disk', samples.slice(0, 2)))))
  expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(3)
})
