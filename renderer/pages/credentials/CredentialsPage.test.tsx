import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstAddress, go, useAddress } from '../../stores/address.ts'
import { emptySession, startSession, useSession } from '../../stores/session.ts'
import type { PeopleScenario } from '../../testing/devPersons.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { CredentialsPage } from './CredentialsPage.tsx'

let served: InProcessCore
let end: () => void
beforeEach(() => {
  useSession.setState(emptySession)
  useAddress.setState({ ...firstAddress, page: 'credentials' })
})
afterEach(() => {
  end()
  served.close()
})
const show = async (people: PeopleScenario) => {
  served = openInProcess({ machines: 2, hosts: 3, people })
  end = startSession(served.api)
  await waitFor(() => expect(useSession.getState().state).not.toBeNull())
  renderInWindow(<CredentialsPage />, served)
}

test('before anybody chose who uses this, the choice comes first', async () => {
  await show('none')
  expect(screen.getByRole('heading', { name: 'No secret can be stored yet' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Choose…' })).toBeTruthy()
})

test('each says how it fares in words: refused by whom, used by nobody, of a site without key', async () => {
  await show('people')
  const grid = await screen.findByRole('grid', { name: 'Credentials' })
  await within(grid).findByText('Refused: kvm3')
  expect(within(grid).getByText('Not used')).toBeTruthy()
  expect(within(grid).getByText('You hold no key of its site')).toBeTruthy()
  go({ params: { open: 'e0000000-0000-4000-8000-000000000002' } })
  expect(await screen.findByText(/not tried there again/)).toBeTruthy()
})

test('a key is read from a dropped file, stored, and never shown again', async () => {
  await show('people')
  await screen.findByRole('grid', { name: 'Credentials' })
  const [add] = screen.getAllByRole('button', { name: 'Add credential' })
  if (add) fireEvent.click(add)
  const dialog = await screen.findByRole('dialog')
  fireEvent.click(within(dialog).getByRole('combobox', { name: /^What it is/ }))
  fireEvent.click(await screen.findByRole('option', { name: 'Private key' }))
  fireEvent.change(within(dialog).getByRole('textbox', { name: /^Name/ }), { target: { value: 'door' } })
  const text = '-----BEGIN OPENSSH PRIVATE KEY-----\nsecretsecret'
  const file = new File([text], 'id_door')
  fireEvent.drop(within(dialog).getByRole('textbox', { name: /^Private key/ }), {
    dataTransfer: { files: [file], types: ['Files'] },
  })
  expect(await within(dialog).findByText('id_door was read.')).toBeTruthy()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Store it' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(served.core.people.credentials.at(-1)).toMatchObject({ name: 'door', kind: 'privateKey' })
  expect(document.body.textContent).not.toContain('secretsecret')
})

test('removing one that is used names who uses it', async () => {
  await show('people')
  const grid = await screen.findByRole('grid', { name: 'Credentials' })
  fireEvent.contextMenu(await within(grid).findByText('lab root password'))
  fireEvent.click(await screen.findByRole('menuitem', { name: /^Remove/ }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByText('kvm3')).toBeTruthy()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove all the same' }))
  await waitFor(() => expect(served.core.people.credentials).toHaveLength(3))
})

test('who may not see them is told so', async () => {
  await show('operator')
  served.core.people.roles = served.core.people.roles.map(role => ({ ...role, permissions: ['host.read'] }))
  served.core.people.tell()
  expect(await screen.findByRole('heading', { name: 'You may not see credentials.' })).toBeTruthy()
})
