import { MantineProvider } from '@mantine/core'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { onTryNow, planRetry } from '../api/retries.ts'
import { useDialog } from '../stores/dialogs.ts'
import { agoText } from '../words/ago.ts'
import { ErrorState } from './Messages.tsx'

const refused = new AppError(
  'rights.denied',
  'Nothing that was granted to noor gives the right “audit.read”.',
  {
    next: 'Ask an owner of this installation for it.',
    data: { permission: 'audit.read', subject: { kind: 'installation' } },
  },
)

test('a missing right is called by its name, once, with the way to why', async () => {
  render(
    <MantineProvider>
      <ErrorState error={refused} />
    </MantineProvider>,
  )
  expect((await screen.findByRole('heading')).textContent).toMatch(/^This needs the right “[A-Z][^.]+”\.$/)
  expect(screen.queryByText(/audit\.read/)).toBeNull()
  expect(screen.getByText('Ask an owner of this installation for it.')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: /why/i }))
  expect(useDialog.getState().dialog).toMatchObject({ kind: 'why', permission: 'audit.read' })
})

test('a right that nobody here knows leaves the core’s own words', async () => {
  render(
    <MantineProvider>
      <ErrorState error={new AppError('rights.denied', 'Not for you.', { data: { permission: 'x.y' } })} />
    </MantineProvider>,
  )
  expect((await screen.findByRole('heading')).textContent).toBe('Not for you.')
})

test('what is tried again says when, counts down in silence, and is tried at once when asked to', () => {
  const failed = new AppError('store.failed', 'The inventory could not be read.')
  planRetry(failed, Date.now() + 25_000)
  let tried = 0
  const end = onTryNow(() => tried++)
  render(
    <MantineProvider>
      <ErrorState error={failed} />
    </MantineProvider>,
  )
  const words = screen.getByText(/^It is tried again in \d+\ss\.$/)
  expect(words.getAttribute('aria-live')).toBe('off')
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(tried).toBe(1)
  act(() => planRetry(failed, null))
  expect(screen.getByText('It is being tried again.')).toBeDefined()
  end()
})

test('what nobody tries again does not say so', () => {
  render(
    <MantineProvider>
      <ErrorState error={new AppError('store.failed', 'The inventory could not be read.')} />
    </MantineProvider>,
  )
  expect(screen.queryByText(/tried again/)).toBeNull()
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})

test('the last seconds are now, what is older has its age', () => {
  expect([0, 4_999, 5_000, 47 * 60_000].map(agoText)).toEqual([
    'just now',
    'just now',
    expect.stringMatching(/^5\ss ago$/),
    expect.stringMatching(/^47\smin ago$/),
  ])
})
