import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { checklistTitle, securityChecklist } from '../../electron/shells/desktop/testing/securityChecklist.ts'
import { electronProgram } from '../../scripts/setup/desktop.ts'

// Electron itself, where its binary is: what the fake and the stand-in can only ask for.
test.describe.configure({ mode: 'serial' })
test.use({ trace: 'off', screenshot: 'off' })

const root = join(import.meta.dirname, '../..')
const program = electronProgram()
const isRequired = process.env.NOVACRON_REQUIRE_ELECTRON === '1'
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
test.skip(program === null && !isRequired, 'Electron’s binary is not here')
test.skip(!hasDisplay && !isRequired, 'there is no display')

let folder: string
let app: ElectronApplication
let page: Page
/** What Electron made of the options that the window was opened with. */
let preferences: Record<string, unknown>

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-electron-'))
  app = await _electron.launch({
    executablePath: program ?? '',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
    env: { ...(process.env as Record<string, string>), NOVACRON_HOME: folder },
  })
  page = await app.firstWindow()
  await expect(page).toHaveTitle(/NovaCron/)
  preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const read: unknown = contents && Reflect.get(contents, 'getLastWebPreferences')
    return typeof read === 'function' ? { ...Reflect.apply(read, contents, []) } : {}
  })
})
test.afterAll(async () => {
  await app?.close()
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

const has = (name: string) => page.evaluate(global => typeof Reflect.get(globalThis, global), name)
const fetched = (url: string) =>
  page.evaluate(
    address =>
      fetch(address).then(
        answer => answer.status,
        () => null,
      ),
    url,
  )
const tests: Record<number, () => Promise<void>> = {
  1: async () => {
    expect(new URL(page.url()).protocol).toBe('app:')
    expect(await fetched('https://novacron.dev/')).toBeNull()
  },
  2: async () => {
    expect(preferences).toMatchObject({ nodeIntegration: false })
    for (const name of ['require', 'process', 'module', 'Buffer'])
      expect(await has(name), name).toBe('undefined')
  },
  3: async () => expect(preferences).toMatchObject({ contextIsolation: true }),
  4: async () => {
    expect(preferences).toMatchObject({ sandbox: true })
    const sandboxed = await app.evaluate(({ app: main }) =>
      main.getAppMetrics().flatMap(({ type, sandboxed: is }) => (type === 'Tab' ? (is ?? null) : [])),
    )
    // Known on macOS and Windows only.
    expect(sandboxed.filter(is => is === false)).toEqual([])
  },
  5: async () => {
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'] as PermissionName[]
      return Promise.all(names.map(async name => (await navigator.permissions.query({ name })).state))
    })
    expect(new Set(states)).toEqual(new Set(['denied']))
    const media = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        () => 'denied',
      ),
    )
    expect(media).toBe('denied')
  },
  6: async () => expect(preferences).toMatchObject({ webSecurity: true }),
  7: async () => {
    const violated = await page.evaluate(
      () =>
        new Promise<string>(resolve => {
          addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective), {
            once: true,
          })
          const script = document.createElement('script')
          script.textContent = 'globalThis.hacked = true'
          document.head.append(script)
        }),
    )
    expect(violated).toContain('script-src')
    expect(await has('hacked')).toBe('undefined')
  },
  8: async () => expect(preferences.allowRunningInsecureContent ?? false).toBe(false),
  9: async () => expect(preferences.experimentalFeatures ?? false).toBe(false),
  10: async () => expect(preferences.enableBlinkFeatures ?? '').toBe(''),
  11: async () => expect(preferences.webviewTag ?? false).toBe(false),
  12: async () => {
    const before = await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)
    await page.evaluate(() => {
      const view = document.createElement('webview')
      view.setAttribute('src', 'https://example.invalid/')
      document.body.append(view)
    })
    expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(before)
  },
  13: async () => {
    const address = page.url()
    for (const url of ['https://example.invalid/', 'file:///etc/hostname', 'app://elsewhere/'])
      await page.evaluate(to => {
        location.href = to
      }, url)
    await expect(page).toHaveTitle(/NovaCron/)
    expect(page.url()).toBe(address)
  },
  14: async () => {
    expect(await page.evaluate(() => window.open('https://example.invalid/') === null)).toBe(true)
    expect(app.windows()).toHaveLength(1)
  },
  15: async () => {
    const opened = await app.evaluate(({ shell }) => {
      const seen: string[] = []
      const former = shell.openExternal
      shell.openExternal = async url => void seen.push(url)
      Reflect.set(globalThis, 'restoreOpenExternal', () => {
        shell.openExternal = former
        return seen
      })
      return seen
    })
    expect(opened).toEqual([])
    await page.evaluate(() => {
      for (const url of ['http://libvirt.org/', 'smb://host/share', 'https://example.invalid/'])
        window.open(url)
    })
    const seen = await app.evaluate(() =>
      Reflect.apply(Reflect.get(globalThis, 'restoreOpenExternal'), null, []),
    )
    expect(seen).toEqual([])
  },
  16: async () => {
    const { version } = createRequire(import.meta.url)('electron/package.json')
    expect(await app.evaluate(() => process.versions.electron)).toBe(version)
  },
  17: async () => {
    const seen = await app.evaluate(({ ipcMain, BrowserWindow }) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents
      const given = (origin: string, parent: object | null) => {
        let ports = 0
        ipcMain.emit('novacron:port', { sender, senderFrame: { origin, parent, postMessage: () => ports++ } })
        return ports
      }
      return {
        names: ipcMain.eventNames(),
        ports: [given('https://evil.example', null), given('app://novacron', {})],
      }
    })
    expect(seen).toEqual({ names: ['novacron:port'], ports: [0, 0] })
  },
  18: async () => {
    expect(await fetched('file:///etc/hostname')).toBeNull()
    expect(await fetched('/..%2f..%2fpackage.json')).toBe(404)
  },
  19: async () => {
    // The development binary's fuses are Electron's own; a package's are read in package.spec.ts and here where it is packed.
    const isPackaged = await app.evaluate(({ app: main }) => main.isPackaged)
    if (isPackaged) expect(await app.evaluate(() => process.execArgv)).toEqual([])
  },
  20: async () => {
    for (const name of ['electron', 'ipcRenderer', 'electronAPI', 'api'])
      expect(await has(name), name).toBe('undefined')
  },
}

for (const number of securityChecklist.keys().map(index => index + 1))
  test(checklistTitle(number), async () => {
    await tests[number]?.()
  })

test('the window shows the interface of the core in this program', async () => {
  await expect(page.getByText('NovaCron', { exact: false }).first()).toBeVisible()
  expect(await app.evaluate(({ app: main }) => main.getPath('userData'))).toBe(join(folder, 'browser'))
})
