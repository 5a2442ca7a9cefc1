import { configure, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { firstAddress, useAddress } from '../../stores/address.ts'
import { startFeeds } from '../../stores/feeds.ts'
import { emptyFleet, useFleet } from '../../stores/fleet.ts'
import type { Scenario } from '../../testing/devCore.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { OverviewPage } from './OverviewPage.tsx'

/** A loaded machine draws slowly; nothing here is about how fast. */
configure({ asyncUtilTimeout: 10_000 })

let served: InProcessCore
let end: () => void = () => undefined
afterEach(() => {
  end()
  served.close()
})

function show(scenario: Scenario): void {
  useFleet.setState(emptyFleet)
  useAddress.setState({ ...firstAddress, page: 'overview' })
  served = openInProcess({ scenario, machines: 20, hosts: 8 })
  end = startFeeds(served.api)
  renderInWindow(<OverviewPage />, served)
}

test('shows its shape while it comes, then what is wrong first', async () => {
  show('mixed')
  expect(screen.getByRole('status', { name: 'Loading the overview' })).toBeDefined()
  const attention = await screen.findByRole('region', { name: 'Needs attention' })
  const down = within(attention).getAllByRole('listitem')[0]
  expect(down?.textContent).toMatch(/Urgent.*kvm\d.*Diagnose/)
  const headings = screen.getAllByRole('heading', { level: 2 }).map(each => each.textContent)
  expect(headings).toEqual(['Needs attention', 'How full are we', 'Who uses most', 'Hosts'])
  expect(screen.getByText(/1\.56 × over-committed/)).toBeDefined()
})

test('what was promised to machines of lost hosts says that it is as last seen', async () => {
  show('offline')
  const capacity = await screen.findByRole('region', { name: 'How full are we' })
  expect(within(capacity).getAllByText(/machines as last seen/)).toHaveLength(2)
})

test('says so when all is well', async () => {
  show('live')
  expect(await screen.findByText('Nothing needs attention')).toBeDefined()
})

test('teaches the first step where there is no host', async () => {
  show('empty')
  expect(await screen.findByRole('button', { name: 'Find hosts' })).toBeDefined()
})

test.each([
  ['denied', 'You may not see machines.'],
  ['broken', 'The inventory could not be read.'],
] as const)('%s', async (scenario, words) => {
  show(scenario)
  expect(await screen.findByRole('heading', { name: words })).toBeDefined()
})

test('another part of the fleet is another picture', async () => {
  show('live')
  await screen.findByText('8 of 8 hosts live', { exact: false })
  const [host] = useFleet.getState().hosts.keys()
  if (!host) throw new Error('a host')
  useAddress.setState({ scope: { kind: 'host', id: host } })
  await waitFor(() => expect(screen.getByText('1 of 1 host live')).toBeDefined())
})
