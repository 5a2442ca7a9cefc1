import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SiteId } from '../../shared/ids.ts'
import { firstAddress, useAddress } from '../stores/address.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { InPlace } from './InPlace.tsx'

const never = '00000000-0000-4000-8000-000000000000' as SiteId
let served: InProcessCore
let end: () => void
beforeEach(async () => {
  useFleet.setState(emptyFleet)
  served = openInProcess({ machines: 4, hosts: 2 })
  end = startFeeds(served.api)
  await waitFor(() => expect(useFleet.getState().ready).toBe(true))
})
afterEach(() => {
  end()
  served.close()
})

const show = (id: SiteId) => {
  useAddress.setState({ ...firstAddress, scope: { kind: 'site', id } })
  renderInWindow(<InPlace>the page</InPlace>, served)
}

test('a site that never was is not known here, and the way out is the whole fleet', async () => {
  show(never)
  expect(await screen.findByRole('heading', { name: 'This site is not known here' })).toBeDefined()
  expect(screen.queryByText('the page')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Show the whole fleet' }))
  expect(screen.getByText('the page')).toBeDefined()
})

test('a site that the core knows to have been is not in the fleet any more', async () => {
  served.core.gone.add(never)
  show(never)
  expect(await screen.findByRole('heading', { name: 'This site is not in the fleet any more' })).toBeDefined()
})

test('a site that goes while its page is open is gone at once, and only where the page is about a place', () => {
  const [site] = useFleet.getState().sites
  if (!site) throw new Error('the fleet has sites')
  show(site.id)
  expect(screen.getByText('the page')).toBeDefined()
  act(() => useFleet.setState({ sites: [] }))
  expect(screen.queryByText('the page')).toBeNull()
  act(() => useAddress.setState({ page: 'settings' }))
  expect(screen.getByText('the page')).toBeDefined()
})
