import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession } from '@playwright/test'
import { startDevServer } from '../../../renderer/testing/devServer.ts'
import { ensureBuilt } from '../../../scripts/setup/build.ts'
import { root } from '../../../scripts/setup/program.ts'
import { openBrowser } from '../browser.ts'
import { atMost, type Figure, forTheRecord } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'window-hour'

const MACHINES = 5_000
const HOSTS = 50
/** An hour of ticks, one every two seconds, told forty times as fast. */
const TICKS = 1_800
const TICK_MS = 50
const PAGES = ['hosts', 'machines', 'overview', 'machines', 'storage', 'machines', 'activity', 'machines']
const GROWTH = 1.1

/**
 * The built window on 5,000 made-up machines for an hour's worth of ticks, its pages opened in turn all the while:
 * the heap that is left after garbage was collected, and whether the second half of the hour added to it.
 */
export async function run(): Promise<Figure[]> {
  await ensureBuilt()
  const server = await startDevServer(join(root, 'out/renderer'), {
    machines: MACHINES,
    hosts: HOSTS,
    tickMs: TICK_MS,
  })
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`http://127.0.0.1:${server.port}/#/machines`)
    await page.getByRole('rowheader').nth(10).waitFor({ timeout: 60_000 })
    const session = await page.context().newCDPSession(page)
    const end = performance.now() + TICKS * TICK_MS
    const half = performance.now() + (TICKS * TICK_MS) / 2
    let halfway: number | null = null
    let visits = 0
    while (performance.now() < end) {
      const id = PAGES[visits++ % PAGES.length] ?? 'machines'
      await page.evaluate(to => {
        window.location.hash = `/${to}`
      }, id)
      await page.mouse.wheel(0, visits % 2 === 0 ? 2_000 : -2_000)
      await sleep(900)
      if (halfway === null && performance.now() >= half) halfway = await heapMegabytes(session)
    }
    const last = await heapMegabytes(session)
    const words = `window on 5,000 machines, an hour of ticks (${TICKS})`
    const grown = last / (halfway ?? Number.NaN)
    return [
      atMost(`${words}: heap`, last, 250, 'MB', { note: `${visits} changes of page` }),
      atMost(`${words}: heap at the end of what it was halfway`, grown, GROWTH, '×'),
      forTheRecord(`${words}: heap halfway`, halfway ?? Number.NaN, 'MB'),
    ]
  } finally {
    await browser.close()
    await server.close()
  }
}

async function heapMegabytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}
