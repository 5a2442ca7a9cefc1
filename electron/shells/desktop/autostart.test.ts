import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../core/testing/store.ts'
import { autostartEntry, autostartFile, setOpenAtLogin, startedHidden } from './autostart.ts'
import * as electron from './testing/fakeElectron.ts'
import { real } from './testing/real.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const app = real<App>(electron.app)
let folder: ReturnType<typeof temporaryFolder>
const platform = process.platform
const on = (platform: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value: platform })
beforeEach(() => {
  electron.resetFake()
  folder = temporaryFolder()
})
afterEach(() => {
  on(platform)
  folder[Symbol.dispose]()
})

test('on Linux it is an autostart entry, made and taken away', () => {
  on('linux')
  electron.app.isPackaged = true
  const env = { XDG_CONFIG_HOME: folder.path, APPIMAGE: '/home/ann/Nova Cron.AppImage' }
  setOpenAtLogin(app, true, env)
  const file = join(folder.path, 'autostart/org.novacron.desktop.desktop')
  expect(autostartFile(env)).toBe(file)
  expect(readFileSync(file, 'utf8')).toContain('Exec="/home/ann/Nova Cron.AppImage" --hidden\n')
  setOpenAtLogin(app, false, env)
  setOpenAtLogin(app, false, env)
  expect(existsSync(file)).toBe(false)
})

test('a path with signs of the shell stays one word', () => {
  expect(autostartEntry('/opt/a"b$c`d\\e%f')).toContain(
    'Exec="/opt/a\\\\"b\\\\$c\\\\`d\\\\\\\\e%%f" --hidden',
  )
})

test.each(['darwin', 'win32'] as const)('on %s the system is told', platform => {
  on(platform)
  electron.app.isPackaged = true
  setOpenAtLogin(app, true, {})
  expect(electron.app.loginItem).toEqual({ openAtLogin: true, args: ['--hidden'] })
})

test('a checkout never puts itself there', () => {
  on('linux')
  setOpenAtLogin(app, true, { XDG_CONFIG_HOME: folder.path })
  expect(existsSync(join(folder.path, 'autostart'))).toBe(false)
})

test('knows a start by the session', () => {
  expect(startedHidden(app, ['novacron', '--hidden'])).toBe(true)
  expect(startedHidden(app, ['novacron'])).toBe(false)
  electron.app.wasOpenedAtLogin = true
  expect(startedHidden(app, ['novacron'])).toBe(true)
  electron.app.wasOpenedAtLogin = false
})
