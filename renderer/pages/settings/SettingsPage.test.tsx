import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstAddress, go, useAddress } from '../../stores/address.ts'
import { startFeeds } from '../../stores/feeds.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { useView } from '../../stores/view.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { SettingsPage } from './SettingsPage.tsx'

let served: InProcessCore
let end: () => void
beforeEach(() => {
  useAddress.setState({ ...firstAddress, page: 'settings' })
  useShortcuts.setState({ keys: {}, pages: [] })
  useView.setState({ startPage: 'last', density: 'comfortable' })
  served = openInProcess({ machines: 6, hosts: 3 })
  end = startFeeds(served.api)
})
afterEach(() => {
  end()
  served.close()
})
const open = (tab: string) => {
  go({ tab })
  renderInWindow(<SettingsPage />, served)
}

test('sections have addresses, and an unknown one is the first', () => {
  open('nonsense')
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('General')
  fireEvent.click(screen.getByRole('link', { name: 'Data' }))
  expect(useAddress.getState().tab).toBe('data')
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Data')
})

test('rows and start are the person’s; what only the desktop does is not offered elsewhere', async () => {
  open('general')
  fireEvent.click(screen.getByRole('radio', { name: 'Compact' }))
  expect(useView.getState().density).toBe('compact')
  await served.api.client.app.info()
  expect(screen.queryByText('Open when I log in')).toBeNull()
})

test('an option is taken over until it is set here, refused out of bounds, and given back', async () => {
  open('connections')
  const tick = await screen.findByRole('textbox', { name: 'Ask what is on screen every' })
  const save = screen.getByRole('button', { name: 'Save' })
  expect(tick).toHaveProperty('value', '2')
  expect(save).toHaveProperty('disabled', true)
  fireEvent.change(tick, { target: { value: '0.1' } })
  expect(screen.getByRole('alert').textContent).toBe('Between 0.5 and 600')
  expect(save).toHaveProperty('disabled', true)
  fireEvent.change(tick, { target: { value: 'x' } })
  expect(screen.getByRole('alert').textContent).toBe('Type a number')
  fireEvent.change(tick, { target: { value: '2,5' } })
  fireEvent.click(save)
  await waitFor(() => expect(served.core.settings.get('dev.connectionDefaults')).toEqual({ tickMs: 2500 }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true))
  const inherit = screen.getByRole('button', { name: 'Inherit Ask what is on screen every' })
  expect(screen.getByText('Inherited: 2 s')).toBeDefined()
  fireEvent.click(inherit)
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(served.core.settings.get('dev.connectionDefaults')).toEqual({}))
})

test('says what is stored of each host, and looks it over when asked', async () => {
  open('data')
  expect(await screen.findByText('3 hosts')).toBeDefined()
  expect(screen.getByText('/home/ops/.local/share/novacron')).toBeDefined()
  expect(screen.getAllByRole('button', { name: /^Forget kvm/ })).toHaveLength(3)
  fireEvent.click(screen.getByRole('button', { name: 'Look it over' }))
  expect(await screen.findByText('Every page of the database is sound.')).toBeDefined()
})

test('keys are changed by pressing others, and say what else they mean', () => {
  open('shortcuts')
  fireEvent.click(screen.getByRole('button', { name: 'Change the keys of “All shortcuts”' }))
  const field = screen.getByRole('textbox', { name: 'Change the keys of “All shortcuts”' })
  fireEvent.keyDown(field, { key: 'b', ctrlKey: true })
  expect(useShortcuts.getState().keys).toEqual({ help: 'Mod+B' })
  expect(screen.getByText('Also means: Show or hide sites and hosts')).toBeDefined()
  expect(screen.getByText('2 shortcuts mean two things.')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Reset all' }))
  expect(screen.queryByText(/^Also means/)).toBeNull()
})

test('two strokes are a sequence; Esc leaves the keys alone', () => {
  open('shortcuts')
  const change = () => {
    fireEvent.click(screen.getByRole('button', { name: 'Change the keys of “Filter the list”' }))
    return screen.getByRole('textbox', { name: 'Change the keys of “Filter the list”' })
  }
  fireEvent.keyDown(change(), { key: 'Escape' })
  expect(useShortcuts.getState().keys).toEqual({})
  const field = change()
  fireEvent.keyDown(field, { key: 'x' })
  fireEvent.keyDown(field, { key: 'f' })
  expect(useShortcuts.getState().keys).toEqual({ filter: 'X F' })
})

test('what others wrote is listed with its licence and found by name', async () => {
  open('about')
  expect(await screen.findByText('0.1.0')).toBeDefined()
  fireEvent.change(screen.getByRole('textbox', { name: 'Find a package' }), { target: { value: 'zod' } })
  const table = within(screen.getByRole('table'))
  expect(table.getAllByRole('row')).toHaveLength(2)
  expect(table.getByRole('rowheader', { name: 'zod' })).toBeDefined()
})

test('says which browsers are signed in, and signs another one out', async () => {
  const browser = { openedAtMs: Date.now() - 3_600_000, lastSeenMs: Date.now(), windows: 1 }
  served.core.browsers.set('own', { ...browser, id: 'own', browser: 'Firefox/140', isOwn: true })
  served.core.browsers.set('far', { ...browser, id: 'far', browser: null, isOwn: false })
  open('data')
  const group = await screen.findByRole('region', { name: 'Signed-in browsers' })
  expect(within(group).getByText('This browser')).toBeTruthy()
  expect(within(group).getByText('It says nothing of itself.')).toBeTruthy()
  fireEvent.click(within(group).getByRole('button', { name: 'Sign out' }))
  await waitFor(() => expect(within(group).queryByRole('button', { name: 'Sign out' })).toBeNull())
  expect([...served.core.browsers.keys()]).toEqual(['own'])
})
