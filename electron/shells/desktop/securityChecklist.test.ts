import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { APP_ORIGIN, PORT_CHANNEL } from './origin.ts'
import * as electron from './testing/fakeElectron.ts'
import { runMain } from './testing/runMain.ts'
import { checklistTitle, securityChecklist } from './testing/securityChecklist.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const root = join(import.meta.dirname, '../../..')
/** The shell's own sources, without tests: what must not stand in them is looked for. */
const sources = globSync('*.ts', { cwd: import.meta.dirname })
  .filter(name => !name.endsWith('.test.ts'))
  .map(name => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }))
const using = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

let folder: string
beforeAll(async () => {
  electron.resetFake()
  folder = mkdtempSync(join(tmpdir(), 'novacron-checklist-'))
  vi.stubEnv('NOVACRON_HOME', folder)
  vi.stubEnv('NOVACRON_LOG', 'silent')
  await runMain()
  await vi.waitFor(() => expect(electron.BrowserWindow.windows).toHaveLength(1))
})
afterAll(async () => {
  const { quits } = electron.app
  electron.app.quit()
  await vi.waitFor(() => expect(electron.app.quits).toBe(quits + 1))
  for (const emitter of [electron.app, electron.powerMonitor, electron.ipcMain]) emitter.removeAllListeners()
  for (const window of electron.BrowserWindow.windows) window.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const theWindow = () => {
  const [window] = electron.BrowserWindow.windows
  if (!window) throw new Error('no window was opened')
  return window
}
const preferences = () => theWindow().options.webPreferences
const answer = async (path: string) => {
  const handler = electron.fakeSession.handlers.get('app')
  if (!handler) throw new Error('the scheme is not served')
  return handler(new Request(APP_ORIGIN + path))
}
const prevented = (name: string, url = 'https://evil.example/') => {
  const event = { url, preventDefault: vi.fn() }
  theWindow().webContents.emit(name, event)
  return event.preventDefault.mock.calls.length > 0
}

const tests: Record<number, () => void | Promise<void>> = {
  1: () => {
    expect(theWindow().loaded).toMatch(/^app:\/\/novacron\//)
    const urls = electron.fakeSession.blocked.flatMap(each => each.urls)
    for (const scheme of ['http', 'https', 'ws', 'wss', 'ftp', 'file'])
      expect(urls).toContain(`${scheme}://*/*`)
    const decide = vi.fn()
    electron.fakeSession.blocked[0]?.intercept({}, decide)
    expect(decide).toHaveBeenCalledWith({ cancel: true })
  },
  2: () =>
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    }),
  3: () => expect(preferences()).toMatchObject({ contextIsolation: true }),
  4: () => {
    expect(electron.app.sandboxed).toBe(true)
    expect(preferences()).toMatchObject({ sandbox: true })
    expect(using(/no-sandbox/)).toEqual([])
  },
  5: () => {
    const later = new electron.FakeSession()
    electron.app.emit('session-created', later)
    for (const session of [electron.fakeSession, later]) {
      const decide = vi.fn()
      session.permissionRequest?.({}, 'media', decide)
      expect(decide).toHaveBeenCalledWith(false)
      expect([session.permissionCheck?.(), session.devicePermission?.()]).toEqual([false, false])
      expect(session.displayMedia).toBeNull()
      expect(session.spellChecker).toBe(false)
    }
  },
  6: () => {
    expect(preferences()).toMatchObject({ webSecurity: true })
    expect(using(/disable-web-security|webSecurity: false/)).toEqual([])
  },
  7: async () => {
    for (const path of ['/', '/anything', '/missing.js']) {
      const { status, headers } = await answer(path)
      const policy = headers.get('content-security-policy')
      // From sources there may be no build to serve: then there is no page, and nothing may be loaded.
      if (status === 404) expect(policy).toMatch(/^default-src 'none'; base-uri 'none'/)
      else expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /)
      if (path === '/missing.js') expect(status).toBe(404)
    }
    const { contentSecurityPolicy } = await import('../webPolicy.ts')
    const policy = contentSecurityPolicy('abc')
    expect(policy).not.toMatch(/unsafe-|https?:|\*/)
    for (const part of [
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(part)
  },
  8: () => expect(preferences()).toMatchObject({ allowRunningInsecureContent: false }),
  9: () => expect(preferences()).toMatchObject({ experimentalFeatures: false }),
  10: () => {
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures')
    expect(using(/appendSwitch|enableBlinkFeatures/)).toEqual([])
  },
  11: () => expect(preferences()).toMatchObject({ webviewTag: false }),
  12: () => expect(prevented('will-attach-webview')).toBe(true),
  13: () => {
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate'])
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'app://elsewhere/',
        'javascript:alert(1)',
      ])
        expect(prevented(name, url), `${name} ${url}`).toBe(true)
    expect(preferences()).toMatchObject({ navigateOnDragDrop: false })
  },
  14: () => {
    for (const url of ['https://libvirt.org/', 'app://novacron/', 'about:blank'])
      expect(theWindow().webContents.windowOpen?.({ url })).toEqual({ action: 'deny' })
  },
  15: async () => {
    electron.opened.length = 0
    const bad = [
      'http://libvirt.org/',
      'https://libvirt.org.evil.example/',
      'file:///x',
      'smb://host/share',
      'x',
    ]
    for (const url of [...bad, 'https://libvirt.org/formatdomain.html'])
      theWindow().webContents.windowOpen?.({ url })
    await vi.waitFor(() => expect(electron.opened).toEqual(['https://libvirt.org/formatdomain.html']))
    expect(using(/openExternal/)).toEqual(['hardening.ts'])
  },
  16: () => {
    const { devDependencies } = z
      .object({ devDependencies: z.object({ electron: z.string() }) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
    // Exact, so that what was tested is what is packed; and of a line that is maintained.
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(45)
  },
  17: () => {
    const given = (origin: string, parent: object | null) => {
      const postMessage = vi.fn()
      const senderFrame = { origin, parent, postMessage }
      electron.ipcMain.emit(PORT_CHANNEL, { sender: theWindow().webContents, senderFrame })
      return postMessage.mock.calls.length
    }
    expect(given('https://evil.example', null)).toBe(0)
    expect(given(APP_ORIGIN, {})).toBe(0)
    expect(electron.ipcMain.eventNames()).toEqual([PORT_CHANNEL])
    expect(using(/ipcMain\.handle|webContents\.ipc/)).toEqual([])
  },
  18: async () => {
    expect(electron.schemes).toMatchObject([{ scheme: 'app', privileges: { standard: true, secure: true } }])
    expect(electron.schemes[0]).not.toHaveProperty('privileges.bypassCSP')
    expect(using(/loadFile|file:\/\/\/|pathToFileURL/)).toEqual([])
    for (const path of ['/..%2f..%2fpackage.json', '/%00', '/..\\package.json'])
      expect((await answer(path)).status).toBe(404)
  },
  19: () => {
    const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8').replaceAll('\r\n', '\n')
    const block = /electronFuses:\n((?: {2}.+\n)+)/.exec(text)?.[1] ?? ''
    const fuses = Object.fromEntries(
      [...block.matchAll(/(\w+): (\w+)/g)].map(([, name, value]) => [name, value]),
    )
    expect(fuses).toEqual({
      runAsNode: 'false',
      enableCookieEncryption: 'true',
      enableNodeOptionsEnvironmentVariable: 'false',
      enableNodeCliInspectArguments: 'false',
      enableEmbeddedAsarIntegrityValidation: 'true',
      onlyLoadAppFromAsar: 'true',
      loadBrowserProcessSpecificV8Snapshot: 'false',
      grantFileProtocolExtraPrivileges: 'false',
    })
  },
  20: () => {
    expect(using(/contextBridge|exposeInMainWorld/)).toEqual([])
    const preload = sources.find(({ name }) => name === 'preload.ts')?.text ?? ''
    // One message out, one port in; whoever adds a second channel changes this test knowingly.
    expect(
      [...preload.matchAll(/ipcRenderer\.(\w+)\((\w+)/g)].map(([, verb, channel]) => `${verb} ${channel}`),
    ).toEqual(['send PORT_CHANNEL', 'on PORT_CHANNEL'])
    expect(using(/executeJavaScript|insertCSS/)).toEqual([])
  },
}

for (const number of securityChecklist.keys().map(index => index + 1))
  test(checklistTitle(number), async () => {
    await tests[number]?.()
  })

test('every item has its test, and the document names each', () => {
  expect(Object.keys(tests)).toHaveLength(securityChecklist.length)
  const text = readFileSync(join(root, 'docs/security-checklist.md'), 'utf8')
  for (const [index, item] of securityChecklist.entries())
    expect(text).toContain(`| ${index + 1} | ${item} |`)
})
