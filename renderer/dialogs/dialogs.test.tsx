import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { HostId } from '../../shared/ids.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { emptyMachines, useMachines } from '../stores/machines.ts'
import type { DevCoreOptions } from '../testing/devCore.ts'
import { hostId } from '../testing/fleetData.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { ConfirmPreview } from './ConfirmPreview.tsx'
import { DialogFrame } from './DialogFrame.tsx'
import { HostDialog } from './HostDialog.tsx'
import { HostQuestionDialog } from './HostQuestionDialog.tsx'
import { SiteDialog } from './SiteDialog.tsx'

let served: InProcessCore
let end: () => void
async function open(options: Partial<DevCoreOptions>) {
  served = openInProcess({ machines: 40, hosts: 8, ...options })
  end = startFeeds(served.api)
  await waitFor(() => {
    expect(useFleet.getState().ready).toBe(true)
    expect(useMachines.getState().ready).toBe(true)
  })
}
beforeEach(() => {
  useFleet.setState(emptyFleet)
  useMachines.setState(emptyMachines)
})
afterEach(() => {
  end()
  served.close()
})
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const running = () => [...served.core.machines.values()].filter(machine => machine.state === 'running')

test('a preview shows what happens to each machine, what is left alone and why, and the virsh line', async () => {
  await open({})
  const off = [...served.core.machines.values()].find(machine => machine.state === 'shutoff')
  const on = running()[0]
  if (!off || !on) throw new Error('the fixture has both')
  renderInWindow(<ConfirmPreview action="shutdown" keys={[on.key, off.key]} onClose={() => {}} />, served)
  const plan = await screen.findByRole('table')
  expect(within(plan).getByText(on.name).closest('tr')?.textContent).toContain('Off')
  expect(within(plan).getByText(off.name).closest('tr')?.textContent).toContain('Left alone: it is shut off')
  expect(screen.getByText(new RegExp(`virsh .* shutdown ${on.name}`))).toBeDefined()
  expect(document.activeElement?.textContent).toBe('Cancel')
})

test('a host that is stored already is added a second time only when that is said', async () => {
  await open({})
  const onClose = vi.fn()
  const [stored] = served.core.hosts.values()
  if (!stored) throw new Error('the fixture has hosts')
  renderInWindow(<HostDialog hostId={null} onClose={onClose} />, served)
  const uri = screen.getByRole('textbox', { name: 'Address' })
  fireEvent.change(uri, { target: { value: stored.record.uri } })
  await waitFor(() => expect(button('Add host').hasAttribute('disabled')).toBe(false))
  fireEvent.click(button('Add host'))
  expect((await screen.findByRole('alert')).textContent).toContain(`That is “${stored.record.name}”`)
  expect(served.core.drafts).toEqual([])
  fireEvent.change(uri, { target: { value: `${stored.record.uri}?` } })
  expect(button('Add host'), 'another address is another question').toBeDefined()
  fireEvent.change(uri, { target: { value: stored.record.uri } })
  fireEvent.click(button('Add host'))
  fireEvent.click(await screen.findByRole('button', { name: 'Add it a second time' }))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(served.core.drafts).toMatchObject([{ uri: stored.record.uri, again: true }])
})

test('forcing several machines off waits for their number to be typed', async () => {
  await open({})
  const keys = running()
    .slice(0, 3)
    .map(machine => machine.key)
  const onClose = vi.fn()
  renderInWindow(<ConfirmPreview action="forceOff" keys={keys} onClose={onClose} />, served)
  await screen.findByRole('table')
  expect(button('Force off 3').hasAttribute('disabled')).toBe(true)
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '2' } })
  expect(button('Force off 3').hasAttribute('disabled')).toBe(true)
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '3' } })
  fireEvent.click(button('Force off 3'))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(served.core.tasks.size).toBe(3)
})

test('nothing can be confirmed where every machine is left alone', async () => {
  await open({ scenario: 'offline' })
  const key = [...served.core.machines.keys()][0]
  if (!key) throw new Error('the fixture has machines')
  renderInWindow(<ConfirmPreview action="reboot" keys={[key]} onClose={() => {}} />, served)
  await screen.findByText(/is not connected/)
  expect(button('Reboot').hasAttribute('disabled')).toBe(true)
})

test('a refused action keeps the dialog open and says why', async () => {
  await open({})
  const machine = running()[0]
  if (!machine) throw new Error('the fixture has machines')
  const onClose = vi.fn()
  renderInWindow(<ConfirmPreview action="reboot" keys={[machine.key]} onClose={onClose} />, served)
  await screen.findByRole('table')
  served.reachable = false
  served.cut()
  served.api.core.close()
  fireEvent.click(button('Reboot'))
  await screen.findByRole('alert')
  expect(onClose).not.toHaveBeenCalled()
})

test('an address is explained as it is typed, and underlined where it goes wrong', async () => {
  await open({ scenario: 'empty' })
  renderInWindow(<HostDialog hostId={null} onClose={() => {}} />, served)
  fireEvent.change(screen.getByRole('textbox', { name: 'Address' }), { target: { value: 'qemu ssh://' } })
  await screen.findByText(/reads driver\+transport/)
  expect(document.querySelector('u')?.textContent).toBe(' ')
  expect(button('Add host').hasAttribute('disabled')).toBe(true)
  fireEvent.change(screen.getByRole('textbox', { name: 'Address' }), {
    target: { value: 'qemu+ssh://ops@kvm9/system' },
  })
  await screen.findByText('~/.ssh/id_ed25519')
  expect(button('Add host').hasAttribute('disabled')).toBe(false)
})

