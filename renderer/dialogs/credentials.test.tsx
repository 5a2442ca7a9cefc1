import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SiteId } from '../../shared/ids.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { emptySession, useSession } from '../stores/session.ts'
import type { DevCoreOptions } from '../testing/devCore.ts'
import { hostId, siteId } from '../testing/fleetData.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { CredentialField } from './CredentialField.tsx'
import { HostQuestionDialog } from './HostQuestionDialog.tsx'

let served: InProcessCore
let end: () => void
async function open(options: Partial<DevCoreOptions>) {
  served = openInProcess({ machines: 10, hosts: 8, scenario: 'mixed', ...options })
  end = startFeeds(served.api)
  await waitFor(() => expect(useFleet.getState().ready).toBe(true))
  useSession.setState({ state: served.core.people.state() })
}
beforeEach(() => {
  useFleet.setState(emptyFleet)
  useSession.setState(emptySession)
})
afterEach(() => {
  end()
  served.close()
})
const askIt = () => renderInWindow(<HostQuestionDialog hostId={hostId(3)} onClose={() => {}} />, served)

test('an answer can be kept in the vault, named, for the host’s site or one above it', async () => {
  await open({ people: 'justMe' })
  const answer = vi.spyOn(served.core, 'answer')
  askIt()
  fireEvent.change(screen.getByLabelText('Password:'), { target: { value: 'secret' } })
  fireEvent.click(screen.getByRole('checkbox', { name: 'Keep it in the vault' }))
  const name = screen.getByRole('textbox', { name: /Named/ })
  expect(name.getAttribute('value')).toBe(useFleet.getState().hosts.get(hostId(3))?.record.name)
  fireEvent.change(name, { target: { value: ' door ' } })
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
  await waitFor(() => expect(answer).toHaveBeenCalled())
  expect(answer.mock.calls[0]?.[1]).toEqual({
    kind: 'secret',
    answers: ['secret'],
    keepAs: { name: 'door', siteId: useFleet.getState().hosts.get(hostId(3))?.record.siteId ?? null },
  })
})

test('nothing is offered where the vault is closed or one may not', async () => {
  await open({ people: 'none' })
  askIt()
  expect(screen.queryByRole('checkbox')).toBeNull()
})

const field = (site: SiteId | null, value = '', onChange = vi.fn()) => {
  renderInWindow(
    <CredentialField value={value} inherited={new Map()} siteId={site} onChange={onChange} />,
    served,
  )
  return onChange
}

test('a host is offered the credentials of its site, of those above it and of the fleet', async () => {
  await open({ people: 'justMe' })
  const onChange = field(siteId(3))
  fireEvent.click(screen.getByRole('combobox', { name: 'Credential' }))
  await screen.findByRole('option', { name: 'fleet key, private key' })
  const options = screen.getAllByRole('option').map(each => each.textContent)
  expect(options).toContain('lab root password, password')
  expect(options).not.toContain('tls of the edge, client certificate')
  fireEvent.click(screen.getByRole('option', { name: 'fleet key, private key' }))
  expect(onChange).toHaveBeenCalledWith('fleet key')
})

test('one that can not be seen stays what the host says', async () => {
  await open({ people: 'none' })
  field(null, 'unseen')
  expect(screen.getByRole('combobox', { name: 'Credential' }).getAttribute('value')).toBe('unseen')
})

test('one that was removed is shown as that, with what to do; who may not see all is not told which it is', async () => {
  await open({ people: 'justMe' })
  field(siteId(1), 'long gone')
  expect(await screen.findByText(/^It was removed, so nothing logs in with it\./)).toBeDefined()
  expect(screen.getByRole('combobox')).toHaveProperty('value', 'long gone (removed)')
  const { state } = useSession.getState()
  if (!state) throw new Error('nobody is there')
  act(() =>
    useSession.setState({
      state: { ...state, everywhere: state.everywhere.filter(each => !each.startsWith('credential')) },
    }),
  )
  expect(await screen.findByText(/^It was removed, or you may not see it\./)).toBeDefined()
  expect(screen.getByRole('combobox')).toHaveProperty('value', 'long gone')
})

test('one is made without leaving the form, and is what the form then says', async () => {
  await open({ people: 'justMe' })
  const onChange = field(siteId(3))
  fireEvent.click(screen.getByRole('button', { name: 'New credential' }))
  fireEvent.change(await screen.findByRole('textbox', { name: /^Name/ }), { target: { value: 'coast door' } })
  fireEvent.change(screen.getByLabelText(/^Password/, { selector: 'input' }), { target: { value: 'word' } })
  fireEvent.click(screen.getByRole('button', { name: 'Store it' }))
  await waitFor(() => expect(onChange).toHaveBeenCalledWith('coast door'))
  expect(served.core.people.credentials.at(-1)).toMatchObject({ name: 'coast door', siteId: siteId(3) })
})

test('none is made where nobody has chosen who uses this', async () => {
  await open({ people: 'none' })
  field(null)
  expect(screen.getByRole('button', { name: 'New credential' }).hasAttribute('disabled')).toBe(true)
})
