import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtInUnits } from '../../shared/unitChoices.ts'
import type { ChartSeries } from '../components/chart/series.ts'
import { TimeChart } from '../components/chart/TimeChart.tsx'
import { firstAddress, useAddress } from '../stores/address.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { setView } from '../stores/view.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { Frame } from './Frame.tsx'

let served: InProcessCore
let end: () => void
beforeEach(() => {
  useFleet.setState(emptyFleet)
  useAddress.setState({ ...firstAddress, page: 'overview' })
  served = openInProcess({ scenario: 'mixed', machines: 20, hosts: 8 })
  end = startFeeds(served.api)
})
afterEach(() => {
  act(() => setView(builtInUnits))
  end()
  served.close()
})
/** The page and its words are fetched first. */
const lazily = { timeout: 15_000 }
const page = () => screen.getByRole('main').textContent

test('a page that is open is written anew in the units that were chosen, all of it', async () => {
  renderInWindow(<Frame />, served)
  await waitFor(() => expect(page()).toMatch(/\d TiB|\d GiB/), lazily)
  act(() => setView({ sizes: 'decimal' }))
  await waitFor(() => expect(page()).toMatch(/\d TB|\d GB/), lazily)
  expect(page()).not.toMatch(/[KMGT]iB/)
})

test('what another window chooses leaves alone what somebody is doing here', async () => {
  useAddress.setState({ ...firstAddress, page: 'hosts' })
  renderInWindow(<Frame />, served)
  const grid = await screen.findByRole('grid', {}, lazily)
  await waitFor(() => expect(grid.textContent).toMatch(/\d GiB/), lazily)
  fireEvent.click(within(grid).getAllByRole('checkbox')[1] ?? grid)
  const chosen = () => grid.querySelectorAll('[aria-selected=true]').length
  await waitFor(() => expect(chosen()).toBe(1))
  const filter = screen.getByPlaceholderText(/^Filter/)
  filter.focus()
  grid.dataset.here = 'still'
  act(() => setView({ sizes: 'decimal' }))
  await waitFor(() => expect(grid.textContent).toMatch(/\d GB/))
  expect(grid.textContent).not.toMatch(/[KMGT]iB/)
  expect(screen.getByRole('grid').dataset.here).toBe('still')
  expect(chosen()).toBe(1)
  expect(document.activeElement).toBe(filter)
})

test('charts are written anew without being put away', async () => {
  const samples = Array.from({ length: 30 }, (_, at) => ({ atMs: at * 1_000, bytes: 3 * 2 ** 30 }))
  const series: ChartSeries<(typeof samples)[number]>[] = [
    { id: 'used', name: 'Used', value: sample => sample.bytes },
  ]
  renderInWindow(<TimeChart title="Memory" samples={samples} series={series} scale="bytes" />, served)
  const figure = screen.getByRole('figure')
  expect(figure.textContent).toContain('GiB')
  act(() => setView({ sizes: 'decimal' }))
  await waitFor(() => expect(figure.textContent).toContain('GB'))
  expect(figure.textContent).not.toContain('GiB')
})
