import { beforeEach, expect, test, vi } from 'vitest'
import type { BrowserWindow } from 'electron'
import { createLog } from '../../core/log.ts'
import { CRASH_WITHIN_MS, CRASHES_MAX, CrashCount, recoverWindow } from './recovery.ts'
import * as electron from './testing/fakeElectron.ts'
import { real } from './testing/real.ts'
import { desktopWords } from './words.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const words = desktopWords('en', [])
let window: electron.BrowserWindow
let quits: number
beforeEach(() => {
  electron.resetFake()
  quits = 0
  window = new electron.BrowserWindow({ webPreferences: {} })
  const parts = {
    log: createLog('silent'),
    words: () => words,
    address: () => '#/hosts?where=a',
    quit: () => {
      quits++
    },
  }
  recoverWindow(real<BrowserWindow>(window), parts)
})
const crash = (reason = 'crashed') =>
  window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 })

test('counts only what is recent', () => {
  const count = new CrashCount()
  for (let index = 0; index < CRASHES_MAX; index++) expect(count.note(index)).toBe(true)
  expect(count.note(CRASHES_MAX)).toBe(false)
  expect(count.note(CRASH_WITHIN_MS + CRASHES_MAX + 1)).toBe(true)
})

test('a page that ended is loaded again where it was', () => {
  crash()
  expect(window.loads).toEqual(['app://novacron/#/hosts?where=a'])
  crash('clean-exit')
  expect(window.loads).toHaveLength(1)
})

test('one that keeps ending is left to a person', async () => {
  electron.answers.button = 1
  for (let index = 0; index < CRASHES_MAX; index++) crash('oom')
  expect(electron.asked).toEqual([])
  crash()
  await vi.waitFor(() => expect(window.loads).toHaveLength(CRASHES_MAX + 1))
  expect(electron.asked).toMatchObject([{ message: words.crashed }])
  expect(window.loaded).toBe('app://novacron/')
  electron.answers.button = 2
  for (let index = 0; index <= CRASHES_MAX; index++) crash()
  await vi.waitFor(() => expect(quits).toBe(1))
})

test('a page that hangs is asked about once, and ended only on request', async () => {
  electron.answers.button = 0
  window.emit('unresponsive')
  window.emit('unresponsive')
  await vi.waitFor(() => expect(electron.asked).toMatchObject([{ message: words.hung }]))
  await new Promise(resolve => setImmediate(resolve))
  expect(window.webContents.killed).toBe(0)
  electron.answers.button = 1
  window.emit('unresponsive')
  await vi.waitFor(() => expect(window.webContents.killed).toBe(1))
})
