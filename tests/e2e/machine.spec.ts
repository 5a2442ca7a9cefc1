import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { LabHost } from '../lab/index.ts'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

/** Opens the page of a machine from its row, and gives the machine's key. */
async function openMachine(page: Page, name: string): Promise<string> {
  await page.evaluate(() => {
    window.location.hash = '#/machines'
  })
  await page.getByRole('rowheader', { name, exact: true }).dblclick()
  await expect(page).toHaveURL(/machine=/)
  const key = new URLSearchParams(page.url().split('?').at(-1)).get('machine') ?? ''
  await goTo(page, key)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  return key
}

/** Gives a machine of the host another definition. */
async function define(host: LabHost, xml: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-xml-'))
  try {
    const path = join(folder, 'machine.xml')
    writeFileSync(path, xml)
    await host.virsh(['define', path])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const goTo = (page: Page, key: string, tab = '') =>
  page.evaluate(hash => {
    window.location.hash = hash
  }, `#/machine/${key}/${tab}`)

test('a machine’s page tells what it is, does and will be', async ({ lab, shell, addHost, open }) => {
  test.slow()
  const host = lab.host(0)
  await addHost(host)
  const page = await open(await shell.start())
  const key = await openMachine(page, 'web-1')
  const panel = page.getByRole('tabpanel')

  await expect(panel.getByRole('table', { name: 'Disks' })).toContainText('vda')
  await expect(panel.getByRole('table', { name: 'Network cards' })).toContainText('52:54:00')
  await expect(page.getByRole('button', { name: 'Shut down' })).toBeEnabled()

  await page.getByRole('tab', { name: 'Overview' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Performance' })).toBeFocused()
  await expect(panel.getByText(/every \d+ s/)).toBeVisible()
  await expect(panel.getByText('Disk vda: Time of a request', { exact: true })).toBeVisible()
  await expect(panel.locator('figure', { hasText: 'vCPUs' }).first()).toContainText(/\d %/)

  await page.getByRole('tab', { name: 'Hardware' }).click()
  await expect(panel.getByText('What runs is what is stored.')).toBeVisible()
  await panel.getByRole('textbox', { name: 'Find a device or value' }).fill('virtio')
  await expect(panel.getByRole('region', { name: 'Disk vda' })).toContainText('virtio')
  await expect(panel.getByRole('region', { name: 'General' })).toHaveCount(0)

  // Somebody gives it more memory from the next boot on: the page says so by itself, in words, and keeps both versions.
  const before = await host.virsh(['dumpxml', '--inactive', 'web-1'])
  await define(host, before.replaceAll('>131072<', '>163840<'))
  await expect(page.getByRole('button', { name: '2 changes at next boot' })).toBeVisible()
  await panel.getByRole('textbox', { name: 'Find a device or value' }).fill('')
  await expect(panel.getByText('Memory: 128 MiB now, 160 MiB at next boot')).toBeVisible()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(panel.getByRole('heading', { name: '2 versions' })).toBeVisible()
  await expect(panel.getByText('Memory changed from 128 MiB to 160 MiB')).toBeVisible()
  await panel.getByText('Text', { exact: true }).click()
  await expect(panel.locator('.cm-changedText', { hasText: '63840' }).first()).toBeVisible()
  await define(host, before)
  await expect(page.getByRole('button', { name: /at next boot/ })).toHaveCount(0)

  await page.getByRole('tab', { name: 'XML' }).click()
  const text = panel.getByRole('textbox', { name: 'Definition' })
  await expect(text).toContainText("<domain type='qemu'")
  await expect(text).toContainText('<alias name=')
  await panel.getByText('Stored', { exact: true }).click()
  await expect(text).not.toContainText('<alias name=')
  await text.press('Control+f')
  await panel.getByRole('textbox', { name: 'Find' }).fill('balloon')
  await page.keyboard.press('Enter')
  await expect(panel.locator('.cm-searchMatch').first()).toBeVisible()

  await goTo(
    page,
    key.replace(/.$/, digit => (digit === '0' ? '1' : '0')),
  )
  await expect(page.getByText('This machine is not known here')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('tab', { name: 'XML' })).toHaveAttribute('aria-selected', 'true')
})

test('a machine is compared with its namesake on another host, and kept readable when its host is gone', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  await addHost(lab.host(0))
  await addHost(lab.host(1))
  const page = await open(await shell.start())
  await page.getByRole('rowheader', { name: 'shared-template', exact: true }).first().waitFor()
  const key = await openMachine(page, 'mail-1')
  const panel = page.getByRole('tabpanel')
  await goTo(page, key, 'snapshots')
  await expect(panel.getByRole('list', { name: 'Snapshots of mail-1' })).toContainText('current')

  await goTo(page, key, 'history')
  await panel.getByRole('combobox', { name: 'Compare with' }).click()
  await page.getByRole('option', { name: /^web-1/ }).click()
  await expect(panel.getByText(/^Memory is \d+ MiB here, \d+ MiB there$/)).toBeVisible()

  const host = lab.host(0)
  await goTo(page, key)
  await host.killSshd()
  try {
    await expect(page.getByText(new RegExp(`${host.name} is not connected. Last read`))).toBeVisible()
    await expect(page.getByText('was off')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled()
    await expect(panel.getByText('Not measured now')).toBeVisible()
    await page.getByRole('tab', { name: 'Hardware' }).click()
    await expect(panel.getByRole('region', { name: 'Disk vda' })).toBeVisible()
    await page.getByRole('tab', { name: 'XML' }).click()
    await expect(panel.getByRole('textbox', { name: 'Definition' })).toContainText('<name>mail-1</name>')
  } finally {
    await host.startSshd()
  }
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled({ timeout: 60_000 })
})

test('a guest that ignores its shutdown may be forced off, after a preview; meanwhile axe finds nothing on any tab', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  const host = lab.host(0)
  await addHost(host)
  // It has nothing to boot, so nobody in it hears the request.
  await host.virsh(['start', 'mail-1'])
  const page = await open(await shell.start())
  await openMachine(page, 'mail-1')
  const dialog = page.getByRole('dialog')
  try {
    await page.getByRole('button', { name: 'Shut down' }).click()
    await dialog.getByRole('combobox', { name: 'Wait for the guest' }).click()
    await page.getByRole('option', { name: '30 s' }).click()
    await dialog.getByRole('button', { name: 'Shut down', exact: true }).click()
    const task = page.getByRole('list', { name: 'Recent tasks' }).getByRole('listitem').first()
    await expect(task).toContainText('Running')

    const key = await openMachine(page, 'web-1')
    for (const tab of ['', 'performance', 'hardware', 'snapshots', 'xml', 'history']) {
      await goTo(page, key, tab)
      await page.getByRole('tabpanel').locator('h2, .cm-content, figure').first().waitFor()
      expect(await findings(page), tab).toEqual([])
    }
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: /Force off/ }).click()
    await expect(dialog.getByRole('table')).toBeVisible()
    expect(await findings(page), 'the preview').toEqual([])
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)

    await openMachine(page, 'mail-1')
    await expect(task).toContainText('Failed', { timeout: 60_000 })
    await task.getByRole('button', { name: 'Log' }).click()
    await expect(task).toContainText(/The same as: virsh -c \S+ shutdown mail-1/)
    await task.getByRole('button', { name: 'Force off…' }).click()
    await expect(dialog).toContainText('What the guest has not written to its disks is lost.')
    await dialog.getByRole('button', { name: 'Force off', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible()
    expect((await host.virsh(['domstate', 'mail-1'])).trim()).toBe('shut off')
  } finally {
    if ((await host.virsh(['domstate', 'mail-1'])).trim() !== 'shut off')
      await host.virsh(['destroy', 'mail-1'])
  }
})
