import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { createCore } from '../../electron/core/core.ts'
import { createLog } from '../../electron/core/log.ts'
import { openStore } from '../../electron/core/store/index.ts'
import { ManualClock } from '../../electron/core/testing/manualClock.ts'
import { serveHeadless } from '../../electron/shells/headless/server.ts'
import { fillPictures, pictureMs } from './fleet.ts'

export { expect } from '@playwright/test'

/** The served fleet of the pictures. */
export interface Pictured {
  /** A link that signs in once. */
  link(): string
  readonly origin: string
  readonly hostIds: readonly string[]
  /** The key of a machine with everything. */
  readonly machine: string
}

interface Fixtures {
  /** Opens the window, with the clock standing still and nothing moving. */
  readonly show: (theme: 'dark' | 'light', width: number) => Promise<Page>
}

export const test = base.extend<Fixtures, { pictured: Pictured }>({
  pictured: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'novacron-visual-'))
      // What this computer knows of hosts is not in the picture.
      const { HOME } = process.env
      process.env.HOME = folder
      const store = openStore(folder)
      const filled = fillPictures(store)
      store.close()
      const core = await createCore({
        folder,
        log: createLog('silent'),
        shell: 'headless',
        clock: new ManualClock(pictureMs),
      })
      const server = await serveHeadless(core, {
        root: join(import.meta.dirname, '../../out/renderer'),
        port: 0,
      })
      try {
        await use({
          ...filled,
          link: () => server.renewLink(),
          origin: `http://127.0.0.1:${server.port}`,
        })
      } finally {
        await server.close()
        await core.close()
        process.env.HOME = HOME
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker' },
  ],

  show: async ({ page, pictured }, use) => {
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await use(async (theme, width) => {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.clock.setFixedTime(pictureMs)
      await page.goto(pictured.link())
      await page.getByRole('main').waitFor()
      await page.evaluate(() => document.fonts.ready)
      return page
    })
    expect(errors, 'errors on the page’s console').toEqual([])
  },
})
