import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../core/testing/store.ts'
import { pdfName, savePdf } from './pdf.ts'
import * as electron from './testing/fakeElectron.ts'
import { real } from './testing/real.ts'
import { desktopWords } from './words.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const words = desktopWords('en', [])
beforeEach(electron.resetFake)

test('proposes the title as a name that every file system takes', () => {
  expect(pdfName('Machines · NovaCron')).toBe('Machines NovaCron.pdf')
  expect(pdfName('../../etc/passwd')).toBe('etc passwd.pdf')
  expect(pdfName('💥')).toBe('NovaCron.pdf')
  expect(pdfName('x'.repeat(500)).length).toBeLessThan(100)
})

test('writes where the person says, nothing where they do not, and tells what failed', async () => {
  using folder = temporaryFolder()
  const window = new electron.BrowserWindow({ webPreferences: {} })
  const save = () => savePdf(real<BrowserWindow>(window), words)
  const filePath = join(folder.path, 'page.pdf')
  electron.answers.file = { canceled: true, filePath }
  await save()
  expect(existsSync(filePath)).toBe(false)
  electron.answers.file = { canceled: false, filePath }
  await save()
  expect(readFileSync(filePath, 'utf8')).toBe('%PDF-1.7')
  electron.answers.file = { canceled: false, filePath: join(folder.path, 'missing/page.pdf') }
  await save()
  window.webContents.pdf = new Error('no printer')
  await save()
  expect(electron.errorBoxes).toEqual([
    [words.pdfFailed, expect.stringContaining('ENOENT')],
    [words.pdfFailed, 'no printer'],
  ])
})
