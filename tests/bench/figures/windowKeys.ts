import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import { ensureBuilt } from '../../../scripts/setup/build.ts'
import { HeadlessShell } from '../../e2e/shell.ts'
import { openBrowser, storedFleet } from '../browser.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'window-keys'

const WORDS = ['web-00', 'db-0042', 'payments', 'kvm017', 'queue', 'backup-0']
const PAGES = ['hosts', 'storage', 'networks', 'machines', 'overview', 'activity', 'settings', 'machines']
const ROUNDS = 3
/** The window has fetched its later parts by then. */
const SETTLE_MS = 6_000
/** A hand types no faster. */
const BETWEEN_MS = 90

/** The browser reports no event that was faster. */
const REPORTED_MS = 16

const Numbers = z.array(z.number())

/**
 * The built window on 10,000 stored machines: each letter typed into the palette and into the list's filter, from
 * the key to the frame that shows its effect as the browser itself times events (in steps of 8 ms, from 16), and the
 * way from one page to the next.
 */
export async function run(): Promise<Figure[]> {
  await ensureBuilt()
  using fleet = await storedFleet()
  const shell = new HeadlessShell(fleet.folder)
  const browser = await openBrowser()
  try {
    const link = await shell.start()
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(watchKeys)
    await page.goto(link)
    await page.evaluate(() => {
      window.location.hash = '/machines'
    })
    await page.getByRole('rowheader').nth(10).waitFor({ timeout: 60_000 })
    await sleep(SETTLE_MS)
    const palette = await typed(page, async word => {
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
      await letters(page, word)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })
    const filter = await typed(page, async word => {
      await page.keyboard.press('/')
      await letters(page, word)
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
      await page.keyboard.press('Escape')
      await sleep(300)
    })
    const switches: number[] = []
    let slowest = { id: '', ms: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      for (const id of PAGES) {
        const ms = await switchTo(page, id)
        switches.push(ms)
        if (ms > slowest.ms) slowest = { id, ms }
      }
    }
    const words = 'window on 10,000 machines'
    const record = (values: readonly number[]) => `${values.length} of them, median ${median(values)} ms`
    return [
      atMost(`${words}: a letter in the palette to paint, p95`, percentile(palette, 0.95), 50, 'ms', {
        note: record(palette),
      }),
      atMost(`${words}: a letter in the filter to paint, p95`, percentile(filter, 0.95), 50, 'ms', {
        note: record(filter),
      }),
      atMost(`${words}: from one page to the next, p95`, percentile(switches, 0.95), 150, 'ms', {
        note: record(switches.map(Math.round)),
      }),
      forTheRecord(`${words}: slowest change of page, to ${slowest.id}`, slowest.ms, 'ms'),
    ]
  } finally {
    await browser.close()
    await shell.stop()
  }
}

/** Types a word while keys are timed; what opens and closes the place for it is not. */
async function letters(page: Page, word: string): Promise<void> {
  await sleep(300)
  await page.evaluate(() => Reflect.set(window, 'timing', true))
  await page.keyboard.type(word, { delay: BETWEEN_MS })
  await sleep(400)
  await page.evaluate(() => Reflect.set(window, 'timing', false))
}

/** How long each key took that the words were typed with, in ms. */
async function typed(page: Page, type: (word: string) => Promise<void>): Promise<number[]> {
  await page.evaluate(() => Reflect.set(window, 'keyTimes', []))
  let typedLetters = 0
  for (let round = 0; round < ROUNDS; round++)
    for (const word of WORDS) {
      await type(word)
      typedLetters += word.length
    }
  const told: unknown = await page.evaluate(() => Reflect.get(window, 'keyTimes'))
  const slow = Numbers.parse(told)
  // What the browser does not report took less than its threshold.
  return [...slow, ...Array<number>(Math.max(0, typedLetters - slow.length)).fill(REPORTED_MS)]
}

/** From the click on a page's name in the rail until the frame after the one that draws it, in ms. */
async function switchTo(page: Page, id: string): Promise<number> {
  const took: unknown = await page.evaluate(async wanted => {
    const link = document.querySelector<HTMLAnchorElement>(`nav a[href^="#/${wanted}"]`)
    if (link === null) throw new Error(`there is no way to the page ${wanted}`)
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    const began = performance.now()
    link.click()
    for (;;) {
      await frame()
      const main = document.querySelector('main')
      if (link.ariaCurrent === 'page' && main !== null && main.childElementCount > 0) break
    }
    await frame()
    return performance.now() - began
  }, id)
  await sleep(400)
  return z.number().parse(took)
}

/** Runs in the page before it: keeps how long each pressed letter took until its frame. */
function watchKeys(): void {
  Reflect.set(window, 'keyTimes', [])
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const kept: unknown = Reflect.get(window, 'keyTimes')
      if (entry.name !== 'keydown' || Reflect.get(window, 'timing') !== true) continue
      if (Array.isArray(kept)) kept.push(entry.duration)
    }
  })
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}
