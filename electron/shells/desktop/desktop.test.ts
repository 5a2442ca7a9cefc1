import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DESKTOP_SETTING, LANGUAGE_SETTING } from '../../../shared/models/settingNames.ts'
import { createCore } from '../../core/core.ts'
import { createLog } from '../../core/log.ts'
import { connectLocalSocket, localSocketPath } from '../localSocket.ts'
import * as electron from './testing/fakeElectron.ts'
import { runMain } from './testing/runMain.ts'
import { WINDOW_SETTING } from './windowState.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

/** The command line's connection to the running desktop: what another shell of the person's would do. */
type Beside = Awaited<ReturnType<typeof connectLocalSocket>>
let folder: string
let beside: Beside
const HOST = '0a1b2c3d-0000-4000-8000-000000000001'

async function startMain() {
  await runMain()
  await vi.waitFor(() => expect(electron.BrowserWindow.windows).toHaveLength(1))
  beside = await connectLocalSocket(localSocketPath(folder))
}
async function quitMain() {
  await beside.close()
  const { quits } = electron.app
  electron.app.quit()
  await vi.waitFor(() => expect(electron.app.quits).toBe(quits + 1))
  for (const emitter of [electron.app, electron.powerMonitor, electron.ipcMain]) emitter.removeAllListeners()
  for (const window of electron.BrowserWindow.windows) window.close()
}
beforeAll(async () => {
  electron.resetFake()
  folder = mkdtempSync(join(tmpdir(), 'novacron-desktop-'))
  vi.stubEnv('NOVACRON_HOME', folder)
  vi.stubEnv('NOVACRON_LOG', 'silent')
  await startMain()
})
afterAll(async () => {
  await quitMain()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const theWindow = () => {
  const [window] = electron.BrowserWindow.windows
  if (!window) throw new Error('no window is open')
  return window
}
const theTray = () => electron.Tray.trays[0]
const setting = (key: string, value: unknown) => beside.client.app.setSetting({ key, value })
const labels = (menu: electron.FakeItem[] | undefined): (string | undefined)[] =>
  (menu ?? []).flatMap(item => [item.label, ...labels(item.submenu)])
const click = (menu: electron.FakeItem[] | undefined, label: string): void => {
  const all = (menu ?? []).flatMap(item => [item, ...(item.submenu ?? [])])
  all.find(item => item.label === label)?.click?.({ checked: false })
}

test('keeps what is Chromium’s inside the data folder, so that another folder is another program', () => {
  expect(electron.app.paths.get('userData')).toBe(join(folder, 'browser'))
})

test('the tray shows the fleet as it moves, and goes when it is not wanted', async () => {
  expect(theTray()?.tip).toBe('NovaCron: No hosts yet')
  await beside.client.hosts.add({
    uri: 'test+unix:///default?socket=/nowhere/libvirt-sock',
    name: 'kvm1',
  })
  await vi.waitFor(() => expect(theTray()?.tip).toBe('NovaCron: 0 of 1 host live, 1 needs attention'))
  expect(labels(theTray()?.menu)).toContain('kvm1: not reached')
  expect(theTray()?.image).toMatchObject({ path: expect.stringMatching(/trouble(Template)?\.png$/) })
  if (process.platform !== 'win32') expect(electron.app.badge).toBe(1)
  await setting(DESKTOP_SETTING, { tray: false })
  expect(theTray()).toBeUndefined()
  await setting(DESKTOP_SETTING, null)
  expect(theTray()).toBeDefined()
})

test('an entry of the tray changes the person’s setting', async () => {
  click(theTray()?.menu, 'Notify of Hosts')
  expect((await beside.client.app.getSetting({ key: DESKTOP_SETTING })).value).toMatchObject({
    notifyHosts: false,
  })
})

test('another language is spoken at once', async () => {
  expect(labels(electron.menus.at(-1))).toContain('What Changed')
  await setting(LANGUAGE_SETTING, 'de')
  expect(labels(electron.menus.at(-1))).toContain('Was sich geändert hat')
  expect(labels(theTray()?.menu)).toContain('NovaCron öffnen')
  await setting(LANGUAGE_SETTING, null)
  expect(labels(electron.menus.at(-1))).toContain('What Changed')
})

test('the frame and the dialogs wear the window’s theme', async () => {
  await setting('view', { theme: 'light' })
  expect(electron.nativeTheme.themeSource).toBe('light')
  await setting('view', { theme: 'auto' })
  expect(electron.nativeTheme.themeSource).toBe('system')
})

test('the menu goes to pages, back and forward', () => {
  click(electron.menus.at(-1), 'Hosts')
  expect(theWindow().loaded).toBe('app://novacron/#/hosts')
  click(electron.menus.at(-1), 'Back')
  expect(theWindow().webContents.went).toEqual(['back'])
})

test('the menu saves the page and opens the data folder', async () => {
  const filePath = join(folder, 'page.pdf')
  electron.answers.file = { canceled: false, filePath }
  click(electron.menus.at(-1), 'Save Page as PDF…')
  await vi.waitFor(() => expect(existsSync(filePath)).toBe(true))
  click(electron.menus.at(-1), 'Open Data Folder')
  expect(electron.opened).toEqual([folder])
})

test('the dock’s icon brings the window back', () => {
  theWindow().focused = false
  electron.app.emit('activate')
  expect(theWindow().focused).toBe(true)
})

test.each([
  ['handed over', [], { link: `novacron://host/${HOST}/storage` }],
  ['among the arguments', ['novacron', `novacron://host/${HOST}/storage`], null],
])('a second start’s link, %s, is shown in the window that is there', (_how, argv, data) => {
  theWindow().minimized = true
  theWindow().focused = false
  electron.app.emit('second-instance', {}, argv, '/', data)
  expect(theWindow()).toMatchObject({ minimized: false, focused: true })
  expect(theWindow().loaded).toBe(`app://novacron/#/host/${HOST}/storage`)
})

test('a link that names nothing only brings the window to the front', () => {
  const { length } = theWindow().loads
  theWindow().focused = false
  const event = { preventDefault: vi.fn() }
  electron.app.emit('open-url', event, 'novacron://nowhere/../..')
  expect(event.preventDefault).toHaveBeenCalled()
  expect(theWindow().focused).toBe(true)
  expect(theWindow().loads).toHaveLength(length)
})

test('closing hides the window where the person wants the tray to stay', async () => {
  await setting(DESKTOP_SETTING, { closeToTray: true })
  theWindow().close()
  expect(theWindow()).toMatchObject({ shown: false, destroyed: false })
  click(theTray()?.menu, 'Open NovaCron')
  expect(theWindow().shown).toBe(true)
  await setting(DESKTOP_SETTING, null)
})

test('sleep pauses the sessions and waking revives them', async () => {
  const state = async () => (await beside.client.hosts.list())[0]?.state
  await vi.waitFor(async () => expect(await state()).toMatchObject({ phase: 'waiting' }))
  electron.powerMonitor.emit('suspend')
  expect(await state()).toMatchObject({ phase: 'waiting', retryAtMs: null })
  electron.powerMonitor.emit('resume')
  await vi.waitFor(async () => expect((await state())?.retryAtMs).not.toBeNull())
})

test('the next start opens where this one was left', async () => {
  theWindow().moveTo({ x: 40, y: 50, width: 1000, height: 700 })
  theWindow().maximize()
  await theWindow().loadURL('app://novacron/#/machines?where=state%3Arunning')
  await quitMain()
  await startMain()
  expect(theWindow().options).toMatchObject({ x: 40, y: 50, width: 1000, height: 700 })
  expect(theWindow()).toMatchObject({ maximized: true })
  expect(theWindow().loads[0]).toBe('app://novacron/#/machines?where=state%3Arunning')
  expect((await beside.client.app.getSetting({ key: WINDOW_SETTING })).value).toMatchObject({
    maximised: true,
  })
})

test('a damaged memory of the window is no obstacle', async () => {
  await quitMain()
  const core = await createCore({ folder, shell: 'test', log: createLog('silent') })
  core.settings.set(WINDOW_SETTING, { bounds: 'everywhere', address: 'https://evil.example/' })
  core.settings.set(DESKTOP_SETTING, 'nonsense')
  await core.close()
  await startMain()
  expect(theWindow().loads[0]).toBe('app://novacron/')
  expect(theWindow().options).not.toHaveProperty('x')
  expect(theTray()).toBeDefined()
})

test('a start by the session opens no window where the tray has an icon', async () => {
  await quitMain()
  const { argv } = process
  process.argv = [...argv, '--hidden']
  try {
    await runMain()
    await vi.waitFor(() => expect(theTray()).toBeDefined())
    expect(electron.BrowserWindow.windows).toEqual([])
    click(theTray()?.menu, 'Open NovaCron')
    expect(electron.BrowserWindow.windows).toHaveLength(1)
    beside = await connectLocalSocket(localSocketPath(folder))
  } finally {
    process.argv = argv
  }
})

test('no feed, no question: the update check is not even loaded', () => {
  expect(labels(electron.menus.at(-1)).join()).not.toContain('Update')
})

test('the second of two starts hands its link over and ends without a window', async () => {
  await quitMain()
  const { argv } = process
  const { quits } = electron.app
  process.argv = [...argv, 'novacron://machines']
  electron.app.locked = false
  try {
    await runMain()
    await vi.waitFor(() => expect(electron.app.quits).toBe(quits + 1))
    expect(electron.app.handed).toEqual({ link: 'novacron://machines' })
    expect(electron.BrowserWindow.windows).toEqual([])
  } finally {
    process.argv = argv
    electron.app.locked = true
    await startMain()
  }
})

test.skipIf(process.platform === 'win32')('the computer’s shutdown closes the core first', async () => {
  const { quits } = electron.app
  const event = { preventDefault: vi.fn() }
  await beside.close()
  electron.powerMonitor.emit('shutdown', event)
  expect(event.preventDefault).toHaveBeenCalled()
  await vi.waitFor(() => expect(electron.app.quits).toBe(quits + 1))
  expect(existsSync(join(folder, 'core.sock'))).toBe(false)
  for (const emitter of [electron.app, electron.powerMonitor, electron.ipcMain]) emitter.removeAllListeners()
  for (const window of electron.BrowserWindow.windows) window.close()
  await startMain()
})
