import type { App } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { version } from '../../core/version.ts'
import { temporaryFolder } from '../../core/testing/store.ts'
import { commandArguments, runAsCommand } from './command.ts'
import * as electron from './testing/fakeElectron.ts'
import { real } from './testing/real.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const app = real<App>(electron.app)
beforeEach(electron.resetFake)
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('only a flag that comes first makes it a command', () => {
  expect(commandArguments(['novacron', '--cli', 'host', 'list'], true)).toEqual(['host', 'list'])
  expect(commandArguments(['electron', '.', '--cli'], false)).toEqual([])
  expect(commandArguments(['novacron', '--no-sandbox', '--cli', 'vm', '--cli'], true)).toEqual([
    'vm',
    '--cli',
  ])
  expect(commandArguments(['novacron'], true)).toBeNull()
  expect(commandArguments(['novacron', 'novacron://machines', '--cli', 'serve'], true)).toBeNull()
})

function written() {
  const out: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    out.push(String(text))
    const done: unknown = rest.at(-1)
    if (typeof done === 'function') Reflect.apply(done, null, [])
    return true
  })
  return out
}

test('runs the command line inside this process, without a window, and ends with its code', async () => {
  using folder = temporaryFolder()
  vi.stubEnv('NOVACRON_HOME', folder.path)
  const out = written()
  await runAsCommand(app, ['host', 'list', '--json'])
  expect(JSON.parse(out.join(''))).toMatchObject({ hosts: [] })
  await runAsCommand(app, ['--version'])
  expect(out.join('')).toContain(version)
  expect(electron.app.exits).toEqual([0, 0])
  expect(electron.BrowserWindow.windows).toEqual([])
})

test('a command that fails gives its own exit code', async () => {
  using folder = temporaryFolder()
  vi.stubEnv('NOVACRON_HOME', folder.path)
  written()
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((_text, ...rest) => {
    const done: unknown = rest.at(-1)
    if (typeof done === 'function') Reflect.apply(done, null, [])
    return true
  })
  await runAsCommand(app, ['vm', 'show', 'nobody', '--offline'])
  expect(electron.app.exits).toEqual([3])
  expect(err).toHaveBeenCalled()
})

test('runs nothing before Electron can start a process for the keychain', async () => {
  const out = written()
  const { promise, resolve } = Promise.withResolvers<void>()
  vi.spyOn(electron.app, 'whenReady').mockReturnValue(promise)
  const before = electron.app.exits.length
  const run = runAsCommand(app, ['--version'])
  await new Promise(turn => setTimeout(turn, 500))
  expect(out.join('')).toBe('')
  resolve()
  await run
  expect(out.join('')).toContain(version)
  expect(electron.app.exits.slice(before)).toEqual([0])
})
