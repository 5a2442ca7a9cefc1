import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstAddress, go, useAddress } from '../../stores/address.ts'
import { startFeeds } from '../../stores/feeds.ts'
import { dropDrafts, keepDrafts } from '../../stores/drafts.ts'
import { emptySession, startSession, useSession } from '../../stores/session.ts'
import type { PeopleScenario } from '../../testing/devPersons.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { proposedPassphrase } from './GivenPassphrase.tsx'
import { PeoplePage } from './PeoplePage.tsx'

let served: InProcessCore
let ends: (() => void)[]
beforeEach(() => {
  useSession.setState(emptySession)
  useAddress.setState({ ...firstAddress, page: 'people' })
})
afterEach(() => {
  dropDrafts()
  for (const end of ends) end()
  served.close()
})
const show = async (people: PeopleScenario, tab: string | null = null) => {
  served = openInProcess({ machines: 20, hosts: 4, people })
  ends = [startSession(served.api), startFeeds(served.api)]
  go({ tab })
  await waitFor(() => expect(useSession.getState().state).not.toBeNull())
  renderInWindow(<PeoplePage />, served)
}
const press = (name: string | RegExp, inside: HTMLElement = document.body) =>
  fireEvent.click(within(inside).getByRole('button', { name }))

/** What the window does of it: what is typed is kept, the page goes, and comes for the same person. */
function lockAndReturn(): void {
  const { state } = useSession.getState()
  if (!state?.person) throw new Error('nobody is in')
  keepDrafts(state.person.id)
  cleanup()
  renderInWindow(<PeoplePage />, served)
}

test('a folder that nobody set up teaches what people are good for', async () => {
  await show('none')
  expect(screen.getByRole('heading', { name: 'Nobody has set up people' })).toBeTruthy()
})

test('who may not see people is told so, with what to ask for', async () => {
  await show('operator')
  expect(await screen.findByRole('heading', { name: 'You may not see people.' })).toBeTruthy()
  // The page keeps its title over what went wrong.
  expect(screen.getByRole('heading', { name: 'People and roles' })).toBeTruthy()
})

test('people are listed with groups, roles and state; one is added with a passphrase to be changed', async () => {
  await show('people')
  const grid = await screen.findByRole('grid', { name: 'People' })
  await within(grid).findByText('Disabled')
  expect(within(grid).getByText('Must choose a passphrase')).toBeTruthy()
  press('Add person')
  const dialog = await screen.findByRole('dialog')
  fireEvent.change(within(dialog).getByRole('textbox', { name: /^Name/ }), { target: { value: 'kay' } })
  press('Propose one', dialog)
  const add = within(dialog).getByRole('button', { name: 'Add person' })
  await waitFor(() => expect(add).toHaveProperty('disabled', false))
  fireEvent.click(add)
  await waitFor(() => expect(served.core.people.people.at(-1)).toMatchObject({ name: 'kay' }))
  expect(served.core.people.people.at(-1)?.mustChangePassphrase).toBe(true)
})

test('the matrix says in words what is granted and through what; a built-in role is copied, not changed', async () => {
  await show('people', 'roles')
  // By text: asking by role works out the name of every cell of the table.
  const row = (await screen.findByText('Reboot')).closest('tr')
  expect(row?.textContent).toContain('through Run machines')
  expect(row?.textContent).toContain('not granted')
  fireEvent.click(screen.getByLabelText('Open the role Operator'))
  await screen.findByText('The role Operator')
  expect(screen.queryByText('Save', { selector: 'button *' })).toBeNull()
  fireEvent.click(screen.getByText('Copy as a new role'))
  fireEvent.click(screen.getByLabelText('Change definitions'))
  const form = screen.getByLabelText(/^Description/).closest('form')
  if (form) fireEvent.submit(form)
  await waitFor(() => expect(served.core.people.roles.at(-1)?.name).toBe('Operator (copy)'))
  expect(served.core.people.roles.at(-1)?.permissions).toContain('domain.define')
})

test('a grant counts what it would cover before it is given, and is taken back after asking', async () => {
  await show('people', 'grants')
  const grid = await screen.findByRole('grid', { name: 'Grants' })
  await within(grid).findByText('Site fra')
  press('Grant a role')
  const dialog = await screen.findByRole('dialog', { name: 'Grant a role' })
  expect(await within(dialog).findByText(/^Covers now: 20 machines, 4 hosts, 3 sites;/)).toBeTruthy()
  fireEvent.click(within(dialog).getByRole('radio', { name: 'A site' }))
  expect(within(dialog).queryByText(/^Covers now/)).toBeNull()
  expect(within(dialog).getByRole('button', { name: 'Grant' })).toHaveProperty('disabled', true)
})

test('what hosts enforce is shown with texts to copy', async () => {
  await show('people', 'hosts')
  go({ params: { open: 'a0000000-0000-4000-8000-000000000002' } })
  expect(await screen.findByText(/polkit\.addRule/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Copy sshd lines' })).toBeTruthy()
})

test('a proposed passphrase is four groups of letters that are not mistaken, unevenness left out', () => {
  expect(proposedPassphrase()).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/)
  const bytes = Uint8Array.from([255, 0, 255, 1])
  expect(proposedPassphrase(() => bytes).startsWith('ababa-')).toBe(true)
})

test.each([
  ['people', 'Add person', /^Name/],
  ['groups', 'Add group', /^Name/],
] as const)('what was typed of a new one under %s is there after a lock', async (tab, add, field) => {
  await show('people', tab)
  await waitFor(() => expect(screen.getByRole('button', { name: add })).toHaveProperty('disabled', false))
  press(add)
  const typed = () => within(screen.getByRole('dialog')).getByRole('textbox', { name: field })
  await screen.findByRole('dialog')
  fireEvent.change(typed(), { target: { value: 'night shift' } })
  lockAndReturn()
  await screen.findByRole('dialog')
  expect(typed()).toHaveProperty('value', 'night shift')
})

test('a group that was being changed is there after a lock', async () => {
  await show('people', 'groups')
  const grid = await screen.findByRole('grid', { name: 'Groups' })
  await within(grid).findByText('Auditors')
  fireEvent.keyDown(grid, { key: 'Home' })
  fireEvent.keyDown(grid, { key: 'Enter' })
  const name = () => within(screen.getByRole('dialog')).getByRole('textbox', { name: /^Name/ })
  await screen.findByRole('dialog')
  fireEvent.change(name(), { target: { value: 'renamed' } })
  lockAndReturn()
  await screen.findByRole('dialog')
  expect(name()).toHaveProperty('value', 'renamed')
})

test('a grant that was being filled in is there after a lock', async () => {
  await show('people', 'grants')
  const add = await screen.findByRole('button', { name: 'Grant a role' })
  await waitFor(() => expect(add).toHaveProperty('disabled', false))
  fireEvent.click(add)
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('radio', { name: 'A query' }))
  lockAndReturn()
  const again = within(await screen.findByRole('dialog')).getByRole('radio', { name: 'A query' })
  expect(again).toHaveProperty('checked', true)
})
