import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { keepRecoveryKey, secret } from './recoveryKey.ts'

const FIRST = 'four unlikely words together'
const SECOND = 'brisk lantern under gravel'
const THIRD = 'seven lazy otters sing baroque'
const GIVEN = 'tulip-anvil-comet-9-barge'
const OWN = 'quilt harbour lantern mosaic'

const show = (page: Page, path: string) => page.goto(`${new URL(page.url()).origin}/#/${path}`)

async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await secret(page, 'Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Person: / }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
}

/** The stored secret is there, and nobody calls it lost. */
async function isKept(page: Page): Promise<void> {
  await show(page, 'credentials')
  const row = page.getByRole('grid', { name: 'Credentials' }).getByRole('row', { name: /office root/ })
  await expect(row).toContainText('Not used')
}

test.use({ actionTimeout: 30_000 })

test('from one person to several and back, a forgotten passphrase and one that an owner resets: nothing is lost', async ({
  shell,
  open,
  expectedErrors,
}) => {
  test.slow()
  const page = await open(await shell.start())
  let printed = ''

  await test.step('just me, by a passphrase, with a secret', async () => {
    await page.getByRole('button', { name: 'Choose…' }).click()
    await page.getByRole('radio', { name: /^Just me on this computer/ }).check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('radio', { name: /^A passphrase/ }).check()
    await secret(page, 'Passphrase').fill(FIRST)
    await secret(page, 'Passphrase again').fill(FIRST)
    await page.getByRole('button', { name: 'Set it up' }).click()
    await keepRecoveryKey(page)
    await show(page, 'credentials')
    await page.getByRole('button', { name: 'Add credential' }).first().click()
    const adding = page.getByRole('dialog', { name: 'Add a credential' })
    await adding.getByRole('textbox', { name: /^Name/ }).fill('office root')
    await secret(adding, 'Password').fill('not for anybody else')
    await adding.getByRole('button', { name: 'Store it' }).click()
    await isKept(page)
  })

  await test.step('several people: the one becomes their owner', async () => {
    await show(page, 'account')
    await page.getByRole('button', { name: 'Let several people in…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Let several people in' })
    await dialog.getByRole('textbox', { name: 'Your name for signing in' }).fill('ada')
    await secret(dialog, 'Passphrase').fill(SECOND)
    await secret(dialog, 'Passphrase again').fill(SECOND)
    await dialog.getByRole('button', { name: 'Set it up' }).click()
    printed = await keepRecoveryKey(page)
    await isKept(page)
  })

  await test.step('a forgotten passphrase: a wrong key opens nothing, the printed one does, once', async () => {
    await signOut(page)
    await page.getByRole('button', { name: 'Lost your passphrase?' }).click()
    const recover = async (key: string, passphrase: string) => {
      await page.getByRole('textbox', { name: 'Name' }).fill('ada')
      await page.getByRole('textbox', { name: 'Recovery key' }).fill(key)
      await secret(page, 'New passphrase').fill(passphrase)
      await secret(page, 'Passphrase again').fill(passphrase)
      await page.getByRole('button', { name: 'Set it and sign in' }).click()
    }
    await recover(printed.replace(/^..../, printed.startsWith('AAAA') ? 'BBBB' : 'AAAA'), THIRD)
    await expect(page.getByRole('alert')).toBeVisible()
    expect(await findings(page), 'recovering').toEqual([])
    await recover(printed.toLowerCase(), THIRD)
    const next = await keepRecoveryKey(page)
    expect(next).not.toBe(printed)
    await isKept(page)
    await signOut(page)
    await page.getByRole('button', { name: 'Lost your passphrase?' }).click()
    await recover(printed, FIRST)
    await expect(page.getByRole('alert')).toBeVisible()
    await page.getByRole('button', { name: /Back/ }).click()
    await signIn(page, 'ada', SECOND)
    await expect(page.getByRole('alert')).toContainText('do not go together')
    await signIn(page, 'ada', THIRD)
    await expect(page.getByRole('button', { name: 'Person: ada' })).toBeVisible()
  })

  await test.step('an owner gives somebody a new passphrase, which they replace by their own', async () => {
    await show(page, 'people')
    await page.getByRole('button', { name: 'Add person' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('grace')
    await secret(page, 'First passphrase').fill(FIRST)
    await page.getByRole('dialog').getByRole('button', { name: 'Add person' }).click()
    const people = page.getByRole('grid', { name: 'People' })
    await people.getByRole('row', { name: /grace/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Reset passphrase/ }).click()
    const reset = page.getByRole('dialog', { name: 'Give grace a new passphrase' })
    await reset.getByRole('textbox').first().fill(GIVEN)
    await reset.getByRole('button', { name: 'Set it' }).click()
    await expect(page.getByText('grace must choose their own passphrase at the next sign-in.')).toBeVisible()
    await signOut(page)
    await signIn(page, 'grace', FIRST)
    await expect(page.getByRole('alert')).toContainText('do not go together')
    await signIn(page, 'grace', GIVEN)
    await expect(page.getByRole('heading', { name: 'Choose your own passphrase' })).toBeVisible()
    await secret(page, 'The passphrase you were given').fill(GIVEN)
    await secret(page, 'New passphrase').fill(OWN)
    await secret(page, 'Passphrase again').fill(OWN)
    await page.getByRole('button', { name: 'Set it' }).click()
    await expect(page.getByRole('button', { name: 'Person: grace' })).toBeVisible()
    await signOut(page)
  })

  await test.step('just me again: nobody else gets in, the secret is there after a start', async () => {
    await signIn(page, 'ada', THIRD)
    await expect(page.getByRole('button', { name: 'Person: ada' })).toBeVisible()
    await show(page, 'account')
    await page.getByRole('button', { name: 'Just me on this computer again…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Just me on this computer again' })
    await dialog.getByRole('radio', { name: /^A passphrase/ }).check()
    await dialog.getByRole('button', { name: 'Set it up' }).click()
    await expect(dialog).toHaveCount(0)
    // The window knocks while nothing runs.
    expectedErrors.push(/ERR_CONNECTION_REFUSED/)
    await shell.stop()
    await page.goto(await shell.start())
    await expect(page.getByText('Secrets are locked. Type your passphrase to open them.')).toBeVisible()
    await secret(page, 'Passphrase').fill(THIRD)
    await secret(page, 'Passphrase').press('Enter')
    await isKept(page)
  })
})