test('a test that meets a new key asks, and the host is added with the key that was accepted', async () => {
  await open({ scenario: 'empty' })
  const onClose = vi.fn()
  renderInWindow(<HostDialog hostId={null} onClose={onClose} />, served)
  fireEvent.change(screen.getByRole('textbox', { name: 'Address' }), {
    target: { value: 'qemu+ssh://fresh/system' },
  })
  await screen.findByText('~/.ssh/id_ed25519')
  fireEvent.click(button('Test'))
  const trust = await screen.findByRole('button', { name: 'Trust this key and go on' })
  expect(screen.getByText(/^SHA256:/)).toBeDefined()
  expect(screen.getByText(/ssh-keygen -lvf/)).toBeDefined()
  fireEvent.click(trust)
  fireEvent.click(button('Add host'))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(served.core.drafts).toEqual([
    expect.objectContaining({
      uri: 'qemu+ssh://fresh/system',
      acceptNewKeys: [expect.stringMatching(/^SHA256:/)],
    }),
  ])
})

test('a failing stage says what to do next', async () => {
  await open({ scenario: 'empty' })
  renderInWindow(<HostDialog hostId={null} onClose={() => {}} />, served)
  fireEvent.change(screen.getByRole('textbox', { name: 'Address' }), {
    target: { value: 'qemu+ssh://closed/system' },
  })
  await screen.findByText('~/.ssh/id_ed25519')
  fireEvent.click(button('Test'))
  await screen.findByText(/Check that sshd runs there/, undefined)
  expect(
    within(screen.getByRole('list', { name: 'Stages' })).getAllByText('not reached', { exact: true }).length,
  ).toBeGreaterThan(0)
})

const questionDialog = (index: number, onClose = () => {}) =>
  renderInWindow(<HostQuestionDialog hostId={hostId(index) as HostId} onClose={onClose} />, served)

test('a changed key shows old and new and is pinned only by typing the host’s name', async () => {
  await open({ scenario: 'mixed' })
  const answer = vi.spyOn(served.core, 'answer')
  questionDialog(1)
  expect(screen.getAllByText(/^SHA256:/)).toHaveLength(2)
  expect(button('Pin the new key').hasAttribute('disabled')).toBe(true)
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Leave it refused'))
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'kvm2' } })
  fireEvent.click(button('Pin the new key'))
  await waitFor(() =>
    expect(answer).toHaveBeenCalledWith(hostId(1), {
      kind: 'repinHostKey',
      sha256: expect.stringMatching(/^SHA256:/),
    }),
  )
})

test('a new key is trusted by its fingerprint', async () => {
  await open({ scenario: 'mixed' })
  const answer = vi.spyOn(served.core, 'answer')
  questionDialog(2)
  fireEvent.click(button('Trust this key'))
  await waitFor(() =>
    expect(answer).toHaveBeenCalledWith(hostId(2), expect.objectContaining({ kind: 'trustHostKey' })),
  )
})

test('a secret is asked for without being shown, and says that the last one failed', async () => {
  await open({ scenario: 'mixed' })
  const answer = vi.spyOn(served.core, 'answer')
  questionDialog(3)
  expect(screen.getByRole('alert').textContent).toContain('not accepted')
  const field = screen.getByLabelText('Password:')
  expect(field.getAttribute('type')).toBe('password')
  fireEvent.change(field, { target: { value: 'secret' } })
  fireEvent.click(button('Connect'))
  await waitFor(() => expect(answer).toHaveBeenCalledWith(hostId(3), { kind: 'secret', answers: ['secret'] }))
})

test('a question that was answered elsewhere closes', async () => {
  await open({ scenario: 'mixed' })
  const onClose = vi.fn()
  questionDialog(2, onClose)
  served.core.connect(hostId(2))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
})

test('a site is made with its mark of production', async () => {
  await open({})
  const onClose = vi.fn()
  renderInWindow(<SiteDialog siteId={null} onClose={onClose} />, served)
  fireEvent.change(screen.getByRole('textbox', { name: /Name/ }), { target: { value: 'ams' } })
  fireEvent.click(screen.getByRole('checkbox', { name: /^Production/ }))
  fireEvent.click(button('Create site'))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  await waitFor(() =>
    expect(useFleet.getState().sites.find(site => site.name === 'ams')?.production).toBe(true),
  )
})

test('a host that goes while it is edited does not become a new one', async () => {
  await open({})
  const [host] = served.core.hosts.values()
  if (!host) throw new Error('the fixture has hosts')
  renderInWindow(<HostDialog hostId={host.record.id} onClose={() => {}} />, served)
  const title = (await screen.findByRole('dialog')).querySelector('h2')?.textContent
  expect(title).toContain(host.record.name)
  act(() => void served.core.bus.publish('fleet', { type: 'hostRemoved', hostId: host.record.id }))
  await waitFor(() => expect(useFleet.getState().hosts.has(host.record.id)).toBe(false))
  expect(screen.getByRole('dialog').querySelector('h2')?.textContent).toBe(title)
  expect(screen.queryByRole('button', { name: 'Add host' })).toBeNull()
})

test('the second click of a double one does not close the dialog that the first one opened', async () => {
  vi.useFakeTimers()
  try {
    served = openInProcess()
    end = () => {}
    const onClose = vi.fn()
    renderInWindow(
      <DialogFrame title="Shut down web1?" onClose={onClose}>
        <p>It may take its time.</p>
      </DialogFrame>,
      served,
    )
    const beside = () => document.querySelector('[class*="Modal-overlay"]') ?? document.body
    fireEvent.click(beside())
    expect(onClose).not.toHaveBeenCalled()
    act(() => void vi.advanceTimersByTime(1_000))
    fireEvent.click(beside())
    expect(onClose).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
  }
})
