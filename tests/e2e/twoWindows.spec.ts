import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { domainXml, type LabHost } from '../lab/index.ts'
import { expect, test } from './fixtures.ts'

const hostRow = (page: Page, name: string) =>
  page.getByRole('grid', { name: 'Hosts' }).getByRole('row').filter({ hasText: name })

const treeItem = (page: Page, name: string) =>
  page.getByRole('treeitem', { name: new RegExp(`^${name}\\s*,`) })

/** Defines a machine that is never started. */
async function define(host: LabHost, name: string): Promise<string> {
  const uuid = randomUUID()
  const path = '/tmp/two-windows.xml'
  await writeFile(host.pathOf(path), domainXml({ name, uuid }))
  await host.virsh(['define', path])
  return uuid
}

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

  await test.step('a language that one window chooses, or takes back, is said in the other and spoken when that is loaded again', async () => {
    const choose = async (name: string) => {
      await there.getByRole('combobox', { name: 'Language' }).click()
      await there.getByRole('option', { name, exact: true }).click()
    }
    await choose('Deutsch')
    await expect(here.getByText('Deutsch was chosen elsewhere.')).toBeVisible()
    await here.reload()
    await expect(here.locator('html')).toHaveAttribute('lang', 'de')
    await expect(here.getByRole('grid', { name: 'Hosts' })).toBeVisible()
    await choose('As the system')
    await expect(here.getByText('English wurde anderswo gewählt.')).toBeVisible()
    await here.reload()
    await expect(here.locator('html')).toHaveAttribute('lang', 'en')
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

  await test.step('a machine that gets another name and goes does so on its open page and beside the open list', async () => {
    const [, hostId] = /#\/host\/([0-9a-f-]{36})/.exec(here.url()) ?? []
    const key = `${hostId}/${await define(host, 'passing')}`
    try {
      await here.goto(`${new URL(here.url()).origin}/#/machine/${key}`)
      await there.goto(`${new URL(there.url()).origin}/#/machines?machine=${key}`)
      for (const page of [here, there])
        await expect(
          page.getByRole('main').getByRole('heading', { name: 'passing', exact: true }),
        ).toBeVisible()
      await host.virsh(['domrename', 'passing', 'passed-on'])
      for (const page of [here, there])
        await expect(
          page.getByRole('main').getByRole('heading', { name: 'passed-on', exact: true }),
        ).toBeVisible()
      await host.virsh(['undefine', 'passed-on'])
      for (const page of [here, there])
        await expect(
          page.getByRole('heading', { name: 'This machine is not in the fleet any more' }),
        ).toBeVisible()
    } finally {
      for (const name of ['passing', 'passed-on'])
        await host.virsh(['undefine', name], { allowFailure: true })
    }
  })

  await test.step('a site that is filled, renamed and removed there is so on its open page here', async () => {
    const other = lab.host(1)
    await there.getByRole('button', { name: 'New site' }).click()
    await there.getByRole('dialog').getByRole('textbox', { name: /^Name/ }).fill('Rack A')
    await there.keyboard.press('Enter')
    await treeItem(here, other.name).click()
    await expect(here.getByRole('heading', { name: other.name, exact: true })).toBeVisible()
    await treeItem(there, other.name).dragTo(treeItem(there, 'Rack A'))
    await expect(treeItem(here, other.name)).toHaveAttribute('aria-level', '3')
    await expect(here.getByRole('main').getByText('Rack A', { exact: true })).toBeVisible()
    await treeItem(here, 'Rack A').click()
    const rows = here.getByRole('grid', { name: 'Machines' }).getByRole('row').filter({ hasText: other.name })
    await expect(rows.first()).toBeVisible()
    await treeItem(there, 'Rack A').click()
    await there.keyboard.press('F2')
    await there.keyboard.type('Rack B')
    await there.keyboard.press('Enter')
    const way = here.getByRole('navigation', { name: 'Where you are' })
    await expect(way).toContainText('Rack B')
    await expect(there).toHaveURL(/in=site/)
    await treeItem(there, 'Rack B').click({ button: 'right' })
    await there.getByRole('menuitem', { name: /^Remove site/ }).click()
    await expect(here.getByRole('heading', { name: 'This site is not in the fleet any more' })).toBeVisible()
    await expect(treeItem(here, other.name)).toHaveAttribute('aria-level', '2')
    // Whoever removed it is led away instead.
    await expect(there).not.toHaveURL(/in=site/)
    await here.getByRole('button', { name: 'Show the whole fleet' }).click()
    await expect(rows.first()).toBeVisible()
    await showHost(here, 'renamed')
    await showHost(there, 'renamed')
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
