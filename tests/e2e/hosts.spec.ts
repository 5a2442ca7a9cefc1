import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Lab } from '../lab/index.ts'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { HeadlessShell } from './shell.ts'

/** A home folder whose ssh knows one host of the lab, and a place for code. */
function homeKnowing(lab: Lab): string {
  const home = mkdtempSync(join(tmpdir(), 'novacron-home-'))
  const ssh = join(home, '.ssh')
  mkdirSync(ssh, { mode: 0o700 })
  const host = lab.host(0)
  writeFileSync(
    join(ssh, 'config'),
    `Host ${host.name}\n HostName ${new URL(host.uri.replace('qemu+ssh', 'http')).hostname}\n User root\n IdentityFile ${host.identityFile}\nHost git\n HostName github.com\n`,
    { mode: 0o600 },
  )
  copyFileSync(lab.knownHostsFile, join(ssh, 'known_hosts'))
  return home
}

const goHosts = (page: Page) => page.getByRole('link', { name: 'Hosts', exact: true }).click()

/** The line of a host in the list of hosts. */
const hostRow = (page: Page, text: string) =>
  page.getByRole('grid', { name: 'Hosts' }).getByRole('row').filter({ hasText: text })

const tab = (page: Page, name: RegExp) => page.getByRole('tab', { name }).click()

test('from nothing to the first machine, and all that is known of its host', async ({ lab, open }) => {
  test.slow()
  const home = homeKnowing(lab)
  const folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
  const shell = new HeadlessShell(folder, { HOME: home, XDG_RUNTIME_DIR: '' })
  try {
    const page = await open(await shell.start())
    await expect(page.getByRole('heading', { name: 'Add your first hosts' })).toBeVisible()
    const found = page.getByRole('list', { name: 'Found on this computer' })
    await expect(found).toContainText('A place for code, no hypervisor')
    expect(await findings(page), 'the welcome').toEqual([])
    await found.getByRole('checkbox', { name: new RegExp(`ssh://${lab.host(0).name}/`) }).check()
    await page.getByRole('button', { name: 'Add 1 host' }).click()
    await expect(page.getByRole('region', { name: 'Hosts being added' })).toContainText('7 machines')
    await expect(found).toContainText(`already here as ${lab.host(0).name}`)

    await page.getByRole('button', { name: 'See the hosts' }).click()
    const row = hostRow(page, lab.host(0).name)
    await expect(row).toContainText('Live')
    await expect(row).toContainText('4 of 7')
    await expect(row).toContainText(/\d %/)
    expect(await findings(page), 'the hosts').toEqual([])

    await row.getByRole('rowheader').dblclick()
    await expect(page.getByRole('heading', { name: 'What it can do' })).toBeVisible()
    await expect(page.getByText(/^Up to \d+ vCPUs a machine/)).toBeVisible()
    expect(await findings(page), 'overview').toEqual([])
    await tab(page, /^Performance/)
    await expect(page.getByText('CPU of machines', { exact: true })).toBeVisible()
    expect(await findings(page), 'performance').toEqual([])
    await tab(page, /^Machines/)
    await expect(page.getByRole('rowheader', { name: 'web-1', exact: true })).toBeVisible()
    await tab(page, /^Storage/)
    await expect(page.getByRole('rowheader', { name: /\.qcow2/ }).first()).toBeVisible()
    expect(await findings(page), 'storage').toEqual([])
    await tab(page, /^Networks/)
    await expect(page.getByRole('rowheader', { name: 'eth0', exact: true })).toBeVisible()
    expect(await findings(page), 'networks').toEqual([])
    await tab(page, /^Devices/)
    await expect(page.getByRole('rowheader', { name: 'computer', exact: true })).toBeVisible()
    expect(await findings(page), 'devices').toEqual([])
    await tab(page, /^Connection/)
    await page.getByRole('button', { name: 'Run diagnosis' }).click()
    await expect(page.getByRole('list', { name: 'Stages' })).toContainText('may change what is on the host')
    await expect(page.getByText(/direct.*libvirt-sock/).first()).toBeVisible()
    expect(await findings(page), 'connection').toEqual([])
    await page.close()
  } finally {
    await shell.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    rmSync(home, { recursive: true, force: true })
  }
})

test('a new key is compared, trusted, pinned and forgotten', async ({ lab, shell, open }) => {
  const page = await open(await shell.start())
  const { uri, identityFile, hostKeyFingerprint } = lab.host(1)
  await expect(page.getByRole('heading', { name: 'Add your first hosts' })).toBeVisible()
  await goHosts(page)
  await page.getByRole('button', { name: 'Add host' }).last().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill(uri.replace('qemu+ssh://', '').replace('/system', ''))
  await expect(dialog.getByText(uri, { exact: true })).toBeVisible()
  await dialog.getByText('How to reach it').click()
  await expect(dialog.getByText('A silent host is called lost after 15 s.')).toBeVisible()
  await dialog.getByLabel('Key files').fill(identityFile)
  await dialog.getByLabel('Keepalives without an answer').fill('4')
  await expect(dialog.getByText('A silent host is called lost after 20 s.')).toBeVisible()
  expect(await findings(page), 'the dialog').toEqual([])
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByText(hostKeyFingerprint).first()).toBeVisible()
  await expect(dialog.getByText(/ssh-keygen -lvf/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Trust this key and go on' }).click()
  await expect(dialog.getByText('It works: every stage passed.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Add host' }).click()

  const row = hostRow(page, 'Live')
  await expect(row).toBeVisible()
  await row.getByRole('rowheader').dblclick()
  await tab(page, /^Connection/)
  await expect(page.getByText(/every \d+ s, 4 may stay unanswered/)).toBeVisible()
  await page.getByRole('button', { name: 'Forget' }).click()
  await expect(page.getByText('NovaCron has pinned no key of this host')).toBeVisible()
})

test('a lost host says why, and how often it was tried, and since when it is back', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  for (const host of lab.hosts) await addHost(host)
  const page = await open(await shell.start())
  const host = lab.host(1)
  await goHosts(page)
  const row = hostRow(page, host.name)
  await expect(row).toContainText('Live')
  await host.killSshd()
  try {
    await expect(row).toContainText('Unreachable')
    await expect(row).toContainText(/refused/)
    expect(await findings(page), 'a host in trouble').toEqual([])
    await row.getByRole('rowheader').dblclick()
    await tab(page, /^Connection/)
    const history = page.getByRole('list', { name: 'How the session went' })
    await expect(history.getByRole('listitem').first()).toContainText('Unreachable')
    // The command line that added the host was connected before, and the history knows.
    await expect(history.getByText('Live', { exact: true }).first()).toBeVisible()
    expect(await findings(page), 'the page of a host in trouble').toEqual([])
  } finally {
    await host.startSshd()
  }
  const history = page.getByRole('list', { name: 'How the session went' })
  await expect(history.getByRole('listitem').first()).toContainText('Live', { timeout: 70_000 })
})
