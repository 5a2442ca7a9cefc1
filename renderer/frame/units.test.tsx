import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtInUnits } from '../../shared/unitChoices.ts'
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
