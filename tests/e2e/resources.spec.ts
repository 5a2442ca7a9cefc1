import { existsSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { deadStorage } from '../lab/index.ts'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

const goTo = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click()
const list = (page: Page, name: string) => page.getByRole('grid', { name, exact: true })
const row = (page: Page, grid: string, name: string) =>
  list(page, grid)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
const panel = (page: Page, name: string) => page.getByRole('region', { name: `Details of ${name}` })

test('storage: who uses what in both directions, what nobody uses, and how sure that is', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  const host = lab.host(0)
  const base = ['--pool', 'default', '--backing-vol', 'web.qcow2', '--backing-vol-format', 'qcow2']
  await host.virsh(['vol-create-as', 'default', 'idle.qcow2', '10M', '--format', 'qcow2'])
  await host.virsh([
    'vol-create-as',
    '--name',
    'over.qcow2',
    '--capacity',
    '64M',
    '--format',
    'qcow2',
    ...base,
  ])
  try {
    await addHost(host)
    const page = await open(await shell.start())
    await goTo(page, 'Storage')
    const pool = row(page, 'Pools', 'default')
    await expect(pool).toContainText('Active')
    // Both pools of the lab's host lie on one filesystem.
    await expect(pool).toContainText('iso')
    await pool.getByRole('rowheader').dblclick()
    await expect(panel(page, 'default')).toContainText('On one filesystem with iso')
    expect(await findings(page), 'pools').toEqual([])
    await panel(page, 'default').getByRole('link', { name: 'web.qcow2' }).click()

    const details = panel(page, 'web.qcow2')
    await expect(details.getByRole('link', { name: 'web-1' })).toBeVisible()
    await expect(details).toContainText('disk vda')
    await expect(details.getByRole('link', { name: 'over.qcow2' })).toBeVisible()
    await expect(row(page, 'Volumes', 'idle.qcow2')).toContainText('Unused')
    expect(await findings(page), 'volumes').toEqual([])
    await details.getByRole('link', { name: 'over.qcow2' }).click()
    await expect(panel(page, 'over.qcow2')).toContainText('No machine that is known uses it.')
    await panel(page, 'over.qcow2')
      .getByRole('link', { name: /web\.qcow2/ })
      .click()
    await expect(details).toBeVisible()

    const filter = page.getByRole('combobox', { name: 'Filter Volumes' })
    await filter.fill('unused:yes')
    await expect(row(page, 'Volumes', 'web.qcow2')).toHaveCount(0)
    await expect(row(page, 'Volumes', 'idle.qcow2')).toBeVisible()

    // Nobody can be sure of what a host does that does not answer.
    await host.killSshd()
    await host.killSshSessions()
    await expect(row(page, 'Volumes', 'idle.qcow2')).toContainText('Probably unused')
    await expect(page.getByText('1 host is not connected: its storage')).toBeVisible()
  } finally {
    await host.startSshd()
    await host.virsh(['vol-delete', '--pool', 'default', 'over.qcow2'])
    await host.virsh(['vol-delete', '--pool', 'default', 'idle.qcow2'])
  }
})

test('networks: who is attached, leases with their machines, bridges', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  await addHost(lab.host(0))
  const page = await open(await shell.start())
  await goTo(page, 'Networks')
  const network = row(page, 'Networks', 'default')
  await expect(network).toContainText('nat')
  await expect(network).toContainText('192.168.122.1/24')
  await network.getByRole('rowheader').dblclick()
  await expect(panel(page, 'default').getByRole('link', { name: 'web-1' })).toBeVisible()
  expect(await findings(page), 'networks').toEqual([])

  await page.getByRole('tab', { name: /^Leases/ }).click()
  const lease = list(page, 'Leases').getByRole('row').filter({ hasText: '52:54:00:0c:01:01' })
  await expect(lease).toContainText('web-1')
  expect(await findings(page), 'leases').toEqual([])
  await lease.getByRole('rowheader').dblclick()
  await expect(page.getByRole('heading', { name: 'web-1' })).toBeVisible()
  await page.goBack()

  await page.getByRole('tab', { name: /^Bridges/ }).click()
  await expect(row(page, 'Bridges', 'br-default')).toContainText('Up')
  await row(page, 'Bridges', 'br-default').getByRole('rowheader').dblclick()
  await expect(panel(page, 'br-default')).toContainText('52:54:00:0c:01:02')
  expect(await findings(page), 'bridges').toEqual([])
})

