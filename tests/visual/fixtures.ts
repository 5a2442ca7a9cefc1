import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { createCore } from '../../electron/core/core.ts'
import { createLog } from '../../electron/core/log.ts'
import { openStore } from '../../electron/core/store/index.ts'
import { ManualClock } from '../../electron/core/testing/manualClock.ts'
import { serveHeadless } from '../../electron/shells/headless/server.ts'
import { fillPictures } from './fleet.ts'
import { type LiveFleet, owner, pictureMs, startLiveFleet } from './liveFleet/index.ts'

export { expect } from '@playwright/test'

const root = join(import.meta.dirname, '../../out/renderer')

/** The served fleet that is out of reach. */
export interface Stored {
  readonly origin: string
  /** A link that signs in once. */
  readonly link: string
  readonly hostId: string
  /** The key of a machine with everything. */
  readonly machine: string
}

interface Fixtures {
  readonly stored: Stored
  readonly live: LiveFleet
  /** Opens the window by a link, with the page's clock standing still and nothing moving. */
  readonly open: (link: string) => Promise<Page>
  /** `open`, with somebody signed in. */
  readonly openSignedIn: (fleet: LiveFleet) => Promise<Page>
}

export const test = base.extend<Fixtures>({
  live: async ({}, use) => {
    await using fleet = await startLiveFleet(root)
    await use(fleet)
  },

  stored: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'novacron-visual-'))
    const store = openStore(folder)
    const { hostIds, machine } = fillPictures(store)
    store.close()
    const clock = new ManualClock(pictureMs)
    const core = await createCore({ folder, log: createLog('silent'), shell: 'headless', clock })
    const server = await serveHeadless(core, { root, port: 0 })
    try {
      const origin = `http://127.0.0.1:${server.port}`
      await use({ origin, link: server.link, hostId: hostIds[0] ?? '', machine })
    } finally {
      await server.close()
      await core.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },

  open: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await use(async link => {
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.clock.setFixedTime(pictureMs)
      await page.goto(link)
      await page.getByRole('main').waitFor()
      await page.evaluate(() => document.fonts.ready)
      return page
    })
    expect(errors, 'errors on the page’s console').toEqual([])
  },

  openSignedIn: async ({ open }, use) => {
    await use(async fleet => {
      const page = await open(fleet.server.renewLink())
      await page.getByRole('textbox', { name: 'Name' }).fill(owner.name)
      await page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(owner.passphrase)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByRole('grid', { name: 'Machines' })).toBeVisible()
      return page
    })
  },
})
