import { configure, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { firstAddress, useAddress } from '../../stores/address.ts'
import { emptySession, useSession } from '../../stores/session.ts'
import { startFeeds } from '../../stores/feeds.ts'
import type { Scenario } from '../../testing/devCore.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { signedOut } from '../../testing/sessions.ts'
import { AuditPage } from './AuditPage.tsx'

/** A loaded machine draws slowly; nothing here is about how fast. */
configure({ asyncUtilTimeout: 10_000 })

let served: InProcessCore
let end: () => void = () => undefined
afterEach(() => {
  end()
  served.close()
  useSession.setState(emptySession)
})

function show(scenario: Scenario, address: Partial<typeof firstAddress> = {}): void {
  useAddress.setState({ ...firstAddress, page: 'audit', ...address })
  served = openInProcess({ scenario, machines: 20, hosts: 4 })
  end = startFeeds(served.api)
  renderInWindow(<AuditPage />, served)
}

test('shows who did what, with what libvirt told that nobody asked for', async () => {
  show('live')
  expect(await screen.findByText('60 entries')).toBeDefined()
  expect((await screen.findAllByText('something outside NovaCron')).length).toBeGreaterThan(0)
  expect(screen.getAllByText('Acted on machines: Force off').length).toBeGreaterThan(0)
})

test('a filter of the address is the core’s to answer, a wrong one is said', async () => {
  show('live', { query: 'person:otto' })
  expect(await screen.findByText('12 entries')).toBeDefined()
  expect(screen.queryByText('anna')).toBeNull()
})

test('an entry opens with its parameters and what it followed from', async () => {
  show('live', { params: { seq: '57' } })
  const panel = await screen.findByRole('region', { name: 'Entry' })
  expect(within(panel).getByText('Entry 57')).toBeDefined()
  fireEvent.click(within(panel).getByRole('button', { name: 'Followed from entry 1' }))
  expect(useAddress.getState().params).toEqual({ seq: '1' })
})

test('a whole log is said to be whole, with what to keep', async () => {
  show('live')
  fireEvent.click(await screen.findByRole('button', { name: 'Verify' }))
  expect(await screen.findByText(/The log is whole: 60 entries and 3 signatures agree/)).toBeDefined()
  expect(screen.getByText(/60:abab/)).toBeDefined()
})

test('a broken log names the first entry and leads there', async () => {
  show('mixed')
  fireEvent.click(await screen.findByRole('button', { name: 'Verify' }))
  expect(await screen.findByText('The log was changed at entry 17.')).toBeDefined()
  expect(screen.getByText(/12 entries wait to be sent to tls:\/\/logs.example.test/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Show entry 17' }))
  expect(useAddress.getState().params).toEqual({ seq: '17' })
})

test('says that nothing was recorded, and that one may not read it', async () => {
  show('empty')
  expect(await screen.findByRole('heading', { name: 'Nothing was recorded yet' })).toBeDefined()
})

test('without the right there is no list', async () => {
  useSession.setState({ state: { ...signedOut, permissions: ['app.read'], everywhere: ['app.read'] } })
  show('denied')
  expect(await screen.findByText(/This needs the right “audit.read”/)).toBeDefined()
  expect(screen.queryByText('anna')).toBeNull()
  const needs = 'You hold the right “Read the audit” nowhere.'
  const following = screen.getByRole('button', { name: 'Held' })
  expect(following).toHaveProperty('disabled', true)
  expect(following.title).toBe(needs)
  for (const name of ['Export', 'Verify'])
    expect(screen.getByRole('button', { name })).toHaveProperty('disabled', true)
  const shown = screen.getByRole('button', { name: 'Export what is shown' })
  expect(shown).toHaveProperty('disabled', true)
  expect(shown.title).toBe('Nothing is here yet that could be exported.')
})
