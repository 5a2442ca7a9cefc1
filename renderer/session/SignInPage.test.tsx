import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptySession, startSession, useSession } from '../stores/session.ts'
import type { PeopleScenario } from '../testing/devPersons.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { Gate } from './Gate.tsx'

let served: InProcessCore
let end: () => void
beforeEach(() => useSession.setState(emptySession))
afterEach(() => {
  end()
  served.close()
})
const show = (people: PeopleScenario) => {
  served = openInProcess({ machines: 2, hosts: 1, people })
  end = startSession(served.api)
  renderInWindow(
    <Gate>
      <p>the fleet</p>
    </Gate>,
    served,
  )
}
const type = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { selector: 'input' }), { target: { value } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

test('where nobody has set up people nothing stands in the way', async () => {
  show('none')
  expect(await screen.findByText('the fleet')).toBeTruthy()
})

test('a wrong passphrase says the same as a wrong name, and the fleet stays away', async () => {
  show('signedOut')
  await screen.findByRole('heading', { name: 'Sign in' })
  type(/^Name/, 'ada')
  type(/^Passphrase/, 'wrong')
  press('Sign in')
  const ofPassphrase = (await screen.findByRole('alert')).textContent
  type(/^Name/, 'nobody')
  type(/^Passphrase/, 'wrong')
  press('Sign in')
  await waitFor(() => expect(served.core.people.wrongTries).toBe(2))
  expect(screen.getByRole('alert').textContent).toBe(ofPassphrase)
  expect(screen.queryByText('the fleet')).toBeNull()
})

test('a keychain that holds the key and can’t be used says why', async () => {
  show('signedOut')
  await screen.findByRole('heading', { name: 'Sign in' })
  served.core.people.keychain = {
    available: false,
    why: 'system',
    reason: 'The operating system’s keychain can’t be used: it does not answer.',
    remembersMe: true,
  }
  served.core.people.tell()
  expect(await screen.findByText(/keychain.*it does not answer/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /keychain/ })).toBeNull()
})

test('too many wrong tries wait, and the button with them', async () => {
  show('signedOut')
  await screen.findByRole('heading', { name: 'Sign in' })
  served.core.people.retryAtMs = Date.now() + 60_000
  type(/^Name/, 'ada')
  type(/^Passphrase/, 'correct horse')
  press('Sign in')
  expect(await screen.findByText(/^Too many wrong tries/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Sign in' })).toHaveProperty('disabled', true)
})

test('the second factor is asked for when name and passphrase are right', async () => {
  show('signedOut')
  await screen.findByRole('heading', { name: 'Sign in' })
  type(/^Name/, 'ada')
  type(/^Passphrase/, 'correct horse')
  press('Sign in')
  await screen.findByRole('heading', { name: 'Second factor' })
  type(/^Code/, '000000')
  press('Continue')
  expect((await screen.findByRole('alert')).textContent).toContain('code is not right')
  type(/^Code/, '123456')
  press('Continue')
  expect(await screen.findByText('the fleet')).toBeTruthy()
})

test('locked, it asks for its person only, and lets somebody else in by name', async () => {
  show('people')
  await screen.findByText('the fleet')
  await served.api.client.session.lock()
  await screen.findByRole('heading', { name: 'Locked' })
  expect(screen.queryByText('the fleet')).toBeNull()
  expect(screen.queryByLabelText(/^Name/)).toBeNull()
  press('Sign in as somebody else')
  expect(screen.getByLabelText(/^Name/)).toHaveProperty('value', '')
})

test('a session that ends by itself is said to have ended, one that was left is not', async () => {
  show('people')
  await screen.findByText('the fleet')
  served.core.people.current = null
  served.core.people.tell()
  expect(await screen.findByText('Your session has ended. Sign in again.')).toBeTruthy()
})

test('a given passphrase is changed before anything is shown', async () => {
  show('signedOut')
  await screen.findByRole('heading', { name: 'Sign in' })
  type(/^Name/, 'linus')
  type(/^Passphrase/, 'correct horse')
  press('Sign in')
  await screen.findByRole('heading', { name: 'Choose your own passphrase' })
  expect(screen.queryByText('the fleet')).toBeNull()
  type(/^The passphrase you were given/, 'correct horse')
  type(/^New passphrase/, 'another long one')
  type(/^Passphrase again/, 'another long one')
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Set it' })).toHaveProperty('disabled', false),
  )
  press('Set it')
  expect(await screen.findByText('the fleet')).toBeTruthy()
})

test('the recovery key sets a new passphrase, and says what is lost without it', async () => {
  show('signedOut')
  await screen.findByRole('heading', { name: 'Sign in' })
  served.core.people.recoveryKey = 'AAAAA-BBBBB'
  press('Lost your passphrase?')
  expect(screen.getByText(/are lost/)).toBeTruthy()
  type(/^Name/, 'ada')
  type(/^Recovery key/, 'AAAAA-BBBBB')
  type(/^New passphrase/, 'another long one')
  type(/^Passphrase again/, 'another long one')
  const set = screen.getByRole('button', { name: 'Set it and sign in' })
  await waitFor(() => expect(set).toHaveProperty('disabled', false))
  fireEvent.click(set)
  expect(await screen.findByText('the fleet')).toBeTruthy()
})
