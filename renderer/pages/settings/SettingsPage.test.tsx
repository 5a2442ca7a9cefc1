import { notificationsStore } from '@mantine/notifications'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { builtInUnits } from '../../../shared/unitChoices.ts'
import { formatBytes } from '../../../shared/units.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { SessionState, Subject } from '../../../shared/models/access.ts'
import { firstAddress, go, useAddress } from '../../stores/address.ts'
import { startFeeds } from '../../stores/feeds.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { emptySession, useSession } from '../../stores/session.ts'
import { useFleet } from '../../stores/fleet.ts'
import { followSettings } from '../../stores/kept.ts'
import { keepView, useView } from '../../stores/view.ts'
import { useWindowRules } from '../../stores/windowRules.ts'
import { copyText } from '../../components/copyText.ts'
import { devBackupPassphrase } from '../../testing/devRules.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { SettingsPage } from './SettingsPage.tsx'

/** Somebody who may read and change nothing. */
const viewer: SessionState = {
  setUp: 'people',
  person: null,
  lockedName: null,
  vaultOpen: false,
  keychain: { available: false, reason: null, remembersMe: false },
  permissions: ['app.read', 'policy.read', 'host.read'],
  everywhere: ['app.read', 'policy.read', 'host.read'],
  elevation: null,
  idleLockMs: null,
}
let served: InProcessCore
let end: () => void
beforeEach(() => {
  useAddress.setState({ ...firstAddress, page: 'settings' })
  useShortcuts.setState({ keys: {}, pages: [] })
  useView.setState({ startPage: 'last', density: 'comfortable', ...builtInUnits })
  served = openInProcess({ machines: 6, hosts: 3 })
  end = startFeeds(served.api)
})
afterEach(() => {
  useSession.setState(emptySession)
  end()
  served.close()
})
const open = (tab: string) => {
  go({ tab })
  renderInWindow(<SettingsPage />, served)
}

test('sections have addresses, and an unknown one is the first', () => {
  open('nonsense')
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('General')
  fireEvent.click(screen.getByRole('link', { name: 'Data' }))
  expect(useAddress.getState().tab).toBe('data')
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Data')
})

test('units are the person’s: the example follows at once, and another window hears it', async () => {
  open('general')
  fireEvent.click(screen.getByRole('radio', { name: 'GB (1,000)' }))
  fireEvent.click(screen.getByRole('radio', { name: 'Bits a second' }))
  fireEvent.click(screen.getByRole('radio', { name: '24 h' }))
  fireEvent.click(screen.getByRole('radio', { name: 'UTC' }))
  const example = await screen.findByText(/^Written as: 1\.5 GB, 100 Mbit\/s, .* \d\d:\d\d:\d\d UTC$/)
  expect(example).toBeTruthy()
  expect(formatBytes(2e9)).toBe('2 GB')
  fireEvent.click(screen.getByRole('button', { name: 'As built in' }))
  expect(formatBytes(1024 ** 3)).toBe('1 GiB')
})

test('what another window chose of units is written here too', async () => {
  const failed = vi.fn()
  const stops = [keepView(served.api.client, failed), followSettings(served.api)]
  try {
    open('general')
    // A change is told to whoever listens: this window does from some moment on.
    await waitFor(async () => {
      await served.api.client.app.setSetting({ key: 'view', value: { sizes: 'decimal', density: 'compact' } })
      expect(useView.getState()).toMatchObject({ sizes: 'decimal', density: 'compact' })
    })
    await screen.findByText(/^Written as: 1\.5 GB, /)
    expect(failed).not.toHaveBeenCalled()
  } finally {
    for (const stop of stops) stop()
  }
})

test('rows and start are the person’s; what only the desktop does is not offered elsewhere', async () => {
  open('general')
  fireEvent.click(screen.getByRole('radio', { name: 'Compact' }))
  expect(useView.getState().density).toBe('compact')
  await served.api.client.app.info()
  expect(screen.queryByText('Open when I log in')).toBeNull()
})

