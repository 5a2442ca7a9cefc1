import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

/** Another page of the window, by its address. */
const goTo = (page: Page, hash: string) =>
  page.evaluate(fragment => {
    window.location.hash = fragment
  }, hash)

test('the overview says what is wrong with its cause, how full the hosts are and who uses them', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  for (const host of lab.hosts) await addHost(host)
  const page = await open(await shell.start())
  await goTo(page, '#/overview')
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await expect(page.getByText('2 of 2 hosts live')).toBeVisible()
  const capacity = page.getByRole('region', { name: 'How full are we' })
  await expect(capacity).toContainText(/of \d+ CPUs in use/)
  await expect(capacity).toContainText(/GiB in use/)
  const top = page.getByRole('region', { name: 'Who uses most' })
  await expect(top.getByRole('button', { name: 'web-1', exact: true }).first()).toBeVisible()
  await expect(page.getByRole('list', { name: 'Hosts', exact: true }).getByRole('button')).toHaveCount(2)

  const attention = page.getByRole('region', { name: 'Needs attention' })
  await lab.host(0).virsh(['pool-destroy', 'default'])
  try {
    const trouble = attention.getByRole('listitem').filter({ hasText: 'inactive' })
    await expect(trouble).toContainText('Pool default')
    await expect(trouble).toContainText(/have disks in it/)
    expect(await findings(page)).toEqual([])
  } finally {
    await lab.host(0).virsh(['pool-start', 'default'])
  }
  await expect(attention.getByRole('listitem').filter({ hasText: 'inactive' })).toHaveCount(0)
})

test('a search finds the line, with the keyboard alone, and opens its machine', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  await addHost(lab.host(0))
  const page = await open(await shell.start())
  await expect(page.getByRole('rowheader', { name: 'web-1', exact: true })).toBeVisible()
  await page.getByRole('searchbox').fill('<emulator>')
  const xml = page.getByRole('region', { name: /^XML/ })
  await expect(xml.getByRole('link').first()).toContainText(/line \d+\s*<emulator>/)
  await expect(xml.locator('mark').first()).toHaveText('<emulator>')
  expect(await findings(page)).toEqual([])

  await page.getByRole('searchbox').fill('web-1')
  const first = page
    .getByRole('region', { name: /^Machines/ })
    .getByRole('link')
    .first()
  await expect(first).toContainText('web-1')
  await page.keyboard.press('ArrowDown')
  await expect(first).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/machine\/[0-9a-f-]{36}\/[0-9a-f-]{36}/)

  await goTo(page, '#/search?q=nothing-holds-this')
  await expect(page.getByRole('heading', { name: /Nothing holds/ })).toBeVisible()
})

test('activity and what changed follow what somebody else does, and last over a restart', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  const host = lab.host(0)
  await addHost(host)
  const page = await open(await shell.start())
  await expect(page.getByRole('button', { name: '1 of 1 live' })).toBeVisible()
  await goTo(page, '#/changes?since=1h')
  await expect(page.getByRole('heading', { name: 'Nothing changed' })).toBeVisible()
  await host.virsh(['desc', 'db-1', '--config', '--title', 'Changed by the test'])
  await host.virsh(['suspend', 'db-1'])
  const grid = page.getByRole('grid', { name: 'What changed' })
  const row = (kind: string) => grid.getByRole('row').filter({ hasText: 'db-1' }).filter({ hasText: kind })
  try {
    await expect(row('State')).toContainText('Running → Paused')
    await expect(row('Definition')).toContainText('definition changed: ')
    await row('Definition').dblclick()
    await expect(page.getByRole('complementary', { name: 'What changed' })).toContainText(/[Tt]itle/)
    expect(await findings(page)).toEqual([])

    await goTo(page, '#/activity')
    const activity = page.getByRole('grid', { name: 'Activity' })
    await expect(activity.getByRole('row').filter({ hasText: 'db-1' }).first()).toContainText('Paused')
    await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'true')
    expect(await findings(page)).toEqual([])
  } finally {
    await host.virsh(['resume', 'db-1'])
    await host.virsh(['desc', 'db-1', '--config', '--title', ''])
  }

  await page.close()
  await shell.stop()
  const again = await shell.cli('changes', '--offline', '--since', '1h', '--json')
  const { changes } = JSON.parse(again.stdout)
  expect(changes.map((change: { kind: string }) => change.kind)).toContain('definition')
})
