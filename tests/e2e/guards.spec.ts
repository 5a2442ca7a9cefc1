import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import { headOf, seal } from '../../electron/core/backup/file.ts'
import { newFileKeys, recipientOf } from '../../electron/core/backup/keys.ts'
import { snapshot } from '../../electron/core/backup/snapshot.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { RoleId } from '../../shared/ids.ts'
import type { Person } from '../../shared/models/access.ts'
import type { Site } from '../../shared/models/host.ts'
import { type LabHost, run } from '../lab/index.ts'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type ShiftedCore, startShiftedCore } from './shiftedCore.ts'

const passphrases = {
  ada: 'four unlikely words together',
  olga: 'brisk lantern under gravel',
  vic: 'quilt harbour lantern mosaic',
} as const
type Name = keyof typeof passphrases
const GIVEN = 'tulip-anvil-comet-9-barge'
const MINUTE = 60_000

const secret = (scope: Page | Locator, label: string) =>
  scope.getByRole('textbox', { name: label, exact: true })
const show = (page: Page, path: string) => page.goto(`${new URL(page.url()).origin}/#/${path}`)
const machineRow = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })

/** Asks for an act by the row's menu, again where the page was drawn anew under it. */
async function ask(page: Page, machine: string, act: RegExp): Promise<Locator> {
  await expect(async () => {
    await machineRow(page, machine).click({ button: 'right', timeout: 5_000 })
    await page.getByRole('menuitem', { name: act }).click({ timeout: 5_000 })
  }).toPass()
  return page.getByRole('dialog')
}

/** Who is locked types the passphrase. */
async function unlock(page: Page, name: Name): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  await secret(page, 'Passphrase').fill(passphrases[name])
  await secret(page, 'Passphrase').press('Enter')
  await expect(page.getByRole('button', { name: `Person: ${name}` })).toBeVisible()
}

/** A folder of an owner, an operator and a viewer, with the lab's hosts at two sites, by a clock that the test holds. */
class House implements AsyncDisposable {
  readonly core: ShiftedCore
  readonly folder: string
  /** The owner, beside every window. */
  readonly owner: ContractClient
  readonly people: Record<'olga' | 'vic', Person>
  readonly north: Site
  readonly south: Site
  readonly #browser: Browser
  readonly #pages: Page[] = []

  private constructor(
    parts: Pick<House, 'core' | 'folder' | 'owner' | 'people' | 'north' | 'south'>,
    browser: Browser,
  ) {
    this.core = parts.core
    this.folder = parts.folder
    this.owner = parts.owner
    this.people = parts.people
    this.north = parts.north
    this.south = parts.south
    this.#browser = browser
  }

