import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

/** A list; grouped ones are treegrids. */
const grid = (page: Page, name: string) =>
  page.getByRole('grid', { name }).or(page.getByRole('treegrid', { name }))
const groups = (list: Locator, level: number) => list.locator(`tr[data-level="${level}"]`)

/** Exports what is shown in a format; answers the file's text. */
async function exported(page: Page, format: string): Promise<string> {
  await page.getByRole('button', { name: 'Export what is shown' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: format, exact: true }).click()
  return readFile(await (await download).path(), 'utf8')
}

test('groups on two levels with what the members come to, and exports every column', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  for (const host of lab.hosts) await addHost(host)
  const page = await open(await shell.start())
  const list = grid(page, 'Machines')
  await expect(page.getByRole('button', { name: '2 of 2 live' })).toBeVisible()

  await page.getByRole('button', { name: 'Group' }).click()
  await page.getByRole('menuitemradio', { name: 'Host' }).first().click()
  await page.getByRole('menuitemradio', { name: 'State' }).last().click()
  await expect(page).toHaveURL(/group=host(%2C|,)state/)
  await expect(groups(list, 0)).toHaveCount(2)
  await expect(groups(list, 0).first()).toContainText(/Σ [\d.]+ [GM]iB/)
  await expect(groups(list, 1).filter({ hasText: 'Running' }).first()).toBeVisible()
  expect(await findings(page), 'grouped').toEqual([])
  await page.getByRole('button', { name: 'Group' }).click()
  await page.getByRole('menuitem', { name: 'Fold all', exact: true }).click()
  await expect(list.getByRole('rowheader')).toHaveCount(0)
  await page.getByRole('button', { name: 'Group' }).click()
  await page.getByRole('menuitemradio', { name: 'Nothing' }).first().click()

  await page.getByRole('button', { name: 'Columns' }).click()
  const boxes = page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox')
  for (const box of await boxes.all()) if (await box.isEnabled()) await box.check()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Filter machines' }).fill('name:web*')
  await expect(list.getByRole('rowheader')).toHaveCount(2)
  const csv = (await exported(page, 'CSV')).trim().split('\r\n')
  expect(csv).toHaveLength(3)
  expect(csv[0]?.split(',')).toEqual(
    expect.arrayContaining([
      'name',
      'state',
      'diskReadBytesPerSecond',
      'netTxBytesPerSecond',
      'uuid',
      'tags',
    ]),
  )
  const json: unknown = JSON.parse(await exported(page, 'JSON'))
  expect(json).toMatchObject({
    schema: 'novacron.machines/1',
    machines: [{ name: 'web-1' }, { name: 'web-2' }],
  })
  expect(await exported(page, 'Markdown')).toMatch(/^\| name \|.*\n\| --- \|/)
})

test('the keyboard alone filters, chooses, copies a cell and reaches the row’s menu', async ({
  lab,
  shell,
  addHost,
  open,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await addHost(lab.host(0))
  const page = await open(await shell.start())
  const list = grid(page, 'Machines')
  await expect(list.getByRole('rowheader', { name: 'web-1', exact: true })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('web-1')
  await page.keyboard.press('Enter')
  await expect(list.getByRole('rowheader')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+c')
  await expect(page.getByText('Copied', { exact: true })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Running')
  await page.keyboard.press('m')
  await expect(page.getByRole('menuitem', { name: 'Copy “State”' })).toBeVisible()
  expect(await findings(page), 'the row’s menu').toEqual([])
  await page.keyboard.press('Escape')
  await expect(list).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByText('1 chosen')).toBeVisible()
  expect(await findings(page), 'a selection').toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByText('1 chosen')).toHaveCount(0)

  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'Performance' }).click()
  const cpu = page.getByRole('slider', { name: 'CPU' })
  await expect(cpu).toHaveAttribute('aria-valuetext', /CPU: [\d.]+ %/)
  await expect(page.getByRole('table', { name: 'CPU as a table' })).toBeAttached()
  expect(await findings(page), 'charts').toEqual([])
})

test('a list that is not of machines is filtered by the same language and exported by the window', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  for (const host of lab.hosts) await addHost(host)
  const page = await open(await shell.start())
  await expect(page.getByRole('button', { name: '2 of 2 live' })).toBeVisible()
  await page.evaluate(() => {
    window.location.hash = '#/hosts'
  })
  const list = grid(page, 'Hosts')
  await expect(list.getByRole('rowheader')).toHaveCount(2)
  const filter = page.getByRole('combobox', { name: 'Filter hosts' })
  await filter.fill(`name:${lab.host(1).name} or name:(`)
  await expect(page.getByRole('alert')).toContainText(/character \d+/)
  await filter.fill(`name=${lab.host(1).name}`)
  await expect(list.getByRole('rowheader')).toHaveCount(1)
  await expect(page.getByText('1 of 2 match')).toBeVisible()
  const json: unknown = JSON.parse(await exported(page, 'JSON'))
  expect(json).toMatchObject({ schema: 'novacron.list/1', list: 'hosts', rows: [{ name: lab.host(1).name }] })
  await filter.fill('name:nothing-like-this')
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
})
