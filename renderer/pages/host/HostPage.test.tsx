import { notificationsStore } from '@mantine/notifications'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstAddress, useAddress } from '../../stores/address.ts'
import { startFeeds } from '../../stores/feeds.ts'
import { emptyFleet, useFleet } from '../../stores/fleet.ts'
import { metricsBoard } from '../../stores/metrics.ts'
import { emptyResources, useResources } from '../../stores/resources.ts'
import { emptySession, useSession } from '../../stores/session.ts'
import type { DevCoreOptions } from '../../testing/devCore.ts'
import { hostId, makeHostSample } from '../../testing/fleetData.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { HostPage } from './HostPage.tsx'

let served: InProcessCore
let end: () => void
beforeEach(() => {
  useFleet.setState(emptyFleet)
  useSession.setState(emptySession)
})
afterEach(() => {
  end()
  served.close()
})

async function open(options: Partial<DevCoreOptions>, id: string, tab: string | null = null) {
  served = openInProcess({ machines: 20, hosts: 6, ...options })
  end = startFeeds(served.api)
  useAddress.setState({ ...firstAddress, page: 'host', id, tab })
  await waitFor(() => expect(useFleet.getState().ready).toBe(true))
  renderInWindow(<HostPage />, served)
}

test('says what the host is, what was given away and what it can do', async () => {
  await open({}, hostId(0))
  expect(screen.getByRole('heading', { name: 'kvm1' })).toBeDefined()
  await screen.findByText('Runs machines on the CPU itself (KVM)')
  expect(screen.getByText(/96 on 64 CPUs/)).toBeDefined()
  expect(screen.getByText(/1\.50× over-commit/)).toBeDefined()
  expect(screen.getByText('2 × 16 cores × 2 threads, 2 NUMA nodes')).toBeDefined()
})

const inUse = () => {
  const card = screen.getByRole('heading', { name: 'In use now' }).parentElement
  if (!card) throw new Error('a heading stands in its card')
  return within(card)
}

test('what is in use says why it is not known: on its way, untold, one measurement short', async () => {
  await open({ tickMs: 1e6 }, hostId(0))
  expect(await inUse().findByText('The first samples are on their way.')).toBeDefined()
  const sampler = { hostId: hostId(0), intervalMs: 1e6, slowed: false, lastTickMs: 1, lastDurationMs: 1 }
  const host = { ...makeHostSample(hostId(0), 1), cpuPercent: null }
  const tick = { type: 'tick' as const, hostId: hostId(0), machines: [], sampler }
  await waitFor(() => {
    act(() => metricsBoard.apply([{ ...tick, host: null }]))
    expect(inUse().getByText('Neither its system nor libvirt tells how busy it is.')).toBeDefined()
  })
  act(() => metricsBoard.apply([{ ...tick, host }]))
  expect(inUse().getByText(/takes two measurements in a row/)).toBeDefined()
  act(() => metricsBoard.apply([{ ...tick, host: makeHostSample(hostId(0), 2) }]))
  expect(inUse().queryByText(/measurement|measured|samples|tells/)).toBeNull()
})

test('what is in use says why it is not known: not live', async () => {
  await open({ scenario: 'offline' }, hostId(0))
  expect(inUse().getByText('It is not live: nothing is measured now.')).toBeDefined()
})

test('what is in use says why it is not known: the core could not be asked', async () => {
  await open({ scenario: 'broken' }, hostId(0))
  expect((await inUse().findByRole('alert')).textContent).toMatch(/The inventory could not be read\./)
  expect(inUse().queryByText('The first samples are on their way.')).toBeNull()
})

test('what is in use says why it is not known: no right to it here', async () => {
  await open({ people: 'operator', tickMs: 1e6 }, hostId(0))
  act(() => useSession.setState({ state: served.core.people.state() }))
  expect(await inUse().findByText(/holds the right “See metrics”, but not for this host/)).toBeDefined()
})