  static async open(browser: Browser, hosts: readonly [LabHost, LabHost]): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
    const core = await startShiftedCore(folder)
    const owner = await core.client()
    await owner.session.setUp({ mode: 'people', name: 'ada', displayName: '', passphrase: passphrases.ada })
    const north = await owner.sites.create({ name: 'North', production: true })
    const south = await owner.sites.create({ name: 'South' })
    for (const [index, site] of [north, south].entries()) {
      const host = hosts[index]
      if (!host) throw new Error('no such host')
      await owner.hosts.add({
        uri: host.uri,
        name: host.name,
        siteId: site.id,
        options: { identityFiles: [host.identityFile] },
        acceptNewKeys: [host.hostKeyFingerprint],
      })
    }
    const add = async (name: 'olga' | 'vic', role: string) => {
      const person = await owner.people.add({ name, displayName: '', passphrase: GIVEN, groups: [] })
      await owner.people.addGrant({
        subject: { kind: 'person', id: person.id },
        roleId: role as RoleId,
        scope: { kind: 'everything' },
      })
      const own = await core.client()
      await own.session.signIn({ name, passphrase: GIVEN })
      await own.session.changePassphrase({ old: GIVEN, passphrase: passphrases[name] })
      await own.session.signOut()
      return person
    }
    const people = { olga: await add('olga', 'operator'), vic: await add('vic', 'viewer') }
    return new House({ core, folder, owner, people, north, south }, browser)
  }

  /** Signs somebody in, in a browser of their own that stands in another zone than any core of ours. */
  async come(name: Name): Promise<Page> {
    const context = await this.#browser.newContext({ timezoneId: 'Pacific/Kiritimati' })
    const page = await context.newPage()
    this.#pages.push(page)
    await page.goto(this.core.link())
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await secret(page, 'Passphrase').fill(passphrases[name])
    await secret(page, 'Passphrase').press('Enter')
    await expect(page.getByRole('button', { name: `Person: ${name}` })).toBeVisible()
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const page of this.#pages) await page.context().close()
    await this.core[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

test.use({ actionTimeout: 30_000 })

test('what the policies forbid is said with its reason, lifted by break-glass and by nothing else; a lock loses nothing', async ({
  lab,
  browser,
}) => {
  test.slow()
  const [north, south] = [lab.host(0), lab.host(1)]
  await using house = await House.open(browser, [north, south])
  const { owner, core } = house
  const { policies } = await owner.policies.get()
  const always = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 0, siteId: house.south.id }
  await owner.policies.set({
    policies: {
      ...policies,
      hosts: { ...policies.hosts, readOnlySites: [house.north.id] },
      acts: { ...policies.acts, elevationRoles: ['admin' as RoleId], forbiddenHours: [always] },
    },
  })
  const olga = await house.come('olga')
  const vic = await house.come('vic')
  await show(olga, 'machines')
  await show(vic, 'machines')

  await test.step('forbidden hours are told by both clocks, and whose each is', async () => {
    const asked = await ask(olga, 'web-2', /^Force off/)
    await expect(asked).toContainText(/until .* by your clock \(.* in .+, where NovaCron runs\)/)
    await expect(asked.getByRole('button', { name: 'Force off' })).toBeDisabled()
    await expect(asked.getByRole('button', { name: 'Break glass…' })).toBeVisible()
    await olga.keyboard.press('Escape')
  })

  await test.step('a viewer is told that a right is missing', async () => {
    await machineRow(vic, 'web-1').click({ button: 'right' })
    await expect(vic.getByRole('menuitem', { name: /^Force off/ })).toBeDisabled()
    await vic.keyboard.press('Escape')
  })

  await test.step('a read-only site: break-glass out of the very question, then the name, typed', async () => {
    const asked = await ask(olga, 'web-1', /^Force off/)
    await expect(asked).toContainText('a policy opens North read-only, until somebody takes break-glass')
    await asked.getByRole('button', { name: 'Break glass…' }).click()
    const glass = olga.getByRole('dialog', { name: 'Break glass' })
    await expect(glass.getByRole('radio', { name: '120 minutes' }), 'the policy allows sixty').toHaveCount(0)
    await glass.getByRole('textbox', { name: 'Reason' }).fill('Its disk is full')
    await secret(glass, 'Your passphrase').fill('not the one')
    await glass.getByRole('button', { name: 'Break glass' }).click()
    await expect(glass.getByRole('alert')).toContainText('That passphrase is not right.')
    await secret(glass, 'Your passphrase').fill(passphrases.olga)
    await glass.getByRole('button', { name: 'Break glass' }).click()
    await expect(glass).toHaveCount(0)
    const typed = asked.getByRole('textbox', { name: 'Type web-1, the machine’s name, to go on' })
    const act = asked.getByRole('button', { name: 'Force off' })
    for (const wrong of ['web', 'WEB-1', 'web-2']) {
      await typed.fill(wrong)
      await expect(act, wrong).toBeDisabled()
    }
    expect(await findings(olga), 'a name to type').toEqual([])
    await typed.fill('')
    await olga.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await olga.evaluate(() => navigator.clipboard.writeText('web-1'))
    await typed.press('ControlOrMeta+v')
    await expect(act, 'what is pasted is typed').toBeEnabled()
    try {
      await typed.press('Enter')
      await expect(machineRow(olga, 'web-1')).toContainText('Off')
      expect(await north.virsh(['domstate', 'web-1'])).toContain('shut off')
    } finally {
      await north.virsh(['start', 'web-1'], { allowFailure: true })
    }
    await expect(machineRow(olga, 'web-1')).toContainText('Running')
    await olga.getByRole('region', { name: 'Break glass' }).getByRole('button', { name: 'End now' }).click()
    await expect(olga.getByRole('region', { name: 'Break glass' })).toHaveCount(0)
    await expect(async () => {
      const [host] = (await owner.hosts.list()).filter(each => each.record.name === north.name)
      expect(host?.readOnly).toBe(true)
    }).toPass()
    await expect(await ask(olga, 'web-1', /^Force off/)).toContainText('a policy opens North read-only')
    await olga.keyboard.press('Escape')
  })

  const ada = await house.come('ada')
  await test.step('the policies say whose hours they are', async () => {
    await show(ada, 'settings/policies')
    await expect(ada.getByText(/The hours are meant in .*: there it is .*, by your clock .*\./)).toBeVisible()
    await show(ada, 'audit')
    const act = ada.getByRole('row', { name: /Acted on machines: Force off/ }).first()
    await act.dblclick()
    await ada
      .getByRole('region', { name: 'Entry', exact: true })
      .getByRole('link', { name: /forceOff|Force off/ })
      .click()
    await expect(ada).toHaveURL(/#\/activity\?.*machine/)
    await expect(ada.getByRole('row', { name: /web-1/ }).first()).toBeVisible()
  })

  await test.step('locked for want of input: nothing is shown, what was composed is there again', async () => {
    await show(ada, 'people/roles')
    await ada.getByRole('button', { name: 'New role' }).click()
    const composing = ada.getByRole('dialog', { name: 'New role' })
    await composing.getByRole('textbox', { name: 'Name' }).fill('Night watch')
    await composing.getByRole('checkbox', { name: 'See machines', exact: true }).press('Space')
    await show(olga, 'hosts')
    await olga.getByRole('button', { name: 'Lock', exact: true }).click()
    core.clock.forward(16 * MINUTE)
    for (const page of [ada, vic]) {
      await expect(page.getByText('Locked because nobody used this window for a while.')).toBeVisible()
      await expect(page.getByText('web-1')).toHaveCount(0)
      await expect(page.getByText('Night watch')).toHaveCount(0)
    }
    await unlock(vic, 'vic')
    await expect(machineRow(vic, 'web-1'), 'whoever looks on goes on looking').toContainText('Running')
    await unlock(ada, 'ada')
    await expect(composing.getByRole('textbox', { name: 'Name' })).toHaveValue('Night watch')
    await expect(composing.getByRole('checkbox', { name: 'See machines', exact: true })).toBeChecked()
    await composing.getByRole('button', { name: 'New role' }).click()
    await expect(ada.getByRole('button', { name: 'Open the role Night watch' })).toBeVisible()
    await unlock(olga, 'olga')
  })

  await test.step('a session ended, a person disabled, and an owner who stays', async () => {
    await show(ada, 'account')
    await ada.getByRole('button', { name: /^End the session of olga/ }).click()
    await expect(olga.getByText('Your session was ended from elsewhere.')).toBeVisible()
    await expect(olga.getByText(south.name)).toHaveCount(0)
    // The owner beside the windows was idle as well.
    const boss = await core.client()
    await boss.session.signIn({ name: 'ada', passphrase: passphrases.ada })
    await boss.people.update({ personId: house.people.vic.id, disabled: true })
    await expect(vic.getByText('Your account was disabled.')).toBeVisible()
    await expect(vic.getByText('web-1')).toHaveCount(0)
    await vic.getByRole('textbox', { name: 'Name' }).fill('vic')
    await secret(vic, 'Passphrase').fill(passphrases.vic)
    await secret(vic, 'Passphrase').press('Enter')
    await expect(vic.getByRole('alert')).toContainText('do not go together')
    await expect(vic.getByRole('heading', { name: 'Machines' })).toHaveCount(0)
    await show(ada, 'people')
    const people = ada.getByRole('grid', { name: 'People' })
    const row = people.getByRole('row', { name: /ada/ })
    await row.click({ button: 'right' })
    await ada.getByRole('menuitem', { name: /^Remove/ }).click()
    await ada
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove/ })
      .click()
    await expect(ada.getByRole('dialog').getByRole('alert')).toContainText(
      /leave nobody who owns this installation/,
    )
    await ada.keyboard.press('Escape')
    await row.click({ button: 'right' })
    await ada.getByRole('menuitem', { name: /^Disable/ }).click()
    await expect(ada.getByText(/leave nobody who owns this installation/).first()).toBeVisible()
    await expect(row).toBeVisible()
    await expect(people.getByRole('row', { name: /vic/ })).toContainText('Disabled')
  })
})

