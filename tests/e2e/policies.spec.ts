import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { findings } from './axe.ts'
import { startShiftedCore } from './shiftedCore.ts'

const OWNER = 'four unlikely words together'
const GIVEN = 'brisk lantern under gravel'
const GRACE = 'quilt harbour lantern mosaic'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))

test('a save that the core refuses keeps what was changed, and goes through once it may', async ({
  page,
}) => {
  await using core = await startShiftedCore(folder)
  const owner = await core.client()
  await owner.session.setUp({ mode: 'people', name: 'ada', displayName: '', passphrase: OWNER })
  const grace = await owner.people.add({ name: 'grace', displayName: '', passphrase: GIVEN, groups: [] })
  const keeper = await owner.people.addRole({
    name: 'Keeper of policies',
    description: '',
    permissions: ['app.read', 'settings.own', 'policy.manage', 'policy.read'],
  })
  await owner.people.addGrant({
    subject: { kind: 'person', id: grace.id },
    roleId: keeper.id,
    scope: { kind: 'everything' },
  })
  const first = await core.client()
  await first.session.signIn({ name: 'grace', passphrase: GIVEN })
  await first.session.changePassphrase({ old: GIVEN, passphrase: GRACE })
  await owner.session.signOut()

  await page.goto(core.link())
  await page.getByRole('textbox', { name: 'Name' }).fill('grace')
  await page.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(GRACE)
  await page.getByRole('textbox', { name: 'Passphrase', exact: true }).press('Enter')
  await expect(page.getByRole('button', { name: 'Person: grace' })).toBeVisible()
  await page.goto(`${new URL(page.url()).origin}/#/settings/policies`)
  const copying = page.getByRole('switch', { name: 'The window may copy' })
  await copying.press('Space')
  const save = page.getByRole('button', { name: 'Save policies' })
  await save.click()
  await expect(page.getByRole('alert')).toContainText('is signed by somebody who manages people')
  await expect(copying).not.toBeChecked()
  expect(await findings(page), 'refused').toEqual([])

  const again = await core.client()
  await again.session.signIn({ name: 'ada', passphrase: OWNER })
  expect((await again.policies.get()).policies.data.clipboardAllowed).toBe(true)
  await save.click()
  await expect(page.getByText('The policies hold now')).toBeVisible()
  await expect(page.getByText(/is signed by somebody/)).toHaveCount(0)
  await expect(save).toBeDisabled()
  expect((await again.policies.get()).policies.data.clipboardAllowed).toBe(false)
})
