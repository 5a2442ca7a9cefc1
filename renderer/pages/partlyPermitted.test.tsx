import { act, configure, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { Machine } from '../../shared/models/machine.ts'
import type { Permission } from '../../shared/permissions.ts'
import { TaskList } from '../frame/TaskList.tsx'
import { firstAddress, useAddress } from '../stores/address.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { emptySession, useSession } from '../stores/session.ts'
import { useTasks } from '../stores/tasks.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { signedOut } from '../testing/sessions.ts'
import { HostsPage } from './hosts/HostsPage.tsx'
import { AuditLink } from './machine/AuditLink.tsx'
import { RecentTasks } from './machine/Recent.tsx'
import { MachinesPage } from './machines/MachinesPage.tsx'
import { OverviewPage } from './overview/OverviewPage.tsx'
import { WelcomePage } from './welcome/WelcomePage.tsx'

/** A loaded machine draws slowly; nothing here is about how fast. */
configure({ asyncUtilTimeout: 10_000 })

const inventory: Permission[] = ['app.read', 'host.read', 'domain.read']
const noMetrics = 'You hold the right “See metrics” nowhere.'

let served: InProcessCore
let end: () => void
beforeEach(() => {
  useFleet.setState(emptyFleet)
  useAddress.setState(firstAddress)
  useSession.setState({ state: { ...signedOut, permissions: inventory, everywhere: inventory } })
  served = openInProcess({ scenario: 'mixed', machines: 20, hosts: 8 })
  end = startFeeds(served.api)
})
afterEach(() => {
  end()
  served.close()
  useSession.setState(emptySession)
  useTasks.setState({ tasks: [], feed: { phase: 'opening', error: null } })
})

test('the overview says which right is missing for what it does not know, and offers no step that is refused', async () => {
  renderInWindow(<OverviewPage />, served)
  const most = await screen.findByRole('region', { name: 'Who uses most' })
  expect(within(most).getByText(noMetrics)).toBeDefined()
  expect(within(most).queryByRole('heading', { level: 3 })).toBeNull()
  expect(within(screen.getByRole('region', { name: 'How full are we' })).getByText(noMetrics)).toBeDefined()
})

test.each([
  ['hosts', HostsPage],
  ['machines', MachinesPage],
])('the list of %s says why its measured columns are empty', async (_, Page) => {
  renderInWindow(<Page />, served)
  expect(await screen.findByText(`Nothing measured: ${noMetrics}`)).toBeDefined()
})

test('machines are all there for whoever may read no hosts', async () => {
  renderInWindow(<MachinesPage />, served)
  await vi.waitFor(() => expect(useMachines.getState().ready).toBe(true))
  const error = new AppError('rights.denied', 'no', { data: { permission: 'host.read' } })
  act(() => useFleet.setState({ ...emptyFleet, feed: { phase: 'failed', error } }))
  expect(await screen.findByRole('button', { name: 'Export what is shown' })).toHaveProperty(
    'disabled',
    false,
  )
})

test('tasks that may not be seen are not called none', () => {
  const error = new AppError('rights.denied', 'Tasks may not be seen here.', {
    data: { permission: 'task.read', subject: { kind: 'installation' } },
  })
  end()
  useTasks.setState({ feed: { phase: 'failed', error } })
  const machine = { key: 'k', name: 'web' } as unknown as Machine
  renderInWindow(
    <>
      <TaskList />
      <RecentTasks machine={machine} />
    </>,
    served,
  )
  expect(screen.getAllByText('Tasks may not be seen here.')).toHaveLength(2)
  expect(screen.getAllByRole('button', { name: 'Why?' })).toHaveLength(2)
  expect(screen.queryByText(/Nothing was asked/)).toBeNull()
})

test('who did what is shown to whoever may read it', () => {
  renderInWindow(<AuditLink machine={{ name: 'web' }} />, served)
  expect(screen.queryByRole('link')).toBeNull()
  act(() => useSession.setState({ state: { ...signedOut, permissions: ['audit.read'], everywhere: [] } }))
  expect(screen.getByRole('link', { name: 'Who did what' })).toBeDefined()
})

test('whoever may add no hosts is told so, and offered nothing to type', async () => {
  renderInWindow(<WelcomePage />, served)
  expect(
    await screen.findByRole('heading', { name: 'This needs the right “Add, change and remove hosts”.' }),
  ).toBeDefined()
  expect(screen.queryByRole('textbox')).toBeNull()
})