/** Lets go of files over the middle of something, as a person's hand does. */
async function drop(page: Page, over: Locator, files: readonly string[]): Promise<void> {
  const box = await over.boundingBox()
  if (box === null) throw new Error('nothing to drop on')
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at })
  await cdp.detach()
}

/** A back-up of today that says it is of a program yet to come. */
async function backupOfTomorrow(folder: string, honest: string, passphrase: string): Promise<string> {
  const { head } = await headOf(join(folder, 'backups', honest))
  const recipient = await recipientOf(passphrase, { memoryKib: 65_536, passes: 3 })
  const { keys, ephemeral } = newFileKeys(recipient)
  const copy = join(folder, 'copy.sqlite')
  const never = new AbortController().signal
  await snapshot(join(folder, 'novacron.sqlite'), copy, never)
  const name = 'novacron-tomorrow.novabackup'
  const later = { ...head, schema: 5_000, version: '9.0.0', salt: recipient.salt, ephemeral }
  await seal(copy, join(folder, 'backups', name), later, keys, never)
  return name
}

test('a key that nobody gave, a file that is no key, a report and back-ups: none gives anything away', async ({
  lab,
  browser,
}) => {
  test.slow()
  const south = lab.host(1)
  await using house = await House.open(browser, [lab.host(0), south])
  const { owner, folder } = house
  const ada = await house.come('ada')
  const olga = await house.come('olga')
  const keysOfNewHosts = async (newHostKeys: 'ask' | 'pinnedOnly') => {
    const { policies } = await owner.policies.get()
    await owner.policies.set({ policies: { ...policies, hosts: { ...policies.hosts, newHostKeys } } })
  }
  const host = async () => {
    const found = (await owner.hosts.list()).find(each => each.record.name === south.name)
    if (!found) throw new Error('no such host')
    return found
  }
  const isLive = () => expect.poll(async () => (await host()).state).toMatchObject({ phase: 'live' })

  await test.step('a changed key: told to everybody, pinned by none but who may, and not where keys are given beforehand', async () => {
    await isLive()
    await keysOfNewHosts('pinnedOnly')
    const before = south.hostKeyFingerprint
    await south.newHostKey()
    south.killSshSessions()
    const { id } = (await host()).record
    for (const page of [ada, olga]) {
      await show(page, `host/${id}`)
      await page.getByRole('button', { name: 'Answer…' }).click()
    }
    const title = `The host key of ${south.name} has changed`
    const refused = olga.getByRole('dialog', { name: title })
    await expect(refused).toContainText(before)
    await expect(refused).toContainText(south.hostKeyFingerprint)
    await expect(refused.getByRole('note')).toContainText('Trust host keys')
    await expect(refused.getByRole('button', { name: 'Pin the new key' })).toBeDisabled()
    expect(await findings(olga), 'a changed key').toEqual([])
    const asked = ada.getByRole('dialog', { name: title })
    await asked.getByRole('textbox').fill(south.name)
    await asked.getByRole('button', { name: 'Pin the new key' }).click()
    await expect(asked.getByRole('alert')).toContainText('only host keys that were given beforehand')
    await keysOfNewHosts('ask')
    await asked.getByRole('button', { name: 'Pin the new key' }).click()
    await expect(asked).toHaveCount(0)
    await expect(refused, 'answered elsewhere').toHaveCount(0)
    await isLive()
  })

  const key = join(folder, 'id_dropped')
  await test.step('files that are dropped: a key is read, all else is refused in words, nothing is opened', async () => {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key])
    const binary = join(folder, 'key.der')
    writeFileSync(binary, Buffer.from(readFileSync(key, 'utf8').split('\n')[1] ?? '', 'base64'))
    const huge = join(folder, 'disk.img')
    writeFileSync(huge, Buffer.alloc(8_000_000, 65))
    await show(ada, 'credentials')
    await ada.getByRole('button', { name: 'Add credential' }).first().click()
    const adding = ada.getByRole('dialog', { name: 'Add a credential' })
    await adding.getByRole('combobox', { name: /^What it is/ }).click()
    await ada.getByRole('option', { name: 'Private key' }).click()
    await adding.getByRole('textbox', { name: /^Name/ }).fill('dropped key')
    const field = adding.getByRole('textbox', { name: /^Private key/ })
    for (const [files, words] of [
      [[binary], 'key.der is no text'],
      [[huge], 'disk.img is too large'],
      [[folder], 'can’t be read'],
      [[key, `${key}.pub`], 'Drop one file at a time.'],
    ] as const) {
      await drop(ada, field, files)
      await expect(adding.getByRole('alert')).toContainText(words)
      await expect(field).toHaveValue('')
    }
    // Beside every field: the window stays, and shows no key.
    await drop(ada, adding.getByRole('heading'), [key])
    await expect(field).toHaveValue('')
    await drop(ada, field, [`${key}.pub`])
    await adding.getByRole('button', { name: 'Store it' }).click()
    await expect(adding.getByRole('alert')).toContainText('That is the public half of a key.')
    await drop(ada, field, [key])
    await expect(adding.getByText('id_dropped was read.')).toBeVisible()
    await expect(field).toHaveValue(/PRIVATE KEY/)
    await adding.getByRole('button', { name: 'Store it' }).click()
    await expect(adding).toHaveCount(0)
    await expect(ada.getByRole('grid', { name: 'Credentials' })).toContainText('dropped key')
  })

  const backupPass = 'seven lazy otters sing baroque'
  const secrets = [
    ...Object.values(passphrases),
    ...[GIVEN, backupPass, south.address, lab.host(0).address, south.hostKeyFingerprint, folder],
    ...[south.name, 'web-1', 'olga', 'dropped key', 'North'],
    ...readFileSync(key, 'utf8')
      .split('\n')
      .filter(line => line.length > 20 && !line.startsWith('-----')),
    ...(await ada.context().cookies()).map(cookie => cookie.value),
  ]
  await test.step('the report for whoever helps names nothing and nobody', async () => {
    await show(ada, 'settings/about')
    await ada.getByRole('button', { name: 'Show what is copied' }).click()
    const downloading = ada.waitForEvent('download')
    await ada.getByRole('button', { name: 'Save as a file' }).click()
    const report = readFileSync(await (await downloading).path(), 'utf8')
    expect(report).toMatch(/^Hosts: 2$/m)
    await expect(ada.locator('pre').filter({ hasText: 'Hosts: 2' })).toHaveText(report.trim())
    for (const each of secrets) expect(report, each).not.toContain(each)
  })

  await test.step('back-ups: one flipped byte and one of a later program are told apart and restore nothing', async () => {
    const { name: honest } = await owner.backup.run({ passphrase: backupPass })
    const bytes = readFileSync(join(folder, 'backups', honest))
    // A short word may be found in what is as good as chance.
    for (const each of secrets.filter(text => text.length > 7)) expect(bytes.includes(each), each).toBe(false)
    const flipped = Buffer.from(bytes)
    const middle = flipped.length >> 1
    flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle)
    writeFileSync(join(folder, 'backups', 'novacron-flipped.novabackup'), flipped)
    const tomorrow = await backupOfTomorrow(folder, honest, backupPass)
    await show(ada, 'settings/data')
    const list = ada.getByRole('region', { name: 'Back-ups here' })
    const open = async (name: string) => {
      await list.getByRole('button', { name: `Open ${name}` }).click()
      const opening = ada.getByRole('dialog')
      await opening.getByLabel('Passphrase of the back-up').fill(backupPass)
      await opening.getByRole('button', { name: 'See what is in it' }).click()
      return opening
    }
    const damaged = await open('novacron-flipped.novabackup')
    await expect(damaged.getByRole('alert')).toContainText('damaged')
    expect(await findings(ada), 'a damaged back-up').toEqual([])
    await ada.keyboard.press('Escape')
    const later = list.getByRole('row', { name: new RegExp(tomorrow) })
    await expect(later).toContainText('9.0.0')
    await expect(later).toContainText('newer')
    await expect(later.getByRole('button', { name: `Open ${tomorrow}` })).toHaveCount(0)
    const whole = await open(honest)
    await expect(whole).toContainText('2 hosts')
    expect((await owner.backup.list()).pending).toBeNull()
  })
})
