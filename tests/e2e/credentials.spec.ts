import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import { type LabHost, run } from '../lab/index.ts'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import type { HeadlessShell } from './shell.ts'

const OWNER = 'four unlikely words together'
const GIVEN = 'tulip-anvil-comet-9-barge'
const OWN = 'quilt harbour lantern mosaic'
const RIGHT = 'seven-hinges-of-the-north-door'
const KEY_PASSPHRASE = 'a key that is locked twice'

/** A field for a secret by what stands over it; the button that shows it has the same words. */
const secret = (within: Page | Locator, label: string) =>
  within.getByRole('textbox', { name: label, exact: true })

async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await secret(page, 'Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const show = (page: Page, path: string) => page.goto(`${new URL(page.url()).origin}/#/${path}`)

const hostRow = (page: Page, host: LabHost) =>
  page.getByRole('grid', { name: 'Hosts' }).getByRole('row').filter({ hasText: host.name })

const choose = async (page: Page, within: Locator, field: string | RegExp, option: string | RegExp) => {
  await within.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
}

/** An installation of several people, its owner ada; what the command line does, she does. */
class Installation {
  readonly shell: HeadlessShell
  readonly #env: Readonly<Record<string, string>>

  constructor(shell: HeadlessShell, file: string) {
    this.shell = shell
    this.#env = { NOVACRON_PERSON: 'ada', NOVACRON_PASSPHRASE_FILE: file }
  }

  static async in(shell: HeadlessShell, folder: string): Promise<Installation> {
    const file = join(folder, 'passphrase')
    writeFileSync(file, `${OWNER}\n`, { mode: 0o600 })
    const set = await shell.cli('people', 'setup', '--name', 'ada', '--passphrase-file', file)
    expect(set, set.stderr).toMatchObject({ code: 0 })
    return new Installation(shell, file)
  }

  cli(...args: string[]) {
    return this.shell.cliAs(this.#env, ...args)
  }

  /** A link that lets in one more browser. */
  async link(): Promise<string> {
    const { stdout, stderr } = await this.cli('serve')
    const [, link] = /(http:\S+)/.exec(stdout) ?? []
    expect(link, stderr).toBeDefined()
    return link ?? ''
  }

  add(host: LabHost, uri: string, ...more: string[]) {
    const trust = ['--accept-new-key', host.hostKeyFingerprint]
    return this.cli('host', 'add', uri, '--name', host.name, ...trust, ...more)
  }
}

/** A folder for files of a person, gone with the work. */
async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-files-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Somebody new, let in over everything with a built-in role. */
async function addPerson(page: Page, name: string, role: string): Promise<void> {
  await show(page, 'people')
  await page.getByRole('button', { name: 'Add person' }).click()
  const adding = page.getByRole('dialog')
  await adding.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await secret(adding, 'First passphrase').fill(GIVEN)
  await adding.getByRole('button', { name: 'Add person' }).click()
  await expect(page.getByRole('grid', { name: 'People' }).getByText(name)).toBeVisible()
  await page.getByRole('tab', { name: /^Grants/ }).click()
  await page.getByRole('button', { name: 'Grant a role' }).click()
  const grant = page.getByRole('dialog', { name: 'Grant a role' })
  await choose(page, grant, 'Person or group', name)
  await choose(page, grant, 'Role', role)
  await grant.getByRole('button', { name: 'Grant', exact: true }).click()
  await expect(grant).toBeHidden()
}

/** Signs somebody in for the first time, in a browser of their own. */
async function comesFirst(browser: Browser, link: string, name: string): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await signIn(page, name, GIVEN)
  await secret(page, 'The passphrase you were given').fill(GIVEN)
  await secret(page, 'New passphrase').fill(OWN)
  await secret(page, 'Passphrase again').fill(OWN)
  await page.getByRole('button', { name: 'Set it' }).click()
  await expect(page.getByRole('button', { name: `Person: ${name}` })).toBeVisible()
  return page
}

// A dialog that never comes fails where it is waited for, not at the end.
test.use({ actionTimeout: 30_000 })

test('made once for a site, refused once by each host, changed once, overridden, missed when it is gone', async ({
  lab,
  shell,
  open,
}) => {
  test.slow()
  const [north, south] = [lab.host(0), lab.host(1)]
  const account = ['Match User operator', '  AuthenticationMethods password publickey', 'Match all']
  await withFolder(async folder => {
    try {
      for (const host of [north, south]) {
        await host.setPassword('operator', RIGHT)
        await host.setSshd(account)
      }
      const installation = await Installation.in(shell, folder)
      const page = await open(await shell.start())
      await signIn(page, 'ada', OWNER)

      await test.step('a site is made with a credential that is made on the way', async () => {
        await page.getByRole('button', { name: 'New site' }).click()
        const site = page.getByRole('dialog', { name: 'New site' })
        await site.getByRole('textbox', { name: 'Name' }).fill('Coast')
        await site.getByText('How its hosts are reached').click()
        await site.getByRole('button', { name: 'New credential' }).click()
        const making = page.getByRole('dialog', { name: 'Add a credential' })
        await making.getByRole('textbox', { name: 'Name' }).fill('coast door')
        await secret(making, 'Password').fill('not-what-the-hosts-want')
        expect(await findings(page), 'a dialog out of a dialog').toEqual([])
        await page.keyboard.press('Escape')
        await expect(making).toBeHidden()
        await expect(site, 'Escape closes the upper dialog only').toBeVisible()
        await site.getByRole('button', { name: 'New credential' }).click()
        await making.getByRole('textbox', { name: 'Name' }).fill('coast door')
        await secret(making, 'Password').fill('not-what-the-hosts-want')
        await making.getByRole('button', { name: 'Store it' }).click()
        await expect(making).toBeHidden()
        await expect(site.getByRole('combobox', { name: 'Credential' })).toHaveValue('coast door, password')
        await site.getByRole('button', { name: 'Create site' }).click()
        await expect(site).toBeHidden()
      })

      await test.step('a wrong one is tried once on each host, and no more', async () => {
        for (const host of [north, south]) {
          const added = await installation.add(
            host,
            host.uriFor('qemu:///system', 'operator'),
            ...['--site', 'Coast'],
          )
          expect(added.code, added.stdout).not.toBe(0)
          expect(`${added.stdout}${added.stderr}`).toContain('“coast door” was not accepted')
          expect(host.wrongPasswords('operator')).toBe(1)
        }
        await show(page, 'hosts')
        for (const host of [north, south]) await expect(hostRow(page, host)).toContainText(/not accept/)
        const tested = await installation.cli('host', 'test', north.name)
        expect(tested.code, tested.stdout).not.toBe(0)
        await hostRow(page, north).click({ button: 'right' })
        await page.getByRole('menuitem', { name: /^(Connect|Reconnect)/ }).click()
        await show(page, 'credentials')
        const row = page.getByRole('grid', { name: 'Credentials' }).getByRole('row', { name: /coast door/ })
        await expect(row).toContainText(`Refused: ${north.name}, ${south.name}`)
        await row.getByRole('rowheader').dblclick()
        const panel = page.getByRole('region', { name: 'Credentials' })
        await expect(panel.getByRole('link', { name: 'Coast' })).toBeVisible()
        await expect(panel.getByRole('link', { name: north.name }).first()).toBeVisible()
        await expect(panel).toContainText('inherited')
        await expect(panel).toContainText('It is not tried there again until it is changed.')
        expect(await findings(page), 'a refused credential').toEqual([])
        for (const host of [north, south]) expect(host.wrongPasswords('operator')).toBe(1)
      })

      await test.step('changed once, every host comes back', async () => {
        const row = page.getByRole('grid', { name: 'Credentials' }).getByRole('row', { name: /coast door/ })
        await row.click({ button: 'right' })
        await page.getByRole('menuitem', { name: /^Change the secret/ }).click()
        const changing = page.getByRole('dialog', { name: 'Change the secret of coast door' })
        await secret(changing, 'Password').fill(RIGHT)
        await changing.getByRole('button', { name: 'Change it' }).click()
        await expect(row).toContainText('In use')
        await show(page, 'hosts')
        for (const host of [north, south]) {
          await expect(hostRow(page, host)).toContainText('Live')
          expect(host.wrongPasswords('operator')).toBe(1)
        }
      })

      await test.step('one host has its own: a key from a file, with its passphrase', async () => {
        const key = join(folder, 'id_south')
        await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', KEY_PASSPHRASE, '-C', '', '-f', key])
        appendFileSync(join(south.folder, 'ssh/authorized_keys'), readFileSync(`${key}.pub`))
        await hostRow(page, south).click({ button: 'right' })
        await page.getByRole('menuitem', { name: /^Edit/ }).click()
        const editing = page.getByRole('dialog', { name: `Host ${south.name}` })
        const details = editing.getByText('How to reach it')
        await details.click()
        await expect(editing.getByRole('combobox', { name: 'Credential' })).toHaveValue(
          'Inherit (coast door)',
        )
        await editing.getByRole('button', { name: 'New credential' }).click()
        const making = page.getByRole('dialog', { name: 'Add a credential' })
        await choose(page, making, /^What it is/, 'Private key')
        await making.getByRole('textbox', { name: /^Name/ }).fill('south key')
        await expect(making.getByRole('combobox', { name: /^Belongs to/ })).toHaveValue('Coast')
        const choosing = page.waitForEvent('filechooser')
        await making.getByRole('button', { name: 'Choose a file' }).click()
        await (await choosing).setFiles(key)
        await secret(making, 'Its passphrase, where it has one').fill('wrong')
        await making.getByRole('button', { name: 'Store it' }).click()
        await expect(making.getByRole('alert')).toContainText(/passphrase/)
        await secret(making, 'Its passphrase, where it has one').fill(KEY_PASSPHRASE)
        await making.getByRole('button', { name: 'Store it' }).click()
        await expect(making).toBeHidden()
        await editing.getByRole('button', { name: 'Save' }).click()
        await expect.poll(() => south.acceptedBy('publickey', 'operator')).toBe(1)
        await expect(hostRow(page, south)).toContainText('Live')
      })

      await test.step('removed while it is used, it says what breaks; a host that loses it says so', async () => {
        await show(page, 'credentials')
        const row = page.getByRole('grid', { name: 'Credentials' }).getByRole('row', { name: /coast door/ })
        await row.click({ button: 'right' })
        await page.getByRole('menuitem', { name: /^Remove/ }).click()
        const removing = page.getByRole('dialog', { name: 'Remove coast door?' })
        await expect(removing.getByRole('listitem')).toHaveText([/Coast/, new RegExp(north.name)])
        await expect(removing).toContainText('its host waits until it is given another credential')
        expect(await findings(page), 'removal').toEqual([])
        await removing.getByRole('button', { name: 'Remove all the same' }).click()
        await expect(row).toHaveCount(0)
        north.killSshSessions()
        await show(page, 'hosts')
        await expect(hostRow(page, north)).toContainText('There is no credential “coast door” any more')
        await expect(hostRow(page, south)).toContainText('Live')
      })
    } finally {
      for (const host of [north, south]) await host.setSshd([])
    }
  })
})

/** Of each client that the host's daemon has: whether the daemon itself holds it to reading. */
async function heldToReading(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(['virt-admin', 'client-list', 'libvirtd'])
  const ids = [...stdout.matchAll(/^\s*(\d+)\s+\S+/gm)].flatMap(([, id]) => id ?? [])
  const infos = ids.map(id =>
    host.exec(['virt-admin', 'client-info', 'libvirtd', id], { allowFailure: true }),
  )
  return (await Promise.all(infos)).flatMap(info => /readonly\s*:\s*(\w+)/.exec(info.stdout)?.[1] ?? [])
}

test('who only looks is held to it by the daemon, and by sshd where it has the lines of the page', async ({
  lab,
  shell,
  open,
  browser,
}) => {
  test.slow()
  const host = lab.host(0)
  await withFolder(async folder => {
    const installation = await Installation.in(shell, folder)
    const page = await open(await shell.start())
    await signIn(page, 'ada', OWNER)
    const added = await installation.add(host, host.uri, '--identity', host.identityFile)
    expect(added, added.stderr).toMatchObject({ code: 0 })
    // The lab's hosts have an account of this name, without any right on libvirt's socket.
    await addPerson(page, 'viewer', 'Viewer')
    const viewer = await comesFirst(browser, await installation.link(), 'viewer')
    try {
      await show(page, 'people?tab=hosts')
      await page.getByRole('tab', { name: /^On the hosts/ }).click()
      const row = page.getByRole('grid', { name: 'Who stops what, by host' }).getByRole('row', {
        name: new RegExp(host.name),
      })
      await expect(row).toContainText('Read and write')
      await row.getByRole('rowheader').dblclick()
      const lines = page.getByRole('region', { name: 'sshd restriction' })
      await expect(lines).toContainText('Match User viewer')
      const restriction = (await lines.locator('pre').innerText()).split('\n')
      expect(await findings(page), 'what the host enforces').toEqual([])

      await page.getByRole('button', { name: /^Person: ada/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await expect.poll(() => heldToReading(host), { timeout: 60_000 }).toEqual(['yes'])
      await show(viewer, 'hosts')
      await hostRow(viewer, host).getByRole('rowheader').dblclick()
      await expect(viewer.getByText('read-only', { exact: true })).toBeVisible()

      await signIn(page, 'ada', OWNER)
      await expect.poll(() => heldToReading(host), { timeout: 60_000 }).toEqual(['no'])
      const removed = await installation.cli('host', 'remove', host.name)
      expect(removed, removed.stderr).toMatchObject({ code: 0 })

      await host.setSshd(restriction)
      const asked = ['-T', '-C', `user=viewer,host=${host.name},addr=${host.address}`]
      const { stdout: effective } = await host.exec(['/usr/sbin/sshd', ...asked])
      expect(effective).toContain("forcecommand virt-ssh-helper --readonly 'qemu:///system'")
      expect(effective).toContain('disableforwarding yes')
      const shut = await run([lab.sshCommand, `viewer@${host.address}`, 'id'], {
        input: '',
        allowFailure: true,
      })
      expect(shut.stdout).not.toContain('uid=')
      const again = await installation.add(
        host,
        host.uriFor('qemu:///system', 'viewer'),
        ...['--identity', host.identityFile],
      )
      expect(again, again.stderr).toMatchObject({ code: 0 })
      await expect.poll(() => heldToReading(host), { timeout: 60_000 }).toEqual(['yes'])
      const off = await installation.cli('vm', 'pause', `${host.name}/web-1`)
      expect(off.code, off.stdout).not.toBe(0)
      expect(await host.virsh(['domstate', 'web-1'])).toContain('running')
    } finally {
      await viewer.context().close()
      await host.setSshd([])
    }
  })
})
