import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { lockFolder } from '../../core/store/index.ts'
import { APP_ORIGIN, PORT_CHANNEL } from './origin.ts'
import * as electron from './testing/fakeElectron.ts'
import { runMain } from './testing/runMain.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

let folder: string
beforeAll(async () => {
  electron.resetFake()
  folder = mkdtempSync(join(tmpdir(), 'novacron-desktop-'))
  vi.stubEnv('NOVACRON_HOME', folder)
  vi.stubEnv('NOVACRON_LOG', 'silent')
  await runMain()
  await vi.waitFor(() => expect(electron.BrowserWindow.windows).toHaveLength(1))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const theWindow = () => {
  const [window] = electron.BrowserWindow.windows
  if (!window) throw new Error('no window was opened')
  return window
}
const page = (path: string, init?: RequestInit) => {
  const handler = electron.fakeSession.handlers.get('app')
  if (!handler) throw new Error('the scheme is not served')
  return handler(new Request(`app://novacron${path}`, init))
}

test('opens one sandboxed, isolated window on the interface’s own origin', () => {
  expect(electron.app.sandboxed).toBe(true)
  expect(theWindow().loaded).toBe(`${APP_ORIGIN}/`)
  expect(theWindow().options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    enableWebSQL: false,
    spellcheck: false,
  })
})

test('shows the window when its first frame is painted', () => {
  expect(theWindow().shown).toBe(false)
  theWindow().emit('ready-to-show')
  expect(theWindow().shown).toBe(true)
})

test('registers the scheme as standard and secure, without bypassing the policy', () => {
  expect(electron.schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
})

test('answers only its own files, by GET and HEAD', async () => {
  expect((await page('/..%2f..%2fpackage.json')).status).toBe(404)
  expect((await page('/', { method: 'POST' })).status).toBe(404)
  const handler = electron.fakeSession.handlers.get('app')
  expect((await handler?.(new Request('app://elsewhere/')))?.status).toBe(404)
})

test('denies every permission, check and device', () => {
  let decided: boolean | null = null
  electron.fakeSession.permissionRequest?.({}, 'media', allowed => {
    decided = allowed
  })
  expect(decided).toBe(false)
  expect(electron.fakeSession.permissionCheck?.()).toBe(false)
  expect(electron.fakeSession.devicePermission?.()).toBe(false)
})

test.each(['https://evil.example/', 'file:///etc/passwd', 'app://elsewhere/', 'javascript:alert(1)'])(
  'does not navigate to %s',
  url => {
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      const event = { url, preventDefault: vi.fn() }
      theWindow().webContents.emit(name, event)
      expect(event.preventDefault, name).toHaveBeenCalled()
    }
  },
)

test('stays on its own pages and attaches no webview', () => {
  const inside = { url: `${APP_ORIGIN}/machines`, preventDefault: vi.fn() }
  theWindow().webContents.emit('will-navigate', inside)
  expect(inside.preventDefault).not.toHaveBeenCalled()
  const webview = { preventDefault: vi.fn() }
  theWindow().webContents.emit('will-attach-webview', webview)
  expect(webview.preventDefault).toHaveBeenCalled()
})

test.each([
  ['blob:app://novacron/0a1b2c3d', true],
  ['https://evil.example/a.exe', false],
  ['app://novacron/index.html', false],
  ['blob:https://evil.example/0a1b2c3d', false],
])('a download of %s is let through: %s', (url, isLet) => {
  const event = { preventDefault: vi.fn() }
  electron.fakeSession.emit('will-download', event, { getURL: () => url })
  expect(event.preventDefault).toHaveBeenCalledTimes(isLet ? 0 : 1)
})

test('a session without pages, as the update check has, keeps its way to the network', () => {
  const updates = new electron.FakeSession()
  electron.app.emit('session-created', updates)
  expect(updates.blocked).toEqual([])
  expect(updates.permissionCheck?.()).toBe(false)
})

test('opens no window, and outside only https on hosts that it links to', async () => {
  const open = (url: string) => theWindow().webContents.windowOpen?.({ url })
  for (const url of [
    'https://libvirt.org/formatdomain.html',
    'http://libvirt.org/',
    'https://evil.example/',
    'file:///x',
    'nonsense',
  ])
    expect(open(url)).toEqual({ action: 'deny' })
  await vi.waitFor(() => expect(electron.opened).toEqual(['https://libvirt.org/formatdomain.html']))
})

function ask(frame: { origin: string; parent: object | null }) {
  const ports: electron.FakePort[] = []
  const sent = (_channel: string, _message: null, given: electron.FakePort[]) => ports.push(...given)
  electron.ipcMain.emit(PORT_CHANNEL, {
    sender: theWindow().webContents,
    senderFrame: { ...frame, postMessage: sent },
  })
  return ports
}

test('gives no port to a foreign origin or to a frame inside the page', async () => {
  const foreign = ask({ origin: 'https://evil.example', parent: null })
  const inside = ask({ origin: APP_ORIGIN, parent: {} })
  const own = ask({ origin: APP_ORIGIN, parent: null })
  await vi.waitFor(() => expect(own).toHaveLength(1))
  expect([foreign, inside]).toEqual([[], []])
})

test('serves the contract on the port of its own page', async () => {
  const ports = ask({ origin: APP_ORIGIN, parent: null })
  await vi.waitFor(() => expect(ports).toHaveLength(1))
  const [port] = ports
  if (!port) throw new Error('no port was given')
  const client: ContractClient = createORPCClient(new RPCLink({ port: port.port }))
  port.port.start()
  const info = await client.app.info()
  expect(info.shell).toBe('desktop')
  expect(await client.hosts.list()).toEqual([])
  port.close()
})

test('a second start focuses the window that is there', () => {
  theWindow().minimized = true
  electron.app.emit('second-instance', {}, ['novacron'], '/', { link: null })
  expect(theWindow()).toMatchObject({ minimized: false, focused: true })
})

test('sleep and wake reach the sessions without a fault', () => {
  electron.powerMonitor.emit('suspend')
  electron.powerMonitor.emit('resume')
})

test('quitting closes the core first: the folder’s lock is free and the socket gone', async () => {
  expect(lockFolder(folder)).toBeNull()
  electron.app.quit()
  await vi.waitFor(() => expect(electron.app.quits).toBe(1))
  const lock = lockFolder(folder)
  expect(lock).not.toBeNull()
  lock?.close()
  expect(existsSync(join(folder, 'core.sock'))).toBe(false)
})

test('a start that fails is explained, and no program without a window is left', async () => {
  const lock = lockFolder(folder)
  const windows = electron.BrowserWindow.windows.length
  try {
    await runMain()
    await vi.waitFor(() => expect(electron.app.exits).toEqual([1]))
    expect(electron.errorBoxes).toEqual([[expect.stringContaining('Another NovaCron'), expect.any(String)]])
    expect(electron.BrowserWindow.windows).toHaveLength(windows)
  } finally {
    lock?.close()
  }
})
