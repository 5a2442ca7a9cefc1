import { notificationsStore } from '@mantine/notifications'
import { configure, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { firstAddress, useAddress } from '../../stores/address.ts'
import { startFeeds } from '../../stores/feeds.ts'
import type { Scenario } from '../../testing/devCore.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { ChangesPage } from './ChangesPage.tsx'

/** A loaded machine draws slowly; nothing here is about how fast. */
configure({ asyncUtilTimeout: 10_000 })

let served: InProcessCore
let end: () => void = () => undefined
afterEach(() => {
  end()
  served.close()
})

function show(scenario: Scenario, since: string): void {
  useAddress.setState({ ...firstAddress, page: 'changes', params: { since } })
  served = openInProcess({ scenario, machines: 20, hosts: 4 })
  end = startFeeds(served.api)
  renderInWindow(<ChangesPage />, served)
}

test('says how many of which kind since then, and a later time shows fewer', async () => {
  show('live', '24h')
  expect(await screen.findByText('12 changes')).toBeDefined()
  expect(await screen.findByRole('button', { name: 'States 6' })).toBeDefined()
  fireEvent.change(screen.getByRole('combobox', { name: 'Show changes since' }), { target: { value: '1h' } })
  expect(useAddress.getState().params).toEqual({ since: '1h' })
  // The made-up changes are an hour apart: the second may just be in.
  expect(await screen.findByText(/^[12] changes?$/)).toBeDefined()
})

test('says since when nothing changed', async () => {
  show('empty', '24h')
  expect(await screen.findByRole('heading', { name: 'Nothing changed' })).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Look back 7 days' }))
  expect(useAddress.getState().params).toEqual({ since: '7d' })
})

test('says of which hosts the newest is not known', async () => {
  show('offline', '24h')
  expect(await screen.findByText(/4 hosts are not live: of .*kvm1/)).toBeDefined()
})

test('says what is wrong once, in place of the list', async () => {
  // Fetched before, so that what is told would be there by then.
  await import('../../stores/notices.ts')
  show('broken', '24h')
  expect(await screen.findByRole('heading', { name: 'The inventory could not be read.' })).toBeDefined()
  await vi.dynamicImportSettled()
  expect(notificationsStore.getState().notifications).toEqual([])
})
