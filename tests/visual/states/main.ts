import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { type LiveFleet, owner, pictureMs, startLiveFleet, viewer } from '../liveFleet/index.ts'
import { faultsOf } from './checks.ts'
import { type EmptyCore, startEmptyCore } from './emptyCore.ts'
import { type StatePage, statePages } from './pages.ts'
import { letIn } from './strangers.ts'
import { contactSheets, sheet } from './sheet.ts'
import { type Look, lookAs, type State, states } from './states.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'test-results/states' },
    root: { type: 'string', default: 'out/renderer' },
    state: { type: 'string', multiple: true },
    look: { type: 'string', multiple: true },
    at: { type: 'string', multiple: true },
  },
})
/** What comes late (lazy parts, skeletons that wait before they show) has come by then. */
const SETTLE_MS = 700
const RESIZE_MS = 250
/** A page that does not come by then does not come at all. */
const PATIENCE_MS = 15_000
const out = resolve(values.out)
const chosenPages = statePages.filter(
  ({ name }) =>
    positionals.length === 0 || positionals.some(one => name.toLowerCase().startsWith(one.toLowerCase())),
)
const chosenStates = states
  .filter(({ name }) => values.state === undefined || values.state.includes(name))
  .map(state => ({
    ...state,
    looks:
      values.at === undefined
        ? state.looks.filter(({ name }) => values.look === undefined || values.look.includes(name))
        : values.at.map(at => lookAs(at, state.name)),
  }))
  .filter(state => state.looks.length > 0)
const looks = chosenStates.flatMap(state => state.looks)
if (chosenPages.length === 0 || looks.length === 0) {
  process.stderr.write(
    `screenshots states [PAGE…] [--state STATE]… [--look LOOK]… [--at THEME-WIDTH]…\npages: ${statePages.map(({ name }) => name).join(', ')}\nstates: ${states.map(({ name }) => name).join(', ')}\n`,
  )
  process.exit(2)
}

await run()

/** Looks at every chosen page in every chosen state, and says what is wrong; what is found is kept page by page. */
async function run(): Promise<void> {
  clear()
  await using fleet = await startLiveFleet(resolve(values.root))
  await using empty = await startEmptyCore(resolve(values.root))
  const isRoot = process.getuid?.() === 0
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: isRoot ? ['--no-sandbox'] : [],
  })
  const found = new Map<string, string[]>()
  const note = () => writeFileSync(join(out, 'index.html'), sheet(chosenPages, looks, found))
  try {
    for (const state of chosenStates) {
      if (state.isStale) await fleet.cut()
      await walk(browser, state, fleet, empty, (page, look, faults) => {
        found.set(`${page.name} ${look.name}`, faults)
        process.stdout.write(
          `${page.name} ${look.name}: ${faults.length === 0 ? 'well' : faults.join('\n    ')}\n`,
        )
      })
      note()
    }
    await contactSheets(browser, out, chosenPages, looks)
  } finally {
    note()
    await browser.close()
  }
  const bad = [...found].filter(([, faults]) => faults.length > 0)
  process.stdout.write(`\n${found.size} looked at, ${bad.length} with faults: ${join(out, 'index.html')}\n`)
  process.exitCode = bad.length > 0 ? 1 : 0
}

/** Removes the pictures that are about to be taken anew; those of other parts stay. */
function clear(): void {
  mkdirSync(out, { recursive: true })
  for (const file of readdirSync(out))
    if (
      file.startsWith('sheet-') ||
      chosenPages.some(page => looks.some(look => file === `${page.name}-${look.name}.png`))
    )
      rmSync(join(out, file))
}

type Tell = (page: StatePage, look: Look, faults: string[]) => void

async function walk(
  browser: Browser,
  state: State,
  fleet: LiveFleet,
  empty: EmptyCore,
  tell: Tell,
): Promise<void> {
  // One browser context at a time: a small computer has other things to do.
  const context = await browser.newContext({
    timezoneId: 'UTC',
    locale: 'en-US',
    reducedMotion: 'reduce',
    deviceScaleFactor: state.scale ?? 1,
  })
  try {
    await signIn(context, state, fleet, empty)
    const origin = state.who === 'nobody' ? empty.origin : fleet.origin
    let tab: Tab | null = null
    for (const page of chosenPages) {
      // What is held or failed differs by page: such a tab serves one.
      if (tab !== null && state.isFresh) await tab.page.close()
      if (tab === null || state.isFresh) tab = await openTab(context, state, page, origin)
      await lookAt(tab, state, page, fleet, tell)
    }
  } finally {
    await context.close()
  }
}

async function signIn(
  context: BrowserContext,
  state: State,
  fleet: LiveFleet,
  empty: EmptyCore,
): Promise<void> {
  const page = await context.newPage()
  await page.clock.setFixedTime(pictureMs)
  if (state.who === 'nobody') {
    await page.goto(empty.link())
    await page.getByRole('main').waitFor()
  } else {
    const { name, displayName, passphrase } = await personOf(state, fleet)
    await page.goto(fleet.server.renewLink())
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    // Not a page: each is shown where they were before.
    await page.getByRole('button', { name: displayName }).waitFor()
  }
  await page.close()
}

async function personOf({ who }: State, fleet: LiveFleet): Promise<typeof owner> {
  if (typeof who === 'object') return letIn(fleet, who)
  return who === 'viewer' ? viewer : owner
}

/** A tab that is in a state already; a page of the window is gone to in it without loading anew. */
interface Tab {
  page: Page
  faults: string[]
}

async function openTab(context: BrowserContext, state: State, of: StatePage, origin: string): Promise<Tab> {
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const faults: string[] = []
  page.on('pageerror', error => faults.push(`thrown: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  await page.clock.setFixedTime(pictureMs)
  await state.prepare?.(page, of)
  await page.goto(`${origin}/#/settings`)
  await page.getByRole('button', { name: owner.displayName }).or(page.getByRole('main')).first().waitFor()
  return { page, faults }
}

async function lookAt(
  { page, faults }: Tab,
  state: State,
  of: StatePage,
  fleet: LiveFleet,
  tell: Tell,
): Promise<void> {
  let isThere = false
  for (const look of state.looks) {
    faults.length = 0
    try {
      await page.setViewportSize({ width: look.width, height: look.height ?? 800 })
      await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' })
      if (isThere) await page.waitForTimeout(RESIZE_MS)
      else await goTo(page, of, fleet)
      isThere = true
      await page.screenshot({ path: join(out, `${of.name}-${look.name}.png`), animations: 'disabled' })
      if (await page.getByRole('heading', { name: 'Sign in', exact: true }).isVisible())
        faults.push('nobody is signed in')
      faults.push(...(await faultsOf(page, look.isChecked)))
    } catch (error) {
      const words = error instanceof Error ? error.message.split('\n')[0] : String(error)
      faults.push(`not reached: ${words}`)
    }
    tell(of, look, [...faults])
  }
  if (of.open !== undefined) await page.keyboard.press('Escape')
}

async function goTo(page: Page, of: StatePage, fleet: LiveFleet): Promise<void> {
  await page.evaluate(to => {
    window.location.hash = to
  }, of.address(fleet))
  await page.getByRole('main').waitFor()
  if (of.open === 'palette') await page.keyboard.press('Control+k')
  if (of.open === 'addHost') await page.keyboard.press('Shift+A')
  await page.waitForTimeout(SETTLE_MS)
}