test('an option is taken over until it is set here, refused out of bounds, and given back', async () => {
  open('connections')
  const tick = await screen.findByRole('textbox', { name: 'Give up connecting after' })
  const save = screen.getByRole('button', { name: 'Save' })
  expect(tick).toHaveProperty('value', '10')
  expect(save).toHaveProperty('disabled', true)
  fireEvent.change(tick, { target: { value: '0.1' } })
  expect(screen.getByRole('alert').textContent).toBe('Between 0.5 and 300')
  expect(save).toHaveProperty('disabled', true)
  fireEvent.change(tick, { target: { value: 'x' } })
  expect(screen.getByRole('alert').textContent).toBe('Type a number')
  fireEvent.change(tick, { target: { value: '2,5' } })
  fireEvent.click(save)
  await waitFor(() =>
    expect(served.core.settings.get('dev.connectionDefaults')).toEqual({ connectTimeoutMs: 2500 }),
  )
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true))
  const inherit = screen.getByRole('button', { name: 'Inherit Give up connecting after' })
  expect(screen.getByText('Inherited: 10 s')).toBeDefined()
  fireEvent.click(inherit)
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(served.core.settings.get('dev.connectionDefaults')).toEqual({}))
})

test('options that somebody else saves meanwhile are taken in, and what is being typed stays', async () => {
  open('connections')
  const connect = await screen.findByRole('textbox', { name: 'Give up connecting after' })
  fireEvent.change(connect, { target: { value: '25' } })
  await served.api.client.settings.setConnectionDefaults({ options: { keepaliveCount: 7 } })
  const save = screen.getByRole('button', { name: 'Save' })
  fireEvent.click(save)
  expect((await screen.findByRole('alert')).textContent).toContain('Somebody else changed this')
  await screen.findByRole('button', { name: 'Inherit Signs of life that may be missed' })
  fireEvent.click(save)
  await waitFor(() =>
    expect(served.core.settings.get('dev.connectionDefaults')).toEqual({
      connectTimeoutMs: 25_000,
      keepaliveCount: 7,
    }),
  )
})

/** A core in which the person holds rights over one site only; everything else is the made-up core's. */
function overOneSite({ api, core }: InProcessCore, siteId: string): InProcessCore {
  const why = async ({ permission, subject }: { permission: Permission; subject: Subject }) => {
    const allowed = subject.kind === 'site' && subject.siteId === siteId
    const rule = { code: 'elsewhere', person: 'bea', what: null, by: null, near: [] } as const
    return { allowed, permission, reason: '', grant: null, role: null, nearMisses: [], rule }
  }
  const over = <Of extends object>(object: Of, name: string, value: unknown): Of =>
    new Proxy(object, { get: (target, asked) => (asked === name ? value : Reflect.get(target, asked)) })
  const client = over(api.client, 'people', over(api.client.people, 'why', why))
  useSession.setState({
    ...emptySession,
    state: { ...viewer, permissions: [...viewer.permissions, 'site.manage'] },
  })
  return { ...served, core, api: { ...api, client } }
}

test('who may manage one site changes what that says, and sees what is inherited and why not the rest', async () => {
  await waitFor(() => expect(useFleet.getState().sites.length).toBeGreaterThan(1))
  const site = useFleet.getState().sites.find(({ parentId }) => parentId === null)
  if (!site) throw new Error('there is no site')
  const narrow = overOneSite(served, site.id)
  for (const [tab, label] of [
    ['connections', 'Give up connecting after'],
    ['monitoring', 'Ask what is on screen every'],
  ] as const) {
    go({ tab })
    const { unmount } = renderInWindow(<SettingsPage />, narrow)
    const field = await screen.findByRole('textbox', { name: label })
    await waitFor(() => expect(field.matches(':disabled')).toBe(true))
    const [place] = screen.getAllByRole('combobox', { name: /^(Holds for|Intervals of)/ })
    if (!place) throw new Error('no choice of a place')
    fireEvent.click(place)
    fireEvent.click(await screen.findByRole('option', { name: `Site ${site.name}` }))
    await waitFor(() => expect(screen.getByRole('textbox', { name: label }).matches(':disabled')).toBe(false))
    expect(screen.queryByText(/but not for the whole installation/)).toBeNull()
    fireEvent.click(screen.getAllByRole('combobox', { name: /^(Holds for|Intervals of)/ })[0] as HTMLElement)
    fireEvent.click((await screen.findAllByRole('option', { name: /^Host / }))[0] as HTMLElement)
    expect(await screen.findByText(/but not for the whole installation/)).toBeDefined()
    unmount()
  }
})

