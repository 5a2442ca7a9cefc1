import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import { z } from 'zod'
import { startDevServer } from '../../../renderer/testing/devServer.ts'
import { ensureBuilt } from '../../../scripts/setup/build.ts'
import { root } from '../../../scripts/setup/program.ts'
import { atMost, type Figure, forTheRecord, formatNumber, percentile } from '../figure.ts'

/** The name that runs this figure alone. */
export const name = 'scroll'

const MACHINES = 5_000
const HOSTS = 50
const TICK_MS = 1_000
const SCROLL_MS = 20_000
/** One turn of a wheel, and how soon the next follows. */
const STEP_PX = 500
const STEP_MS = 60
/** What is drawn first, and fonts, are in by then. */
const SETTLE_MS = 5_000

/** The part of a trace that is read: how long each task took, in microseconds, on the wall's and on the thread's clock. */
const Trace = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      dur: z.number().optional(),
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.string().optional() }).optional(),
    }),
  ),
})

interface Task {
  wallMs: number
  cpuMs: number
}

/**
 * The built window in Chromium on 5,000 generated machines whose samples come every second, scrolled up and down for
 * 20 s: the longest task on its main thread, as the browser's own trace tells.
 */
export async function run(): Promise<Figure[]> {
  await ensureBuilt()
  const server = await startDevServer(join(root, 'out/renderer'), {
    machines: MACHINES,
    hosts: HOSTS,
    tickMs: TICK_MS,
  })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`http://127.0.0.1:${server.port}/`)
    await page.getByRole('row').nth(10).waitFor({ timeout: 60_000 })
    await sleep(SETTLE_MS)
    await browser.startTracing(page, { categories: ['toplevel'] })
    const turns = await scroll(page)
    const trace = Trace.parse(JSON.parse((await browser.stopTracing()).toString()))
    return figures(tasksOf(trace), turns)
  } finally {
    await browser.close()
    await server.close()
  }
}

/** Turns the wheel over the list, down for some seconds, then up; answers how often. */
async function scroll(page: Page): Promise<number> {
  await page.mouse.move(720, 600)
  const end = performance.now() + SCROLL_MS
  let turns = 0
  while (performance.now() < end) {
    const down = Math.floor((end - performance.now()) / 4_000) % 2 === 0
    await page.mouse.wheel(0, down ? STEP_PX : -STEP_PX)
    turns += 1
    await sleep(STEP_MS)
  }
  return turns
}

/** Tasks of the busiest renderer's main thread: that of the page. */
function tasksOf({ traceEvents }: z.infer<typeof Trace>): Task[] {
  const threads = new Map<string, Task[]>()
  for (const event of traceEvents) {
    if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      threads.set(`${event.pid} ${event.tid}`, [])
  }
  for (const { name, pid, tid, dur, tdur } of traceEvents) {
    if (name !== 'ThreadControllerImpl::RunTask') continue
    threads.get(`${pid} ${tid}`)?.push({ wallMs: (dur ?? 0) / 1_000, cpuMs: (tdur ?? dur ?? 0) / 1_000 })
  }
  const busy = (tasks: readonly Task[]) => tasks.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
  const [tasks = []] = [...threads.values()].sort((a, b) => busy(b) - busy(a))
  if (tasks.length < 1_000) throw new Error(`the trace has only ${tasks.length} tasks`)
  return tasks
}

function figures(tasks: readonly Task[], turns: number): Figure[] {
  const wall = tasks.map(({ wallMs }) => wallMs)
  const cpu = tasks.map(({ cpuMs }) => cpuMs)
  const words = `scrolling ${MACHINES.toLocaleString('en')} rows with sparklines at 1 Hz`
  const busy = (cpu.reduce((sum, ms) => sum + ms, 0) / SCROLL_MS) * 100
  return [
    atMost(`${words}: longest task`, Math.max(...wall), 50, 'ms', {
      note: `${turns} turns of the wheel in ${SCROLL_MS / 1_000} s, ${tasks.length} tasks; by the thread's own clock the longest took ${formatNumber(Math.max(...cpu))} ms; ${wall.filter(ms => ms > 50).length} over 50 ms`,
    }),
    forTheRecord(`${words}: 99.9th percentile of tasks`, percentile(wall, 0.999), 'ms'),
    forTheRecord(`${words}: main thread`, busy, '% of a core'),
  ]
}
