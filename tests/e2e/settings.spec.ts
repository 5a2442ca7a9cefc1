import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { HeadlessShell } from './shell.ts'

const passphrase = 'seven lazy otters sing baroque'

const section = async (page: Page, name: string) => {
  await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Runs `work` on a headless shell of its own, at its settings. */
async function atSettings(
  open: (link: string) => Promise<Page>,
  work: (page: Page, shell: HeadlessShell, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
  const shell = new HeadlessShell(folder, { XDG_RUNTIME_DIR: '' })
  try {
    const page = await open(await shell.start())
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await work(page, shell, folder)
    // An open window would go on asking for its core.
    for (const window of page.context().pages()) await window.close()
  } finally {
    await shell.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

test('a policy says what it would do, binds every window when it is saved, and the command line sees it', async ({
  open,
}) => {
  await atSettings(open, async (page, shell) => {
    await page.getByRole('textbox', { name: 'Find a setting' }).fill('window may copy')
    await page.getByRole('button', { name: /^The window may copy/ }).click()
    const copying = page.getByRole('switch', { name: 'The window may copy' })
    await expect(copying).toBeFocused()
    await page.keyboard.press('Space')
    const effects = page.getByRole('region', { name: 'What saving would do' })
    await expect(effects).toContainText('what can be read can be written down')
    await page.getByRole('combobox', { name: 'Colour of production' }).click()
    await page.getByRole('option', { name: 'violet' }).click()
    await expect(effects).toContainText('marked violet')
    expect(await findings(page), 'policies').toEqual([])
    await page.getByRole('button', { name: 'Save policies' }).click()
    await expect(page.locator('html')).toHaveAttribute('data-production', 'violet')
    await section(page, 'Data')
    await expect(page.getByText('Data folder', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Copy path' })).toHaveCount(0)
    const { stdout } = await shell.cli('config', 'export')
    expect(JSON.parse(stdout).policies).toMatchObject({
      productionColour: 'violet',
      data: { clipboardAllowed: false },
    })
  })
})

test('two who change the same at once undo nothing of each other; a host says its own, and gives it back', async ({
  open,
}) => {
  await atSettings(open, async (page, shell) => {
    await shell.cli('host', 'add', 'test:///default', '--name', 'alone', '--no-connect')
    const other = await page.context().newPage()
    await other.goto(page.url())
    for (const each of [page, other]) await section(each, 'Policies')

    // Both begin from the same; the second sees the first one's change before anything is saved over it.
    await page.getByRole('switch', { name: 'The window may copy' }).press('Space')
    await other.getByRole('combobox', { name: 'Colour of production' }).click()
    await other.getByRole('option', { name: 'violet' }).click()
    await other.getByRole('button', { name: 'Save policies' }).click()
    await expect(page.getByText(/Somebody else saved policies meanwhile/)).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'Colour of production' })).toHaveValue('violet')
    expect(await findings(page), 'policies of two').toEqual([])
    await page.getByRole('button', { name: 'Save policies' }).click()
    await expect(other.getByRole('switch', { name: 'The window may copy' })).not.toBeChecked()
    const { stdout } = await shell.cli('config', 'export')
    expect(JSON.parse(stdout).policies).toMatchObject({
      productionColour: 'violet',
      data: { clipboardAllowed: false },
    })

    // One host's own, beside what it takes over from the fleet.
    for (const each of [page, other]) {
      await section(each, 'Connections')
      await each.getByRole('combobox', { name: 'Holds for' }).click()
      await each.getByRole('option', { name: /alone/ }).click()
    }
    const give = (each: Page) => each.getByRole('textbox', { name: 'Give up connecting after' })
    await expect(give(page)).toHaveValue('10')
    await give(page).fill('25')
    await other.getByRole('textbox', { name: 'Signs of life that may be missed' }).fill('7')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Inherit Give up connecting after' })).toBeVisible()
    await other.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(other.getByText(/Somebody else changed this meanwhile/)).toBeVisible()
    await expect(give(other)).toHaveValue('25')
    await other.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(other.getByText(/Somebody else changed this meanwhile/)).toHaveCount(0)
    await other.close()
    await page.reload()
    await page.getByRole('combobox', { name: 'Holds for' }).click()
    await page.getByRole('option', { name: /alone/ }).click()
    await expect(give(page)).toHaveValue('25')
    await page.getByRole('button', { name: 'Inherit Give up connecting after' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(give(page)).toHaveValue('10')
    expect(await findings(page), 'a host’s own').toEqual([])
    const { stdout: options } = await shell.cli('config', 'list', '--host', 'alone', '--json')
    const said = (JSON.parse(options).settings as { key: string; own: boolean }[]).filter(({ own }) => own)
    expect(said.map(({ key }) => key)).toEqual(['connections.keepaliveCount'])
  })
})

test('settings are said, found by the command line, exported, imported with a look first, and reset', async ({
  open,
}) => {
  await atSettings(open, async (page, shell, folder) => {
    await section(page, 'Monitoring')
    const days = page.getByRole('textbox', { name: 'Changes for at most' })
    await days.fill('30')
    await days.press('Enter')
    await expect(page.getByRole('button', { name: 'Inherit Changes for at most' })).toBeVisible()
    expect(await findings(page), 'monitoring').toEqual([])
    expect((await shell.cli('config', 'get', 'monitoring.changeDays')).stdout.trim()).toBe('30')
    expect((await shell.cli('config', 'set', 'monitoring.changeDays', '"x"')).code).toBe(2)

    const file = join(folder, 'settings.json')
    writeFileSync(
      file,
      JSON.stringify({
        format: 'novacron.config',
        version: 1,
        installation: { 'monitoring.changeDays': 45, 'no.such': 1 },
      }),
    )
    await section(page, 'Data')
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file…' }).click()
    await (await choosing).setFiles(file)
    await expect(page.getByText('1 change', { exact: true })).toBeVisible()
    await expect(page.getByText('There is no setting “no.such”.')).toBeVisible()
    await page.getByRole('button', { name: 'Take over' }).click()
    await expect(page.getByText('1 setting taken over')).toBeVisible()
    expect((await shell.cli('config', 'get', 'monitoring.changeDays')).stdout.trim()).toBe('45')

    await section(page, 'Monitoring')
    await page.getByRole('button', { name: 'Reset this section' }).click()
    await expect(page.getByText('1 setting is as built in again')).toBeVisible()
    await expect(days).toHaveValue('90')
  })
})

test('a back-up is made, opened, refused to a wrong passphrase, and restored by a restart', async ({
  open,
}) => {
  test.slow()
  await atSettings(open, async (page, shell, folder) => {
    await shell.cli('host', 'add', 'test:///default', '--name', 'before', '--no-connect')
    await section(page, 'Data')
    await page.getByRole('button', { name: 'Make back-up' }).click()
    const making = page.getByRole('dialog')
    await making.getByLabel('A new passphrase for it').fill(passphrase)
    await making.getByLabel(/again|once more/i).fill(passphrase)
    expect(await findings(page), 'making a back-up').toEqual([])
    await making.getByRole('button', { name: 'Make back-up' }).click()
    await expect(making).toBeHidden()
    const row = page.getByRole('region', { name: 'Back-ups here' }).getByRole('row').nth(1)
    await expect(row).toContainText('by hand')
    await shell.cli('host', 'remove', 'before')
    await row.getByRole('button', { name: /^Open/ }).click()
    const opening = page.getByRole('dialog')
    await opening.getByLabel('Passphrase of the back-up').fill('wrong')
    await opening.getByRole('button', { name: 'See what is in it' }).click()
    await expect(opening.getByRole('alert')).toContainText('does not open the back-up')
    await opening.getByLabel('Passphrase of the back-up').fill(passphrase)
    await opening.getByRole('button', { name: 'See what is in it' }).click()
    await expect(opening).toContainText('Hosts that would be back: “before”.')
    expect(await findings(page), 'an open back-up').toEqual([])
    await opening.getByRole('button', { name: 'Restore at the next start' }).click()
    await expect(page.getByText(/is put in place when NovaCron starts next/)).toBeVisible()
    // An open window would go on asking for its core.
    await page.close()
    await shell.stop()
    const again = await open(await shell.start())
    await again.getByRole('link', { name: 'Settings', exact: true }).click()
    await section(again, 'Data')
    await expect(again.getByText(/The data was restored from the back-up/).first()).toBeVisible()
    expect((await shell.cli('host', 'list', '--offline')).stdout).toContain('before')
    expect(readdirSync(folder).filter(name => name.includes('.before-'))).not.toEqual([])
  })
})
