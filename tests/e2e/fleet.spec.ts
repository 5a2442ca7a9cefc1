import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Machines' })
const machine = (page: Page, name: string) =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) })

test('shows the fleet live, filters it, and acts on a machine with a task', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  for (const host of lab.hosts) await addHost(host)
  const page = await open(await shell.start())
  await expect(page.getByRole('button', { name: '2 of 2 live' })).toBeVisible()
  await expect(machine(page, 'web-1')).toContainText('Running')
  await expect(machine(page, 'web-1')).toContainText(/\d %/)
  await expect(machine(page, 'batch-2')).toContainText('Paused')

  await page.keyboard.press('/')
  await page.keyboard.type('state:paused')
  await expect(machine(page, 'batch-1')).toBeVisible()
  await expect(machine(page, 'web-1')).toHaveCount(0)
  await expect(page).toHaveURL(/paused/)
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Filter machines' }).fill('memory>>3')
  await expect(page.getByText(/memory needs a size/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Filter machines' }).fill('')
  await page.keyboard.press('Escape')

  await lab.host(0).virsh(['suspend', 'db-1'])
  await expect(machine(page, 'db-1')).toContainText('Paused')
  await machine(page, 'db-1').getByRole('checkbox').check()
  await page.getByRole('toolbar', { name: 'Chosen machines' }).getByRole('button', { name: 'Resume' }).click()
  await expect(machine(page, 'db-1')).toContainText('Running')
  expect((await lab.host(0).virsh(['domstate', 'db-1'])).trim()).toBe('running')

  for (const name of ['batch-1', 'batch-2']) await machine(page, name).getByRole('checkbox').check()
  await page.getByRole('toolbar', { name: 'Chosen machines' }).getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menuitem', { name: /^Force off/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(/virsh -c qemu\+ssh:\S+ destroy batch-1/)
  await expect(dialog.getByRole('button', { name: /^Force off/ })).not.toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect((await lab.host(0).virsh(['domstate', 'batch-1'])).trim()).toBe('paused')
})

test('a host that drops stays readable and comes back by itself', async ({ lab, shell, addHost, open }) => {
  for (const host of lab.hosts) await addHost(host)
  const page = await open(await shell.start())
  await expect(page.getByRole('button', { name: '2 of 2 live' })).toBeVisible()
  const host = lab.host(1)
  await host.killSshd()
  try {
    await expect(page.getByRole('button', { name: '1 of 2 live' })).toBeVisible()
    await expect(machine(page, 'web-2')).toContainText('was running')
    await expect(machine(page, 'web-1')).toContainText(/\d %/)
    await page.getByRole('button', { name: '1 of 2 live' }).click()
    await expect(page.getByText(/refused/i).first()).toBeVisible()
  } finally {
    await host.startSshd()
  }
  await expect(page.getByRole('button', { name: '2 of 2 live' })).toBeVisible({ timeout: 70_000 })
})

test('reads the whole inventory with no network at all, from the first frame', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  for (const host of lab.hosts) await addHost(host)
  await lab.uplinkDown()
  try {
    const page = await open(await shell.start())
    await expect(machine(page, 'web-1')).toBeVisible()
    await expect(machine(page, 'web-2')).toContainText('was running')
    await expect(page.getByRole('button', { name: /^0 of 2 live/ })).toBeVisible()
    await page.getByRole('combobox', { name: 'Filter machines' }).fill('xml:virtio-net OR disk.bus:virtio')
    await expect(machine(page, 'web-1')).toBeVisible()
  } finally {
    await lab.uplinkUp()
  }
})

test('adds a host through the dialog: test, question of the key, live', async ({ lab, shell, open }) => {
  const host = lab.host(0)
  const page = await open(await shell.start())
  await page.getByRole('button', { name: 'Add host' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add host' })
  await dialog.getByLabel('Address').fill(host.uri)
  await dialog.getByText('How to reach it').click()
  await dialog.getByLabel(/key files/i).fill(host.identityFile)
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog).toContainText(host.hostKeyFingerprint)
  await dialog.getByRole('button', { name: 'Trust this key and go on' }).click()
  await expect(dialog.getByText(/may change what is on the host/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Add host' }).click()
  await expect(page.getByRole('button', { name: '1 of 1 live' })).toBeVisible()
  await expect(machine(page, 'web-1')).toContainText('Running')
})
