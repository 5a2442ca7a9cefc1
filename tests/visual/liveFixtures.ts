import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { type LiveFleet, owner, pictureMs, startLiveFleet } from './liveFleet/index.ts'
import { showTheSame } from './liveFleet/shown.ts'

export { expect } from '@playwright/test'

const root = join(import.meta.dirname, '../../out/renderer')

interface Fixtures {
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

  openSignedIn: async ({ open, page }, use) => {
    await use(async fleet => {
      await showTheSame(page, fleet.passing)
      await open(fleet.server.renewLink())
      await page.getByRole('textbox', { name: 'Name' }).fill(owner.name)
      await page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(owner.passphrase)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByRole('grid', { name: 'Machines' })).toBeVisible()
      return page
    })
  },
})
