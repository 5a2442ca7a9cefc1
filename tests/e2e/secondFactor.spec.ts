import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { TOTP } from 'otpauth'
import decodeQR from 'qr/decode.js'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { Role } from '../../shared/models/access.ts'
import type { Policies } from '../../shared/models/policies.ts'
import { findings } from './axe.ts'
import { type ShiftedCore, startShiftedCore } from './shiftedCore.ts'

const OWNER = 'four unlikely words together'
const GRACE = 'quilt harbour lantern mosaic'
const GIVEN = 'brisk lantern under gravel'
const MINUTE = 60_000

const secret = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true })
const person = (page: Page, name: string) => page.getByRole('button', { name: `Person: ${name}` })
const code = (seed: string, atMs: number) => new TOTP({ secret: seed }).generate({ timestamp: atMs })

async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await secret(page, 'Passphrase').fill(passphrase)
  await secret(page, 'Passphrase').press('Enter')
}

const menu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: /^Person: / }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Types a code where one is asked for. */
async function give(page: Page, label: string | RegExp, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label }).fill(text)
  await page.getByRole('textbox', { name: label }).press('Enter')
}

/** The code was not taken: it is gone from the field, and the core's time is told. */
async function refused(page: Page, label: string): Promise<void> {
  await expect(page.getByRole('textbox', { name: label })).toHaveValue('')
  await expect(page.getByRole('alert')).toContainText(/was used before.* It is .* where NovaCron runs/)
}

/** What an authenticator reads from the picture: the seed. */
async function scanned(page: Page): Promise<string> {
  const picture = await page.getByRole('img', { name: 'QR code for the authenticator' }).screenshot()
  const blank = await page.context().newPage()
  try {
    const { width, height, data } = await blank.evaluate(async base64 => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')
      context?.drawImage(image, 0, 0)
      const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? []
      return { width: image.width, height: image.height, data: [...pixels] }
    }, picture.toString('base64'))
    const uri = new URL(decodeQR({ width, height, data: Uint8ClampedArray.from(data) }))
    expect(uri.protocol).toBe('otpauth:')
    return uri.searchParams.get('secret') ?? ''
  } finally {
    await blank.close()
  }
}

/** Sets up the second factor that is asked for; answers its seed, the printed codes and the code that was used. */
async function enrol(page: Page, core: ShiftedCore) {
  const seed = await scanned(page)
  await expect(page.getByText(seed.replace(/(.{4})(?=.)/g, '$1 '))).toBeVisible()
  await give(page, 'The code that it shows now', code(seed, core.clock.nowMs() + 10 * MINUTE))
  await expect(page.getByRole('alert')).toContainText('where NovaCron runs')
  const used = code(seed, core.clock.nowMs())
  await give(page, 'The code that it shows now', used)
  const list = page.getByRole('list', { name: 'Your recovery codes' })
  await expect(list.getByRole('listitem')).toHaveCount(10)
  const codes = await list.getByRole('listitem').allInnerTexts()
  await page.getByRole('button', { name: 'I keep them safe' }).click()
  await expect(list).toHaveCount(0)
  return { seed, codes, used }
}

type Change = { [Part in keyof Policies]?: Partial<Policies[Part]> }

async function decree(client: ContractClient, change: Change): Promise<void> {
  const { policies } = await client.policies.get()
  const next: Policies = { ...policies }
  if (change.session) next.session = { ...policies.session, ...change.session }
  if (change.throttle) next.throttle = { ...policies.throttle, ...change.throttle }
  if (change.acts) next.acts = { ...policies.acts, ...change.acts }
  if (change.secondFactor) next.secondFactor = { ...policies.secondFactor, ...change.secondFactor }
  await client.policies.set({ policies: next })
}

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))

