import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { findings } from './axe.ts'
import { startShiftedCore } from './shiftedCore.ts'

const OWNER = 'four unlikely words together'
const GIVEN = 'brisk lantern under gravel'
const GRACE = 'quilt harbour lantern mosaic'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
test.use({ actionTimeout: 30_000 })

const show = (page: Page, path: string) => page.goto(`${new URL(page.url()).origin}/#/${path}`)

async function come(page: Page, link: string, name: string, passphrase: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase)
  await page.getByRole('textbox', { name: 'Passphrase', exact: true }).press('Enter')
  await expect(page.getByRole('button', { name: `Person: ${name}` })).toBeVisible()
}

test('a group is made, given a role, joined and left: its member’s open window follows', async ({
  page,
  browser,
}) => {
  await using core = await startShiftedCore(folder)
  const owner = await core.client()
  await owner.session.setUp({ mode: 'people', name: 'ada', displayName: '', passphrase: OWNER })
  await owner.people.add({ name: 'grace', displayName: '', passphrase: GIVEN, groups: [] })
  const first = await core.client()
  await first.session.signIn({ name: 'grace', passphrase: GIVEN })
  await first.session.changePassphrase({ old: GIVEN, passphrase: GRACE })
  await first.session.signOut()
  await come(page, core.link(), 'ada', OWNER)
  const context = await browser.newContext()
  try {
    const other = await context.newPage()
    await come(other, core.link(), 'grace', GRACE)
    await show(other, 'audit')
    const refused = other.getByRole('heading', { name: 'This needs the right “Read the audit”.' })
    await expect(refused).toBeVisible()

    await show(page, 'people/groups')
    await page.getByRole('button', { name: 'Add group' }).first().click()
    const adding = page.getByRole('dialog', { name: 'Add a group' })
    await adding.getByRole('textbox', { name: 'Name' }).fill('Night watch')
    const members = adding.getByRole('combobox', { name: 'Members' })
    await members.click()
    await page.getByRole('option', { name: 'grace' }).click()
    await page.keyboard.press('Tab')
    expect(await findings(page), 'a group').toEqual([])
    await adding.getByRole('button', { name: 'Add group' }).click()
    await expect(adding).toHaveCount(0)
    const groups = page.getByRole('grid', { name: 'Groups' })
    await expect(groups.getByRole('row', { name: /Night watch/ })).toContainText('grace')

    await page.getByRole('tab', { name: /^Grants/ }).click()
    await page.getByRole('button', { name: 'Grant a role' }).click()
    const grant = page.getByRole('dialog', { name: 'Grant a role' })
    await grant.getByRole('combobox', { name: 'Person or group' }).click()
    await page.getByRole('option', { name: 'Night watch' }).click()
    await grant.getByRole('combobox', { name: 'Role', exact: true }).click()
    await page.getByRole('option', { name: 'Auditor' }).click()
    await grant.getByText('Everything', { exact: true }).click()
    await grant.getByRole('button', { name: 'Grant', exact: true }).click()
    await expect(grant).toHaveCount(0)

    // Her window shows it without being asked for anew, and her account says through which group.
    await expect(refused).toHaveCount(0)
    await expect(
      other.getByRole('grid', { name: 'Audit', exact: true }).getByRole('row').nth(1),
    ).toBeVisible()
    await page.getByRole('tab', { name: /^People/ }).click()
    await page.getByRole('grid', { name: 'People' }).getByRole('row', { name: /grace/ }).dblclick()
    await expect(page.getByText(/through Night watch/).first()).toBeVisible()
    await page.keyboard.press('Escape')

    await page.getByRole('tab', { name: /^Groups/ }).click()
    await groups.getByRole('row', { name: /Night watch/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Edit/ }).click()
    const editing = page.getByRole('dialog', { name: 'Edit Night watch' })
    await editing.getByRole('combobox', { name: 'Members' }).press('Backspace')
    await page.keyboard.press('Tab')
    await editing.getByRole('button', { name: 'Save' }).click()
    await expect(editing).toHaveCount(0)
    await expect(refused).toBeVisible()
  } finally {
    await context.close()
  }
})
