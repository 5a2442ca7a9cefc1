import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** More stops than any dialog or page has. */
const STOPS_MAX = 80

/** What has the focus, as it is called aloud: its role or element, and its name. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement)) return ''
    const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels : null
    const name = at.getAttribute('aria-label') ?? [...(labels ?? [])].map(label => label.innerText).join(' ')
    return `${at.getAttribute('role') ?? at.localName} ${name || at.innerText}`.replace(/\s+/g, ' ')
  })
}

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    const now = await focused(page)
    if (wanted.test(now)) return
    passed.push(now)
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${wanted}: ${passed.join(' | ')}`)
}

/** Does what the palette offers first for some words, once that is what they ask for. */
async function command(page: Page, words: string, offered: RegExp): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(offered)
  await page.keyboard.press('Enter')
}

test('the keyboard alone adds a host, finds a machine, shuts it down and sees its history', async ({
  lab,
  shell,
  open,
}) => {
  test.slow()
  const host = lab.host(1)
  const page = await open(await shell.start())
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

  await command(page, 'add host', /^Add host/)
  const dialog = page.getByRole('dialog')
  await tabTo(page, /^\w+ Address/)
  await page.keyboard.type(host.uri)
  await tabTo(page, /How to reach it/)
  await page.keyboard.press('Enter')
  await tabTo(page, /Key files/)
  await page.keyboard.type(host.identityFile)
  await tabTo(page, /^button Add host/)
  await page.keyboard.press('Enter')
  // The host shows its key: the question comes by itself, with the fingerprint to compare.
  await expect(dialog).toContainText(host.hostKeyFingerprint)
  await tabTo(page, /^button Trust/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: '1 of 1 live' })).toBeVisible()

  try {
    await command(page, 'web-2', /^web-2/)
    await expect(page.getByRole('heading', { level: 1, name: 'web-2' })).toBeVisible()
    // Its guest has booted: only then does anybody in it hear the request.
    await expect(page.getByText(/^192\.168\.122\.\d+$/).first()).toBeVisible({ timeout: 120_000 })
    await command(page, 'shut down web-2', /^Shut down web-2/)
    await tabTo(page, /^button Shut down$/)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible({ timeout: 120_000 })
    expect((await host.virsh(['domstate', 'web-2'])).trim()).toBe('shut off')

    await tabTo(page, /^tab Overview/)
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/history/)
    await expect(page.getByText(/\d versions?$/).first()).toBeVisible()
  } finally {
    if ((await host.virsh(['domstate', 'web-2'])).trim() === 'shut off') await host.virsh(['start', 'web-2'])
  }
})