test('the second factor, break-glass, and every end of a session, by the core’s own clock', async ({
  page,
  browser,
}) => {
  test.slow()
  await using core = await startShiftedCore(folder)
  const owner = await core.client()
  await owner.session.setUp({ mode: 'people', name: 'ada', displayName: '', passphrase: OWNER })
  await decree(owner, { throttle: { firstDelaySeconds: 60 } })
  const grace = await owner.people.add({ name: 'grace', displayName: '', passphrase: GIVEN, groups: [] })
  const hers = await core.client()
  await hers.session.signIn({ name: 'grace', passphrase: GIVEN })
  await hers.session.changePassphrase({ old: GIVEN, passphrase: GRACE })

  // Nobody knows her, and the wait that begins with the fourth wrong try is counted, also over a restart.
  await page.goto(core.link())
  for (let each = 0; each < 4; each++) {
    await signIn(page, 'nobody at all', 'wrong')
    await expect(page.getByRole('alert')).toContainText('do not go together')
    await expect(secret(page, 'Passphrase')).toHaveValue('')
  }
  await expect(page.getByRole('timer')).toContainText('Try again in')
  await core.restart()
  await page.goto(core.link())
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await signIn(page, 'nobody at all', 'wrong')
  await expect(page.getByRole('alert')).toContainText('Too many wrong tries.')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeDisabled()
  await page.reload()
  await signIn(page, 'ada', OWNER)
  await expect(person(page, 'ada')).toBeVisible()

  // A second factor, scanned from the screen.
  await page.goto(`${new URL(page.url()).origin}/#/account`)
  await page.getByRole('button', { name: 'Set up…' }).click()
  await expect(page.getByRole('textbox', { name: 'The code that it shows now' })).toBeFocused()
  const { seed, codes, used } = await enrol(page, core)
  await expect(page.getByRole('button', { name: 'Remove…' })).toBeVisible()
  await menu(page, 'Sign out')
  const field = 'Code of your authenticator'
  await signIn(page, 'ada', OWNER)
  for (const wrong of [used, code(seed, core.clock.nowMs() - 5 * MINUTE)]) {
    await give(page, field, wrong)
    await refused(page, field)
  }
  await give(page, field, codes[0] ?? '')
  await expect(person(page, 'ada')).toBeVisible()
  await menu(page, 'Sign out')
  await signIn(page, 'ada', OWNER)
  await give(page, field, codes[0] ?? '')
  await refused(page, field)
  core.clock.forward(MINUTE)
  await give(page, field, code(seed, core.clock.nowMs()))
  await expect(person(page, 'ada')).toBeVisible()

  // Nobody touched it: both windows of the browser are locked, say why, and open where they were.
  await page.goto(`${new URL(page.url()).origin}/#/people/roles`)
  const beside = await page.context().newPage()
  await beside.goto(`${new URL(page.url()).origin}/#/account`)
  await expect(person(beside, 'ada')).toBeVisible()
  await page.getByRole('button', { name: 'Open the role Admin' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  core.clock.forward(16 * MINUTE)
  for (const each of [page, beside]) {
    await expect(each.getByText('Locked because nobody used this window for a while.')).toBeVisible()
    await expect(each.getByRole('dialog')).toHaveCount(0)
    await expect(each).toHaveTitle('NovaCron')
  }
  await secret(page, 'Passphrase').fill(OWNER)
  await secret(page, 'Passphrase').press('Enter')
  await give(page, field, code(seed, core.clock.nowMs()))
  await expect(page.getByRole('grid', { name: 'Rights by role' })).toBeVisible()
  await expect(person(beside, 'ada')).toBeVisible()

  // The matrix is walked by its arrow keys; a right is taken out of a wider one.
  await page.getByRole('button', { name: 'Open the role Owner' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const role = page.getByRole('dialog', { name: 'The role Admin' })
  await role.getByRole('button', { name: 'Copy as a new role' }).click()
  await role
    .or(page.getByRole('dialog', { name: 'New role' }))
    .getByRole('textbox', { name: 'Name' })
    .fill('Night shift')
  const start = page.getByRole('checkbox', { name: /^Start \(/ })
  await expect(start).toBeChecked()
  await start.press('Space')
  await expect(page.getByRole('checkbox', { name: 'Start', exact: true })).not.toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Run machines', exact: true })).toHaveJSProperty(
    'indeterminate',
    true,
  )
  await page.getByRole('dialog').getByRole('button', { name: 'New role' }).click()
  await expect(page.getByRole('button', { name: 'Open the role Night shift' })).toBeVisible()

  // The longest time of a session, with no idle time in the way.
  const first = await core.client()
  await first.session.signIn({ name: 'ada', passphrase: OWNER, code: codes[1] ?? '' })
  await decree(first, { session: { idleLockMinutes: null } })
  core.clock.forward(13 * 60 * MINUTE)
  await expect(page.getByText('The session has lasted as long as it may.', { exact: false })).toBeVisible()
  await secret(page, 'Passphrase').fill(OWNER)
  await secret(page, 'Passphrase').press('Enter')
  await give(page, field, code(seed, core.clock.nowMs()))
  await expect(person(page, 'ada')).toBeVisible()

  // Grace has no grant and breaks the glass; it counts down on every page, and ends by hand and by itself.
  const admin = await core.client()
  await admin.session.signIn({ name: 'ada', passphrase: OWNER, code: codes[2] ?? '' })
  let admins: Role | undefined
  for await (const { roles } of await admin.people.watch()) {
    admins = roles.find(each => each.name === 'Admin')
    break
  }
  if (!admins) throw new Error('no such role')
  await decree(admin, { acts: { elevationRoles: [admins.id] } })
  const context = await browser.newContext()
  const other = await context.newPage()
  try {
    await other.goto(core.link())
    await signIn(other, 'grace', GRACE)
    await expect(person(other, 'grace')).toBeVisible()
    const breakGlass = async () => {
      await menu(other, 'Break glass…')
      const dialog = other.getByRole('dialog', { name: 'Break glass' })
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('The power is out in the north')
      await secret(other, 'Your passphrase').fill(GRACE)
      await dialog.getByRole('button', { name: 'Break glass' }).click()
      await expect(dialog).toHaveCount(0)
    }
    const bar = other.getByRole('region', { name: 'Break glass' })
    await breakGlass()
    await expect(bar).toContainText(/You are Admin for 1\d min.*The power is out in the north/)
    await other.goto(`${new URL(other.url()).origin}/#/hosts`)
    await expect(bar).toBeVisible()
    await expect(other.getByRole('button', { name: 'Add host' }).first()).toBeEnabled()
    await expect(other.getByText('This needs the right', { exact: false })).toHaveCount(0)
    expect(await findings(other), 'break-glass').toEqual([])
    await bar.getByRole('button', { name: 'End now' }).click()
    await expect(bar).toHaveCount(0)
    await breakGlass()
    await expect(bar).toBeVisible()
    core.clock.forward(16 * MINUTE)
    await expect(bar).toHaveCount(0)
    await page.goto(`${new URL(page.url()).origin}/#/audit`)
    await expect(page.getByRole('row', { name: /Broke the glass|session\.elevate/ })).toHaveCount(2)

    // By policy everybody needs one from now on: her window asks for it at once, and goes on after the codes.
    await decree(admin, { secondFactor: { required: 'everyone' } })
    await expect(other.getByRole('heading', { name: 'Set up the second factor' })).toBeVisible()
    await other.keyboard.press('Control+k')
    await expect(other.getByRole('dialog')).toHaveCount(0)
    expect(await findings(other), 'a factor by policy').toEqual([])
    await enrol(other, core)
    await expect(person(other, 'grace')).toBeVisible()

    // Reset by the owner: her window says so, and she chooses her own again; so does one whose session is ended.
    await admin.people.resetPassphrase({ personId: grace.id, passphrase: GIVEN })
    await expect(other.getByText('Your account or its passphrase was changed elsewhere.')).toBeVisible()
    await secret(other, 'Passphrase').fill(GRACE)
    await secret(other, 'Passphrase').press('Enter')
    await expect(other.getByRole('alert')).toContainText('That passphrase is not right.')
    await secret(other, 'Passphrase').fill(GIVEN)
    await secret(other, 'Passphrase').press('Enter')
    await expect(other.getByRole('heading', { name: 'Choose your own passphrase' })).toBeVisible()
  } finally {
    await context.close()
  }
})
