import type { Page } from '@playwright/test'
import { type Lab, MANY_URI, startManyHosts } from '../lab/index.ts'
import { expect, test } from './fixtures.ts'
import type { HeadlessShell } from './shell.ts'

const HOSTS = 5
const ON_EACH = 1000
/** No page draws what nobody sees: as many elements at 5,000 machines as at 50. */
const ELEMENTS_MAX = 6_000

const pages = {
  overview: 'Overview',
  machines: 'Machines',
  hosts: 'Hosts',
  storage: 'Storage',
  'storage/volumes': 'Storage',
  networks: 'Networks',
  'networks/attached': 'Networks',
  topology: 'Topology',
  'topology/tree': 'Topology',
  activity: 'Activity',
  changes: 'What changed',
} as const

/** What can't be there before the page has drawn its objects. */
const content = {
  overview: (page: Page) => page.getByRole('main').getByText(/5,000/).first(),
  machines: (page: Page) => page.getByRole('rowheader', { name: /^h1-vm-/ }).first(),
  hosts: (page: Page) => page.getByRole('rowheader', { name: 'hyp5' }),
  topology: (page: Page) => page.getByRole('application', { name: 'Picture of the fleet' }),
} as const

async function addAll(lab: Lab, shell: HeadlessShell): Promise<void> {
  for (const host of lab.hosts) {
    const trust = ['--identity', lab.identityFile, '--accept-new-key', host.hostKeyFingerprint]
    const uri = host.uriFor(MANY_URI.test)
    const added = await shell.cli('host', 'add', uri, '--name', host.name, '--no-connect', ...trust)
    expect(added, added.stderr).toMatchObject({ code: 0 })
  }
}

const show = (page: Page, path: string) =>
  page.evaluate(hash => {
    window.location.hash = hash
  }, `/${path}`)

test('every page with 5,000 machines of five hosts: live, and from what is stored', async ({
  shell,
  open,
}) => {
  test.slow()
  const lab = await startManyHosts(HOSTS, { name: 'e2e-many', machines: ON_EACH })
  try {
    await addAll(lab, shell)
    const page = await open(await shell.start())
    await expect(page.getByRole('button', { name: '5 of 5 live' })).toBeVisible({ timeout: 60_000 })
    await walk(page)

    await test.step('the list is filtered, chosen from and scrolled as a whole', async () => {
      await show(page, 'machines')
      const list = page.getByRole('grid', { name: 'Machines' })
      await expect(list).toHaveAttribute('aria-rowcount', String(HOSTS * ON_EACH + 1))
      await list.getByRole('rowheader').first().click()
      await page.keyboard.press('Control+End')
      await expect(list.getByRole('rowheader', { name: /^h5-vm-/ }).first()).toBeVisible()
      await page.getByRole('combobox', { name: 'Filter machines' }).fill('name:h3-vm-77*')
      await expect(list.getByRole('rowheader')).toHaveCount(11)
      await page.getByRole('combobox', { name: 'Filter machines' }).fill('')
    })

    await test.step('search and palette find one of them', async () => {
      await page.getByRole('searchbox').fill('h4-vm-777')
      const found = page.getByRole('region', { name: /^Machines/ })
      await expect(found.getByRole('link').first()).toContainText('h4-vm-777')
      await page.keyboard.press('Control+k')
      await page.keyboard.type('h2-vm-555')
      await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(/h2-vm-555/)
      await page.keyboard.press('Escape')
    })
    // An open window would go on asking for its core.
    await page.close()
    await shell.stop()
  } finally {
    await lab.close()
  }
  const offline = await open(await shell.start())
  await expect(offline.getByRole('button', { name: '0 of 5 live' })).toBeVisible()
  await walk(offline)
})

/** Opens each page and waits for what it shows; what it logs fails the test at its end. */
async function walk(page: Page): Promise<void> {
  for (const [path, title] of Object.entries(pages)) {
    await show(page, path)
    await expect(page.getByRole('heading', { level: 1, name: title }), path).toBeVisible()
    if (path in content) await expect(content[path as keyof typeof content](page), path).toBeVisible()
    await expect(page.getByRole('progressbar'), path).toHaveCount(0)
    await expect(page.getByRole('alert'), path).toHaveCount(0)
    const elements = await page.locator('*').count()
    expect(elements, `elements of ${path}`).toBeLessThan(ELEMENTS_MAX)
  }
}