test('says what is stored of each host, and looks it over when asked', async () => {
  open('data')
  expect(await screen.findByText('3 hosts')).toBeDefined()
  expect(screen.getByText('/home/ops/.local/share/novacron')).toBeDefined()
  expect(screen.getAllByRole('button', { name: /^Forget kvm/ })).toHaveLength(3)
  fireEvent.click(screen.getByRole('button', { name: 'Look it over' }))
  expect(await screen.findByText('Every page of the database is sound.')).toBeDefined()
})

test('keys are changed by pressing others, and say what else they mean', () => {
  open('shortcuts')
  fireEvent.click(screen.getByRole('button', { name: 'Change the keys of “All shortcuts”' }))
  const field = screen.getByRole('textbox', { name: 'Change the keys of “All shortcuts”' })
  fireEvent.keyDown(field, { key: 'b', ctrlKey: true })
  expect(useShortcuts.getState().keys).toEqual({ help: 'Mod+B' })
  expect(screen.getByText('Also means: Show or hide sites and hosts')).toBeDefined()
  expect(screen.getByText('2 shortcuts mean two things.')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Reset all' }))
  expect(screen.queryByText(/^Also means/)).toBeNull()
})

test('two strokes are a sequence; Esc leaves the keys alone', () => {
  open('shortcuts')
  const change = () => {
    fireEvent.click(screen.getByRole('button', { name: 'Change the keys of “Filter the list”' }))
    return screen.getByRole('textbox', { name: 'Change the keys of “Filter the list”' })
  }
  fireEvent.keyDown(change(), { key: 'Escape' })
  expect(useShortcuts.getState().keys).toEqual({})
  const field = change()
  fireEvent.keyDown(field, { key: 'x' })
  fireEvent.keyDown(field, { key: 'f' })
  expect(useShortcuts.getState().keys).toEqual({ filter: 'X F' })
})

test('what others wrote is listed with its licence and found by name', async () => {
  open('about')
  expect(await screen.findByText('0.1.0')).toBeDefined()
  fireEvent.change(screen.getByRole('textbox', { name: 'Find a package' }), { target: { value: 'zod' } })
  const table = within(screen.getByRole('table'))
  expect(table.getAllByRole('row')).toHaveLength(2)
  expect(table.getByRole('rowheader', { name: 'zod' })).toBeDefined()
})

test('the report goes out when it is asked for, not when the section is opened', async () => {
  open('about')
  const show = await screen.findByRole('button', { name: 'Show what is copied' })
  expect(served.core.reports).toBe(0)
  fireEvent.click(show)
  expect(await screen.findByText('NovaCron: 0.1.0')).toBeTruthy()
  expect(served.core.reports).toBe(1)
})

test('says which browsers are signed in, and signs another one out', async () => {
  const browser = { openedAtMs: Date.now() - 3_600_000, lastSeenMs: Date.now(), windows: 1 }
  served.core.browsers.set('own', { ...browser, id: 'own', browser: 'Firefox/140', isOwn: true })
  served.core.browsers.set('far', { ...browser, id: 'far', browser: null, isOwn: false })
  open('data')
  const group = await screen.findByRole('region', { name: 'Signed-in browsers' })
  expect(within(group).getByText('This browser')).toBeTruthy()
  expect(within(group).getByText('It says nothing of itself.')).toBeTruthy()
  fireEvent.click(within(group).getByRole('button', { name: 'Sign out' }))
  await waitFor(() => expect(within(group).queryByRole('button', { name: 'Sign out' })).toBeNull())
  expect([...served.core.browsers.keys()]).toEqual(['own'])
})

test('policies say what a change would do before it can be saved, and bind the window at once', async () => {
  open('policies')
  const choice = await screen.findByRole('combobox', { name: 'Second factor' })
  const save = screen.getByRole('button', { name: 'Save policies' })
  expect(save).toHaveProperty('disabled', true)
  fireEvent.click(choice)
  fireEvent.click(await screen.findByRole('option', { name: 'everyone must' }))
  expect(save).toHaveProperty('disabled', true)
  expect(await screen.findByText(/They must set up a second factor/)).toBeDefined()
  expect(screen.getByText('Concerns: ada, cleo')).toBeDefined()
  expect(screen.getByText('Default: as each likes')).toBeDefined()
  fireEvent.click(screen.getByRole('switch', { name: 'The window may copy' }))
  await waitFor(() => expect(save).toHaveProperty('disabled', false))
  fireEvent.click(save)
  await waitFor(() => expect(useWindowRules.getState().clipboardAllowed).toBe(false))
  await expect(copyText('a secret')).rejects.toThrow('forbid copying')
  useWindowRules.setState({ clipboardAllowed: true })
})

test('policies that somebody else saves meanwhile are taken in, and what is being changed stays on top', async () => {
  open('policies')
  const copying = await screen.findByRole('switch', { name: 'The window may copy' })
  fireEvent.click(copying)
  const { policies: was } = await served.api.client.policies.get()
  await served.api.client.policies.set({ was, policies: { ...was, productionColour: 'violet' } })
  expect(await screen.findByText(/Somebody else saved policies meanwhile/)).toBeDefined()
  expect(copying).toHaveProperty('checked', false)
  const colour = screen.getByRole('combobox', { name: 'Colour of production' })
  await waitFor(() => expect(colour).toHaveProperty('value', 'violet'))
  const save = screen.getByRole('button', { name: 'Save policies' })
  await waitFor(() => expect(save).toHaveProperty('disabled', false))
  fireEvent.click(save)
  await waitFor(() => expect(save).toHaveProperty('disabled', true))
  expect((await served.api.client.policies.get()).policies).toMatchObject({
    productionColour: 'violet',
    data: { clipboardAllowed: false },
  })
  expect(screen.queryByText(/Somebody else saved policies/)).toBeNull()
  useWindowRules.setState({ clipboardAllowed: true })
})

test('an address that the audit can’t be sent to is not saved, and forbidden hours are added and taken away', async () => {
  open('policies')
  const address = await screen.findByRole('textbox', { name: 'Forward the audit log to' })
  fireEvent.change(address, { target: { value: 'http://log' } })
  expect(screen.getByRole('alert').textContent).toBe('Type udp://host:port or tls://host:port.')
  expect(screen.getByRole('button', { name: 'Save policies' })).toHaveProperty('disabled', true)
  fireEvent.change(address, { target: { value: 'tls://log.example:6514' } })
  expect(screen.queryByRole('alert')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Add hours' }))
  const hours = screen.getByRole('group', { name: 'Hours 1' })
  expect(within(hours).getByLabelText('From')).toHaveProperty('value', '08:00')
  fireEvent.change(within(hours).getByLabelText('To'), { target: { value: '20:30' } })
  expect(within(hours).getByLabelText('To')).toHaveProperty('value', '20:30')
  fireEvent.click(within(hours).getByRole('button', { name: 'Remove hours 1' }))
  expect(screen.getByText('No hour is forbidden.')).toBeDefined()
})

test('a limit that may be left out has a switch that is on while it holds, and says what holds without it', async () => {
  open('policies')
  const limit = await screen.findByRole('switch', { name: 'Ask for a new one after' })
  const row = within(limit.closest<HTMLElement>('[data-setting]') ?? document.body)
  expect(limit).toHaveProperty('checked', false)
  expect(limit.getAttribute('aria-describedby')).toBe(row.getByText('never').id)
  fireEvent.click(limit)
  expect(limit).toHaveProperty('checked', true)
  expect(row.queryByText('never')).toBeNull()
  expect(row.getByRole('textbox', { name: 'Ask for a new one after' })).toHaveProperty('value', '365')
  fireEvent.click(limit)
  expect(row.queryByRole('textbox')).toBeNull()
})

test('whoever may not manage policies reads them', async () => {
  useSession.setState({ state: viewer })
  open('policies')
  expect(await screen.findByRole('note')).toBeDefined()
  expect(screen.getByRole('switch', { name: 'The window may copy' })).toHaveProperty('disabled', true)
  expect(screen.queryByRole('button', { name: 'Save policies' })).toBeNull()
})

test('an interval is said, inherited and given back', async () => {
  open('monitoring')
  const tick = await screen.findByRole('textbox', { name: 'Ask what is on screen every' })
  expect(tick).toHaveProperty('value', '2')
  fireEvent.change(tick, { target: { value: '3.5' } })
  fireEvent.blur(tick)
  const inherit = await screen.findByRole('button', { name: 'Inherit Ask what is on screen every' })
  expect(screen.getByText('Inherited: 2 s')).toBeDefined()
  fireEvent.click(inherit)
  await waitFor(() =>
    expect(screen.queryByRole('button', { name: 'Inherit Ask what is on screen every' })).toBeNull(),
  )
})

test('a setting is found by its words and shown in its place', async () => {
  open('general')
  fireEvent.change(screen.getByRole('textbox', { name: 'Find a setting' }), {
    target: { value: 'break glass' },
  })
  const found = screen.getByRole('region', { name: 'Settings found' })
  fireEvent.click(within(found).getByRole('button', { name: /^Break-glass lasts at most/ }))
  expect(useAddress.getState().tab).toBe('policies')
  const field = await screen.findByRole('textbox', { name: 'Break-glass lasts at most' })
  await waitFor(() => expect(document.activeElement).toBe(field))
})

test('a back-up is opened by its passphrase, told what it changes, planned and taken back', async () => {
  open('data')
  fireEvent.click(await screen.findByRole('button', { name: /^Open novacron-2026-11-20/ }))
  const dialog = await screen.findByRole('dialog')
  const typed = within(dialog).getByLabelText('Passphrase of the back-up')
  fireEvent.change(typed, { target: { value: 'wrong' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'See what is in it' }))
  expect((await within(dialog).findByRole('alert')).textContent).toContain('does not open the back-up')
  fireEvent.change(typed, { target: { value: devBackupPassphrase } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'See what is in it' }))
  expect(await within(dialog).findByText('Hosts that would be gone: “kvm3”.')).toBeDefined()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Restore at the next start' }))
  expect(await screen.findByText(/is put in place when NovaCron starts next/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Don’t restore' }))
  await waitFor(() => expect(screen.queryByText(/is put in place when/)).toBeNull())
})

test('a file of settings that is too large is refused unread, and nothing of an earlier one can be taken over', async () => {
  open('data')
  await screen.findByRole('button', { name: 'Choose a file…' })
  const field = document.querySelector<HTMLInputElement>('input[type=file][accept*=json]')
  if (!field) throw new Error('there is nothing to choose a file with')
  fireEvent.change(field, { target: { files: [new File(['{}'], 'settings.json')] } })
  await screen.findByRole('button', { name: 'Take over' })
  const huge = new File(['{}'], 'huge.json')
  Object.defineProperty(huge, 'size', { value: 100 * 1024 * 1024 })
  const text = vi.spyOn(huge, 'text')
  fireEvent.change(field, { target: { files: [huge] } })
  const title = 'This file is too large to be settings of NovaCron.'
  await waitFor(() => expect(notificationsStore.getState().notifications).toMatchObject([{ title }]))
  expect(text).not.toHaveBeenCalled()
  expect(screen.queryByRole('button', { name: 'Take over' })).toBeNull()
})

test('a right that is missing for back-ups is called by its name', async () => {
  useSession.setState({ state: viewer })
  useAddress.setState({ ...firstAddress, page: 'settings', tab: 'data' })
  renderInWindow(<SettingsPage />, served)
  expect(await screen.findByText('Back-ups take the right “Make back-ups” over everything.')).toBeDefined()
})
