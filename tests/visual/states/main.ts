import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { type LiveFleet, owner, pictureMs, startLiveFleet, viewer } from '../liveFleet/index.ts'
import { type EmptyCore, startEmptyCore } from './emptyCore.ts'
import { faultsOf } from './checks.ts'
import { type StatePage, statePages } from './pages.ts'
import { sheet } from './sheet.ts'
import { failCalls, holdCalls } from './wire.ts'

/** One way to look at a page. */
interface State {
  name: string
  width?: number
  height?: number
  scale?: number
  theme?: 'dark' | 'light'
  /** Before the page is loaded. */
  prepare?(page: Page, of: StatePage): Promise<unknown>
  who?: 'owner' | 'viewer' | 'nobody'
  /** Each page in a tab of its own. */
  isFresh?: boolean
  /** Only after every host has been hung up on. */
  isStale?: boolean
}

const states: readonly State[] = [
  { name: 'live' },
  { name: 'light', theme: 'light' },
  { name: 'loading', isFresh: true, prepare: (page, { frame }) => holdCalls(page, frame) },
  { name: 'error', isFresh: true, prepare: (page, { frame }) => failCalls(page, frame) },
  { name: 'denied', who: 'viewer' },
  { name: 'empty', who: 'nobody' },
  { name: 'narrow', width: 800 },
  { name: 'zoom', width: 640, height: 400, scale: 2 },
  { name: 'rtl', prepare: page => page.addInitScript(mirror) },
  {
    name: 'german',
    width: 1024,
    prepare: page => page.addInitScript(() => localStorage.setItem('language', 'de')),
  },
  { name: 'stale', isStale: true },
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'test-results/states' },
    root: { type: 'string', default: 'out/renderer' },
    state: { type: 'string', multiple: true },
  },
})
const SETTLE_MS = 700
const out = resolve(values.out)
const chosenPages = statePages.filter(
  ({ name }) =>
    positionals.length === 0 || positionals.some(one => name.toLowerCase().startsWith(one.toLowerCase())),
)
const chosenStates = states.filter(({ name }) => values.state === undefined || values.state.includes(name))

await run()

/** Looks at every chosen page in every chosen state, and says what is wrong. */
async function run(): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  await using fleet = await startLiveFleet(resolve(values.root))
  await using empty = await startEmptyCore(resolve(values.root))
  const isRoot = process.getuid?.() === 0
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: isRoot ? ['--no-sandbox'] : [],
  })
  try {
    const contexts = new Map<string, BrowserContext>()
    const found = new Map<string, string[]>()
    for (const state of chosenStates) {
      if (state.isStale) await fleet.cut()
      const key = `${state.who ?? 'owner'} ${state.scale ?? 1}`
      const context =
        contexts.get(key) ??
        (await signedIn(
          await browser.newContext({
            timezoneId: 'UTC',
            locale: 'en-US',
            reducedMotion: 'reduce',
            deviceScaleFactor: state.scale ?? 1,
          }),
          state,
          fleet,
          empty,
        ))
      contexts.set(key, context)
      const origin = state.who === 'nobody' ? empty.origin : fleet.origin
      let tab: Tab | null = null
      for (const page of chosenPages) {
        // What is held or failed differs by page: such a tab serves one.
        if (tab !== null && state.isFresh) await tab.page.close()
        if (tab === null || state.isFresh) tab = await openTab(context, state, page, origin)
        const faults = await look(tab, state, page, fleet)
        found.set(`${page.name} ${state.name}`, faults)
        process.stdout.write(
          `${page.name} ${state.name}: ${faults.length === 0 ? 'well' : faults.join('\n    ')}\n`,
        )
      }
    }
    writeFileSync(join(out, 'index.html'), sheet(chosenPages, chosenStates, found))
    await pictureSheets(await browser.newContext())
    console.table(
      Object.fromEntries(
        chosenPages.map(({ name }) => [
          name,
          Object.fromEntries(
            chosenStates.map(state => [state.name, found.get(`${name} ${state.name}`)?.length ?? 0]),
          ),
        ]),
      ),
    )
    process.stdout.write(`\n${join(out, 'index.html')}\n`)
    process.exitCode = [...found.values()].some(faults => faults.length > 0) ? 1 : 0
  } finally {
    await browser.close()
  }
}

async function signedIn(
  context: BrowserContext,
  state: State,
  fleet: LiveFleet,
  empty: EmptyCore,
): Promise<BrowserContext> {
  const page = await context.newPage()
  await page.clock.setFixedTime(pictureMs)
  if (state.who === 'nobody') await page.goto(empty.link())
  else {
    const { name, passphrase } = state.who === 'viewer' ? viewer : owner
    await page.goto(fleet.server.renewLink())
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  if (state.who !== 'nobody') await page.getByRole('grid', { name: 'Machines' }).waitFor()
  await page.close()
  return context
}

/** A tab that is in a state already; a page of the window is gone to in it without loading anew. */
interface Tab {
  page: Page
  faults: string[]
}

async function openTab(context: BrowserContext, state: State, of: StatePage, origin: string): Promise<Tab> {
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(`thrown: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  await page.setViewportSize({ width: state.width ?? 1280, height: state.height ?? 800 })
  await page.emulateMedia({ colorScheme: state.theme ?? 'dark', reducedMotion: 'reduce' })
  await page.clock.setFixedTime(pictureMs)
  await state.prepare?.(page, of)
  await page.goto(`${origin}/#/settings`)
  await page.getByRole('button', { name: owner.displayName }).or(page.getByRole('main')).first().waitFor()
  return { page, faults }
}

async function look({ page, faults }: Tab, state: State, of: StatePage, fleet: LiveFleet): Promise<string[]> {
  faults.length = 0
  try {
    await page.evaluate(to => {
      window.location.hash = to
    }, of.address(fleet))
    await page.getByRole('main').waitFor({ timeout: 10_000 })
    if (of.open === 'palette') await page.keyboard.press('Control+k')
    if (of.open === 'addHost') await page.keyboard.press('Shift+A')
    // What comes late (lazy parts, skeletons that wait before they show) has come by then.
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: join(out, `${of.name}-${state.name}.png`), animations: 'disabled' })
    if (await page.getByRole('heading', { name: 'Sign in' }).isVisible()) faults.push('nobody is signed in')
    faults.push(...(await faultsOf(page)))
    if (of.open !== undefined) await page.keyboard.press('Escape')
  } catch (error) {
    faults.push(
      `not reached: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    )
  }
  return [...faults]
}

/** One picture of all states a page, small: to be looked at as a whole. */
async function pictureSheets(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.setViewportSize({ width: 1960, height: 1200 })
  await page.goto(`file://${join(out, 'index.html')}`)
  for (const { name } of chosenPages)
    await page.locator(`#${name}`).screenshot({ path: join(out, `sheet-${name}.png`) })
  await context.close()
}

/** In the page: everything from right to left, before anything is drawn. */
function mirror(): void {
  const turn = () => document.documentElement?.setAttribute('dir', 'rtl')
  turn()
  document.addEventListener('readystatechange', turn)
}
