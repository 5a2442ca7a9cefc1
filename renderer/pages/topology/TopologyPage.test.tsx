import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { firstAddress, useAddress } from '../../stores/address.ts'
import type { Scenario } from '../../testing/devCore.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { NetworksPage } from '../networks/NetworksPage.tsx'
import { StoragePage } from '../storage/StoragePage.tsx'
import { TopologyPage } from './TopologyPage.tsx'

let served: InProcessCore | null = null
afterEach(() => {
  cleanup()
  served?.close()
  served = null
  useAddress.setState(firstAddress)
})

const draw = (page: React.ReactElement, scenario: Scenario) => {
  served = openInProcess({ scenario, hosts: 2, machines: 6 })
  renderInWindow(page, served)
}

test.each([
  ['storage', <StoragePage key="s" />, 'No pools are known yet'],
  ['networks', <NetworksPage key="n" />, 'No virtual networks are known yet'],
  ['topology', <TopologyPage key="t" />, 'Nothing to draw yet'],
])('%s: loading, then empty with the next step', async (_name, page, title) => {
  draw(page, 'empty')
  expect(screen.getAllByRole('status').length).toBeGreaterThan(0)
  expect(await screen.findByRole('heading', { name: title })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Add host' })).toBeTruthy()
})

test.each([
  ['storage', <StoragePage key="s" />],
  ['networks', <NetworksPage key="n" />],
  ['topology', <TopologyPage key="t" />],
])('%s: who may not see it is told which right is missing', async (_name, page) => {
  draw(page, 'denied')
  expect(await screen.findByText('You may not see machines.')).toBeTruthy()
  expect(screen.getByText(/the right “domain.read”/)).toBeTruthy()
})

test('the tree holds what the picture holds', async () => {
  useAddress.setState({ ...firstAddress, page: 'topology', tab: 'tree' })
  draw(<TopologyPage />, 'live')
  expect(await screen.findByRole('tree', { name: 'Tree of the fleet' })).toBeTruthy()
  expect(screen.getByText('2 hosts')).toBeTruthy()
})
