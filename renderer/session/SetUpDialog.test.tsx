import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useDialog } from '../stores/dialogs.ts'
import { emptySession, startSession, useSession } from '../stores/session.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { RecoveryKeyDialog } from './RecoveryKeyDialog.tsx'
import { SetUpDialog } from './SetUpDialog.tsx'

let served: InProcessCore
let end: () => void
beforeEach(() => {
  useSession.setState(emptySession)
  useDialog.setState({ dialog: null })
  served = openInProcess({ machines: 1, hosts: 1 })
  end = startSession(served.api)
})
afterEach(() => {
  end()
  served.close()
})
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const type = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { selector: 'input' }), { target: { value } })

test('several people: an owner with a strong passphrase, and the key to print', async () => {
  renderInWindow(<SetUpDialog onClose={() => {}} />, served)
  fireEvent.click(await screen.findByRole('radio', { name: /^Several people/ }))
  press('Continue')
  type(/^Your name for signing in/, 'ann')
  type(/^Passphrase(?! again)/, 'short')
  expect(await screen.findByText(/not enough for this installation/)).toBeTruthy()
  const finish = screen.getByRole('button', { name: 'Set it up' })
  expect(finish).toHaveProperty('disabled', true)
  type(/^Passphrase(?! again)/, 'a good deal longer')
  type(/^Passphrase again/, 'a good deal longer')
  await waitFor(() => expect(finish).toHaveProperty('disabled', false))
  fireEvent.click(finish)
  await waitFor(() => expect(useDialog.getState().dialog?.kind).toBe('recoveryKey'))
  expect(served.core.people.me?.name).toBe('ann')
})

test('just me without a keychain says why, and secrets may wait', async () => {
  served.core.people.keychain = { available: false, reason: 'No secret service runs.', remembersMe: false }
  served.core.people.tell()
  await waitFor(() => expect(useSession.getState().state?.keychain.available).toBe(false))
  const onClose = vi.fn()
  renderInWindow(<SetUpDialog onClose={onClose} />, served)
  fireEvent.click(await screen.findByRole('radio', { name: /^Just me/ }))
  press('Continue')
  expect(screen.getByText(/No secret service runs/)).toBeTruthy()
  expect(screen.getByRole('radio', { name: /^This computer’s keychain/ })).toHaveProperty('disabled', true)
  fireEvent.click(screen.getByRole('radio', { name: /^Don’t keep secrets/ }))
  press('Set it up')
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(served.core.people.mode).toBe('justMe')
})

test('the key is closed after proof, or after being asked', () => {
  const onClose = vi.fn()
  renderInWindow(<RecoveryKeyDialog recoveryKey="AAAA-BBBB-CCCC-DDDD" name="ann" onClose={onClose} />, served)
  const done = screen.getByRole('button', { name: 'I keep it safe' })
  expect(done).toHaveProperty('disabled', true)
  press('Close')
  expect(onClose).not.toHaveBeenCalled()
  press('Cancel')
  const groups = ['AAAA', 'BBBB', 'CCCC', 'DDDD']
  for (const field of screen.getAllByRole('textbox')) {
    const number = Number(/\d/.exec(field.closest('div[class*=TextInput-root]')?.textContent ?? '')?.[0])
    fireEvent.change(field, { target: { value: groups[number - 1]?.toLowerCase() } })
  }
  press('I keep it safe')
  expect(onClose).toHaveBeenCalledOnce()
})