test('arrows go from tab to tab, and each has its address', async () => {
  await open({}, hostId(0))
  const tab = screen.getByRole('tab', { name: 'Overview' })
  tab.focus()
  fireEvent.keyDown(tab, { key: 'End' })
  await waitFor(() => expect(useAddress.getState().tab).toBe('connection'))
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Connection' }))
  const history = await screen.findByRole('list', { name: 'How the session went' })
  expect(within(history).getByText(/4 attempts/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Run diagnosis' }))
  await screen.findByRole('list', { name: 'Stages' })
})

test('the storage tab names the pools that do not answer, and says why others were not read', async () => {
  await open({}, hostId(0), 'storage')
  const pool = (name: string, state: string) => ({
    ...{ name, uuid: name, state, type: 'dir', path: `/${name}`, autostart: true, persistent: true },
    ...{ capacityBytes: 10, allocationBytes: 5, availableBytes: 5 },
  })
  const items = [
    pool('images', 'running'),
    pool('a', 'unanswered'),
    pool('b', 'unanswered'),
    pool('c', 'unread'),
  ]
  const show = (stale: boolean) =>
    act(() =>
      useResources.setState({
        ...emptyResources,
        pool: new Map([[hostId(0), { items, asOfMs: Date.now(), stale }]]),
        ready: new Set(['storage']),
      }),
    )
  show(false)
  expect(screen.getAllByText('No answer')).toHaveLength(2)
  const named = (state: string) => screen.getByRole('list', { name: state })
  expect(named('No answer').textContent).toMatch(/^a.*b/)
  expect(named('No answer').parentElement?.textContent).toMatch(/gets no answer, as/)
  expect(screen.getByText('Not read').getAttribute('title')).toMatch(/other pools of the host do not answer/)
  show(true)
  expect(screen.queryByRole('button', { name: /^Ask/ })).toBeNull()
})

test('the storage tab has a pool asked again and says what came of it', async () => {
  await open({}, hostId(0), 'storage')
  const items = ['a', 'b'].map(name => ({
    ...{ name, uuid: name, state: 'unanswered', type: 'dir', path: `/${name}`, autostart: true },
    ...{ persistent: true, capacityBytes: 10, allocationBytes: 5, availableBytes: 5 },
  }))
  const pool = new Map([[hostId(0), { items, asOfMs: Date.now(), stale: false }]])
  act(() => useResources.setState({ ...emptyResources, pool, ready: new Set(['storage']) }))
  const said = () => notificationsStore.getState().notifications.map(({ message }) => message)
  fireEvent.click(screen.getByRole('button', { name: 'Ask a again' }))
  await waitFor(() => expect(said()).toEqual(['a answers again and was read.']))
  fireEvent.click(screen.getByRole('button', { name: 'Ask b again' }))
  await waitFor(() => expect(said()).toContainEqual(expect.stringMatching(/^b still doesn’t answer/)))
})

test('the storage tab tells pools that were never read from none', async () => {
  await open({}, hostId(0), 'storage')
  const show = (asOfMs: number | null) => {
    const pool = new Map([[hostId(0), { items: [], asOfMs, stale: false }]])
    act(() => useResources.setState({ ...emptyResources, pool, ready: new Set(['storage']) }))
  }
  show(null)
  expect(screen.getByText('The storage pools of this host were not read.')).toBeDefined()
  show(Date.now())
  expect(screen.getByText('This host has no storage pool.')).toBeDefined()
})

test('before anything was heard of its connection, nothing is said to be closed or never measured', async () => {
  await open({}, hostId(0), 'connection')
  expect(screen.getByText('The measured round trips are on their way.')).toBeDefined()
  expect(screen.getByRole('status', { name: 'Loading Transport' })).toBeDefined()
  expect(screen.queryByText(/Nothing is open/)).toBeNull()
  await waitFor(() => expect(screen.queryByRole('status', { name: 'Loading Transport' })).toBeNull())
})

test('a host in trouble says why on every tab, and can be tried again', async () => {
  await open({ scenario: 'offline' }, hostId(0))
  const message = served.core.hosts.get(hostId(0))?.state.problem?.message ?? 'no problem'
  expect(screen.getByText(message)).toBeDefined()
  expect(screen.getByRole('group', { name: 'Actions on the host' }).textContent).toMatch(
    /Connect|Retry|Answer/,
  )
})

test('a host that never was is not called gone, and leads to the others', async () => {
  await open({}, '00000000-0000-4000-8000-000000000000')
  expect(await screen.findByRole('heading', { name: 'This host is not known here' })).toBeDefined()
  expect(screen.queryByText(/not in the fleet any more/)).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'All hosts' }))
  expect(useAddress.getState().page).toBe('hosts')
})

test('a host that the core knows of, or that was shown until it went, is not in the fleet any more', async () => {
  const name = 'This host is not in the fleet any more'
  await open({}, hostId(0))
  expect(screen.getByRole('heading', { name: 'kvm1' })).toBeDefined()
  act(() => useFleet.setState({ hosts: new Map() }))
  expect(screen.getByRole('heading', { name })).toBeDefined()
  const was = '00000000-0000-4000-8000-000000000001'
  served.core.gone.add(was)
  act(() => useAddress.setState({ id: was }))
  expect(screen.queryByRole('heading', { name })).toBeNull()
  expect(await screen.findByRole('heading', { name })).toBeDefined()
})

test('a host that is known only by one’s machines shows those, and says why not more', async () => {
  await open({}, hostId(0), 'connection')
  const host = useFleet.getState().hosts.get(hostId(0) as never)
  if (!host) throw new Error('no host')
  const record = { ...host.record, uri: '', options: {} }
  const part = { ...host, part: true, record, facts: null, transport: null, machineCount: 1 }
  act(() => useFleet.setState({ hosts: new Map([[host.record.id, part]]) }))
  expect(await screen.findByText('What you see of this host')).toBeDefined()
  expect(screen.getAllByRole('tab').map(tab => tab.textContent)).toEqual([
    'Overview',
    'Machines1',
    'Storage',
    'Networks',
  ])
  expect(document.querySelector('header code')).toBeNull()
})
