import { notificationsStore } from '@mantine/notifications'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startFeeds } from '../../stores/feeds.ts'
import { emptyFleet, useFleet } from '../../stores/fleet.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { WelcomePage } from './WelcomePage.tsx'

let served: InProcessCore
let end: () => void
beforeEach(async () => {
  useFleet.setState(emptyFleet)
  served = openInProcess({ scenario: 'empty' })
  end = startFeeds(served.api)
  await waitFor(() => expect(useFleet.getState().ready).toBe(true))
})
afterEach(() => {
  end()
  served.close()
})

test('what is ticked is added and connects; what is doubtful is not ticked with all', async () => {
  renderInWindow(<WelcomePage />, served)
  const list = await screen.findByRole('list', { name: 'Found on this computer' })
  expect(within(list).getByText('A place for code, no hypervisor')).toBeDefined()
  const boxes = within(list).getAllByRole<HTMLInputElement>('checkbox')
  expect(boxes.map(box => box.checked)).toEqual([true, false, false, false])
  fireEvent.click(screen.getByRole('checkbox', { name: 'All of them' }))
  fireEvent.click(screen.getByRole('button', { name: 'Add 3 hosts' }))
  await waitFor(() => expect(served.core.drafts).toHaveLength(3))
  expect(served.core.drafts.map(({ uri }) => uri)).not.toContain('qemu+ssh://github.com/system')
  const results = await screen.findByRole('region', { name: 'Hosts being added' })
  await waitFor(() => expect(within(results).getByText('rack7')).toBeDefined())
})

test('an address is enough for one host, and what it stands for is shown', async () => {
  renderInWindow(<WelcomePage />, served)
  fireEvent.change(screen.getByRole('textbox', { name: 'Another host' }), { target: { value: 'ops@kvm5' } })
  expect(screen.getByText('Opens qemu+ssh://ops@kvm5/system')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Add' }))
  await waitFor(() => expect(served.core.drafts).toMatchObject([{ uri: 'qemu+ssh://ops@kvm5/system' }]))
})

test('a list that is dropped is read by the core and ticked as a whole', async () => {
  renderInWindow(<WelcomePage />, served)
  const file = new File(['qemu+ssh://a/system\nqemu+ssh://b/system\n'], 'fleet.txt', { type: 'text/plain' })
  fireEvent.drop(screen.getByRole('region', { name: 'Welcome' }), {
    dataTransfer: { files: [file], types: ['Files'] },
  })
  await screen.findByRole('list', { name: 'From fleet.txt' })
  fireEvent.click(screen.getByRole('button', { name: 'Add 2 hosts' }))
  await waitFor(() => expect(served.core.drafts).toHaveLength(2))
})

test('a file that is too large is refused before a byte of it is read', async () => {
  renderInWindow(<WelcomePage />, served)
  const file = new File(['qemu+ssh://a/system\n'], 'huge.yml', { type: 'text/plain' })
  Object.defineProperty(file, 'size', { value: 100 * 1024 * 1024 })
  const text = vi.spyOn(file, 'text')
  fireEvent.drop(screen.getByRole('region', { name: 'Welcome' }), {
    dataTransfer: { files: [file], types: ['Files'] },
  })
  const said = 'huge.yml is too large for a list of hosts.'
  await waitFor(() => expect(notificationsStore.getState().notifications).toMatchObject([{ message: said }]))
  expect(text).not.toHaveBeenCalled()
  expect(screen.queryByRole('list', { name: 'From huge.yml' })).toBeNull()
})
