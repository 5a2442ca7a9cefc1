import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import { z } from 'zod'
import { ensureBuilt } from '../../../scripts/setup/build.ts'
import { root } from '../../../scripts/setup/program.ts'
import { HeadlessShell } from '../../e2e/shell.ts'
import { openBrowser, storedFleet } from '../browser.ts'
import { atMost, type Figure, forTheRecord, median } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'window-start'

const RUNS = 7
/** Rows that a person would call a list. */
const ROWS = 10

const Started = z.object({ rowsMs: z.number(), scripts: z.array(z.string()) })

/**
 * The built window on 10,000 stored machines and no network: from the navigation, in a browser that has nothing of it
 * cached, until rows of machines are painted; and the scripts that it took until then, as a server would send them.
 */
export async function run(): Promise<Figure[]> {
  await ensureBuilt()
  using fleet = await storedFleet()
  const shell = new HeadlessShell(fleet.folder)
  const links: number[] = []
  const rows: number[] = []
  let scripts: readonly string[] = []
  const browser = await openBrowser()
  try {
    for (let count = 0; count < RUNS; count++) {
      const began = performance.now()
      const link = await shell.start()
      links.push(performance.now() - began)
      const started = await openWindow(browser, link)
      rows.push(started.rowsMs / 1_000)
      scripts = started.scripts
      await shell.stop()
    }
  } finally {
    await browser.close()
    await shell.stop()
  }
  const sent = scripts.map(
    file => gzipSync(readFileSync(join(root, 'out/renderer/assets', basename(file)))).length,
  )
  const kilobytes = sent.reduce((sum, bytes) => sum + bytes, 0) / 1_000
  return [
    atMost('window on 10,000 stored machines: navigation to first rows painted', median(rows), 1, 's', {
      note: `runs: ${rows.map(seconds => seconds.toFixed(2)).join(', ')} s`,
    }),
    forTheRecord('window: before that, the process of the shell until it serves', median(links), 'ms'),
    atMost('window: scripts until the first rows, gzip', kilobytes, 250, 'kB', {
      note: `${scripts.length} files`,
    }),
  ]
}

async function openWindow(browser: Browser, link: string): Promise<z.infer<typeof Started>> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchRows, ROWS)
    const machines = new URL(link)
    machines.hash = '/machines'
    await page.goto(machines.href)
    await page.waitForFunction(() => 'rowsAt' in window, null, { timeout: 60_000 })
    const told: unknown = await page.evaluate(() => Reflect.get(window, 'rowsAt'))
    return Started.parse(told)
  } finally {
    await context.close()
  }
}

/** Runs in the page before it: notes when so many rows of the list have been painted, and what was loaded by then. */
function watchRows(wanted: number): void {
  const look = () => {
    if (document.querySelectorAll('[role=grid] tbody th').length < wanted) {
      requestAnimationFrame(look)
      return
    }
    // The frame in which the rows were found is painted before the next one begins.
    requestAnimationFrame(() => {
      const rowsMs = performance.now()
      const loaded = performance
        .getEntriesByType('resource')
        .map(({ name: file }) => file.split('?')[0] ?? '')
      Reflect.set(window, 'rowsAt', { rowsMs, scripts: loaded.filter(file => file.endsWith('.js')) })
    })
  }
  requestAnimationFrame(look)
}