test('topology: by pointer, by keys and as a tree, filtered, stale, and from afar', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  const host = lab.host(0)
  await addHost(host)
  const page = await open(await shell.start())
  await goTo(page, 'Topology')
  const picture = page.getByRole('application', { name: 'Picture of the fleet' })
  const box = (name: string) => picture.getByRole('button', { name, exact: false })
  await box('Machine db-1').click()
  const selected = page.getByRole('region', { name: 'Selected' })
  await expect(selected).toContainText('Running')
  await expect(selected.getByRole('button', { name: 'NIC vnet1' })).toBeVisible()
  expect(await findings(page), 'the picture').toEqual([])

  // Along the line to the NIC, the network and the host.
  await picture.press('ArrowLeft')
  await picture.press('ArrowLeft')
  await picture.press('Enter')
  await expect(selected.getByRole('heading', { level: 2 })).toHaveText(/^(backend|default)$/)
  await picture.press('Escape')
  await expect(selected).toBeHidden()

  await picture.press('0')
  for (let times = 0; times < 12; times++) await picture.press('-')
  await expect(box('Machine db-1')).toHaveCount(0)
  await page.getByRole('button', { name: 'Show everything' }).click()
  await expect(box('Machine db-1')).toBeVisible()

  await page.getByRole('combobox', { name: 'Filter Topology' }).fill('web-1')
  await expect(box('Machine db-1')).toHaveCount(0)
  await expect(box('Machine web-1')).toBeVisible()
  await page.getByRole('combobox', { name: 'Filter Topology' }).fill('nothing-is-called-so')
  await page.getByRole('button', { name: 'Clear the filter' }).click()

  await page.getByText('Tree', { exact: true }).click()
  const tree = page.getByRole('tree', { name: 'Tree of the fleet' })
  await expect(tree.getByRole('treeitem', { name: 'Network default' })).toBeVisible()
  await tree.press('Home')
  await tree.press('ArrowDown')
  await tree.press('ArrowRight')
  await tree.press('ArrowRight')
  await tree.press('Enter')
  await expect(selected.getByRole('link', { name: 'Open page' })).toBeVisible()
  expect(await findings(page), 'the tree').toEqual([])

  try {
    await host.killSshd()
    await host.killSshSessions()
    await expect(page.getByText('1 host is not connected: what is on it')).toBeVisible()
    await expect(tree.getByRole('treeitem', { name: 'Pool default' })).toBeVisible()
  } finally {
    await host.startSshd()
  }
})

test('with no host each page says what comes first', async ({ shell, open }) => {
  test.slow()
  const page = await open(await shell.start())
  for (const hash of ['#/storage', '#/networks/leases', '#/topology']) {
    await page.goto(`${new URL(page.url()).origin}/${hash}`)
    await expect(page.getByRole('main').getByRole('button', { name: 'Add host' })).toBeVisible()
    expect(await findings(page), hash).toEqual([])
  }
})

test('storage: a pool that does not answer says so, and is asked again when a person wants it', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.skip(!existsSync('/dev/fuse'), 'needs /dev/fuse')
  test.slow()
  const host = lab.host(0)
  const folder = '/var/lib/libvirt/dies'
  await using disk = await deadStorage(host, folder, ['a.img'])
  await host.virsh(['pool-create-as', 'dies', 'dir', '--target', folder])
  try {
    await addHost(host)
    const page = await open(await shell.start())
    await goTo(page, 'Storage')
    const pool = row(page, 'Pools', 'dies')
    await expect(pool).toContainText('Active')
    await disk.hang()
    await host.virsh(['pool-refresh', 'default'])
    await expect(pool).toContainText('No answer', { timeout: 60_000 })
    await pool.getByRole('rowheader').dblclick()
    const again = panel(page, 'dies').getByRole('button', { name: 'Ask dies again' })
    await again.click()
    await expect(page.getByText('dies was asked before and hasn’t answered yet')).toBeVisible()
    expect(await findings(page), 'a pool that does not answer').toEqual([])
    await panel(page, 'dies').getByRole('link', { name: host.name }).click()
    await expect(page.getByRole('list', { name: 'No answer' })).toContainText('dies')
    await disk.revive()
    await expect(page.getByRole('list', { name: 'No answer' })).toBeHidden({ timeout: 15_000 })
  } finally {
    await disk.revive()
    await host.virsh(['pool-destroy', 'dies'])
  }
})
