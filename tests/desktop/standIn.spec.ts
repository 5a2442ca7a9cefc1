import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser as Viewer, chromium, expect, type Page, test } from '@playwright/test'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../../electron/core/testing/libvirtd.ts'
import { Browser, chromiumProgram, Program } from './standIn/program.ts'

// One story of one program, told in order: each test goes on where the one before ended.
test.describe.configure({ mode: 'serial' })
// A recording would watch every page of a browser that outlives each test.
test.use({ trace: 'off', screenshot: 'off' })

const missing = chromiumProgram() === null ? 'Chromium is not here' : libvirtdMissing()
test.skip(missing !== null && process.env.CI !== 'true', missing ?? '')

/** Longer than a host must be gone before a person is told. */
const LOST_MS = 40_000
let folder: string
let browser: Browser
let daemon: TestLibvirtd
let program: Program
let viewer: Viewer | null = null
let faults: string[] = []
/** What the page said of the one place that it is sent to and must not reach. */
const refusals: string[] = []
const FORBIDDEN = 'https://elsewhere.test/'

const start = (...args: string[]) => new Program({ folder, browser, args })
/** The program's page as a person sees it; looked at anew, because a crashed page stays crashed for who watched it. */
async function look(): Promise<Page> {
  await viewer?.close()
  viewer = await chromium.connectOverCDP(browser.endpoint)
  const pages = () => viewer?.contexts().flatMap(context => context.pages()) ?? []
  const ours = () => pages().find(page => page.url().startsWith('https://novacron.test/'))
  await expect.poll(() => ours() !== undefined).toBe(true)
  const page = ours()
  if (!page) throw new Error('the window is gone')
  page.on('console', message => {
    if (message.type() !== 'error') return
    const said = message.text()
    if (said.includes(FORBIDDEN)) refusals.push(said)
    else faults.push(said)
  })
  page.on('pageerror', error => faults.push(error.message))
  return page
}
const rows = (page: Page) =>
  page.getByRole('grid').or(page.getByRole('table')).getByText('test', { exact: true })

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-standin-'))
  daemon = await startLibvirtd()
  browser = await Browser.start()
})
test.afterAll(async () => {
  await viewer?.close()
  if (program) await program.quit()
  await browser?.stop()
  await daemon?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})
test.afterEach(async () => {
  await viewer?.close()
  viewer = null
  expect(faults, 'errors on the page’s console').toEqual([])
})

test('as a command, the program adds a host and opens no window', async () => {
  const command = start('--cli', 'host', 'add', daemon.clientUri('test', '/default'), '--name', 'lab1')
  expect(await command.ended, command.output).toBe(0)
  const list = start('--cli', 'host', 'list', '--json')
  expect(await list.ended).toBe(0)
  expect(JSON.parse(list.printed)).toMatchObject({ hosts: [{ record: { name: 'lab1' } }] })
  const wrong = start('--cli', 'vm', 'show', 'nobody', '--offline')
  expect(await wrong.ended).toBe(3)
})

test('the window shows the machines of a real core', async () => {
  program = start()
  const page = await look()
  await expect(rows(page).first()).toBeVisible()
  await expect.poll(() => program.seen.tray).toBe('NovaCron: 1 of 1 host live')
  await expect.poll(() => program.seen.badge).toBe(0)
})

