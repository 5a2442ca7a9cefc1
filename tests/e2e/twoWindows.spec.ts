import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const hostRow = (page: Page, name: string) =>
  page.getByRole('grid', { name: 'Hosts' }).getByRole('row').filter({ hasText: name })

test('two windows of one person: what one removes, renames and moves the other shows, and looks follow', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  const host = lab.host(0)
  const here = await open(await shell.start())
  await addHost(host)
  await addHost(lab.host(1))
  const there = await here.context().newPage()
  await there.goto(`${new URL(here.url()).origin}/#/hosts`)
  await here.goto(`${new URL(here.url()).origin}/#/hosts`)
  const showHost = async (page: Page, name: string) => {
    await page.goto(`${new URL(page.url()).origin}/#/hosts`)
    await hostRow(page, name).dblclick()
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
  }

  await test.step('looks that one window chooses are the other’s too', async () => {
    await there.goto(`${new URL(there.url()).origin}/#/settings`)
    const theme = there.getByRole('radiogroup', { name: 'Theme' })
    await theme.getByText('Light', { exact: true }).click()
    await expect(here.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
    await theme.getByText('Dark', { exact: true }).click()
    await expect(here.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  })

  await test.step('a new name is everywhere at once', async () => {
    await showHost(here, host.name)
    await showHost(there, host.name)
    await there.getByRole('button', { name: /^More/ }).click()
    await there.getByRole('menuitem', { name: /^Edit/ }).click()
    const dialog = there.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('renamed')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(here.getByRole('heading', { name: 'renamed', exact: true })).toBeVisible()
  })

  await test.step('what is edited here and removed there can’t be saved, and says why', async () => {
    await here.getByRole('button', { name: /^More/ }).click()
    await here.getByRole('menuitem', { name: /^Edit/ }).click()
    const dialog = here.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('kept')
    await there.getByRole('button', { name: /^More/ }).click()
    await there.getByRole('menuitem', { name: /^Remove/ }).click()
    const asked = there.getByRole('dialog')
    await asked.getByRole('button', { name: /^(Remove|Forget)/ }).click()
    await expect(there.getByText('renamed', { exact: true })).toHaveCount(0)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByRole('alert')).toContainText('not in the list any more')
    await here.keyboard.press('Escape')
    await expect(here.getByRole('heading', { name: 'This host is not in the fleet any more' })).toBeVisible()
  })
})