test('the page has no Node, no preload’s world, no network and no other window', async () => {
  let page = await look()
  const reach = await page.evaluate(async () => {
    const has = (name: string) => typeof Reflect.get(globalThis, name)
    const fetched = await fetch('https://elsewhere.test/').then(
      () => 'reached',
      () => 'refused',
    )
    return { names: ['require', 'process', 'standInSend', 'standInReceive'].map(has), fetched }
  })
  expect(reach).toEqual({ names: Array(4).fill('undefined'), fetched: 'refused' })
  // The content policy says so aloud, which is what it is for; the words come by another way than the answer.
  await expect.poll(() => refusals.join()).toContain('Content Security Policy')
  // Whoever watches a browser holds each new window for a moment; one that the program closes just then never lets its opener go on.
  await page.evaluate(
    () => void setTimeout(() => window.open('https://libvirt.org/formatdomain.html'), 2_000),
  )
  await viewer?.close()
  await expect.poll(() => program.seen.outside).toBe('https://libvirt.org/formatdomain.html')
  page = await look()
  await page.evaluate(() => {
    location.href = 'https://elsewhere.test/'
  })
  await expect(rows(page).first()).toBeVisible()
  expect(page.url()).toMatch(/^https:\/\/novacron\.test\//)
})

test('a second start hands its link to the first and ends', async () => {
  const page = await look()
  const second = start('novacron://machines?where=name:test')
  expect(await second.ended, second.output).toBe(0)
  await expect.poll(() => new URL(page.url()).hash).toBe('#/machines?where=name%3Atest')
  await expect(rows(page).first()).toBeVisible()
})

test('a command beside the window is answered by the window’s core', async () => {
  const list = start('--cli', 'vm', 'list', '--json')
  expect(await list.ended, list.output).toBe(0)
  expect(list.output).toContain('"name": "test"')
  expect(program.seen.tray).toBe('NovaCron: 1 of 1 host live')
})

test('the menu goes to another page and prints it', async () => {
  const page = await look()
  const filePath = join(folder, 'page.pdf')
  program.perform({ do: 'answer', file: filePath })
  program.perform({ do: 'click', menu: 'application', label: 'Save Page as PDF…' })
  await expect
    .poll(() => existsSync(filePath) && readFileSync(filePath).subarray(0, 5).toString())
    .toBe('%PDF-')
  program.perform({ do: 'click', menu: 'application', label: 'Activity' })
  await expect.poll(() => new URL(page.url()).hash).toBe('#/activity')
  program.perform({ do: 'click', menu: 'application', label: 'Back' })
  await expect.poll(() => new URL(page.url()).hash).toBe('#/machines?where=name%3Atest')
})

test('a page whose process dies comes back where it was, with the core untouched', async () => {
  const page = await look()
  const died = page.waitForEvent('crash')
  const devtools = await page.context().newCDPSession(page)
  // Its answer never comes.
  devtools.send('Page.crash').catch(() => undefined)
  await died
  const again = await look()
  await expect(rows(again).first()).toBeVisible()
  await expect.poll(() => new URL(again.url()).hash).toBe('#/machines?where=name%3Atest')
  faults = []
})

test('sleep and waking leave the host live', async () => {
  program.perform({ do: 'power', event: 'suspend' })
  program.perform({ do: 'power', event: 'resume' })
  const page = await look()
  await expect(rows(page).first()).toBeVisible()
  await expect.poll(() => program.seen.tray).toBe('NovaCron: 1 of 1 host live')
})

test('quitting ends everything; the next start opens where this one was left', async () => {
  program.perform({ do: 'place', bounds: { x: 20, y: 30, width: 1111, height: 777 } })
  expect(await program.quit(), program.output).toBe(0)
  expect(existsSync(join(folder, 'core.sock'))).toBe(false)
  expect(program.seen.fault).toBeUndefined()
  program = start()
  const page = await look()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/machines?where=name%3Atest')
  await expect(rows(page).first()).toBeVisible()
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([1111, 777])
})

test('a host that is lost is told in the tray and, where nobody looks, natively', async () => {
  program.perform({ do: 'blur' })
  await daemon.stop()
  await expect.poll(() => program.seen.tray).toContain('0 of 1 host live, 1 needs attention')
  await expect.poll(() => program.seen.badge).toBe(1)
  await expect.poll(() => program.seen.notification?.title, { timeout: LOST_MS }).toBe('lab1 is lost')
  program.perform({ do: 'clickNotification' })
  const page = await look()
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/host\/[0-9a-f-]{36}\/connection$/)
  expect(await program.quit(), program.output).toBe(0)
})
