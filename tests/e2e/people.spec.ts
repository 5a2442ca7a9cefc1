import type { Browser, Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { keepRecoveryKey, secret } from './recoveryKey.ts'

const OWNER = 'four unlikely words together'
const GIVEN = 'tulip-anvil-comet-9-barge'
const OWN = 'quilt harbour lantern mosaic'

async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await secret(page, 'Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A window of another browser, which has nothing of the first one's. */
async function elsewhere(browser: Browser, link: string): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  return page
}

const menu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: /^Person: / }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const machines = (page: Page) => page.getByRole('grid', { name: 'Machines' })

test('several people, each with their own rights, and one whose rights go while they look', async ({
  lab,
  shell,
  open,
  browser,
}) => {
  test.slow()
  const page = await open(await shell.start())
  await expect(page.getByRole('heading', { name: 'Add your first hosts' })).toBeVisible()
  for (const [host, site] of [
    [lab.host(0), 'North'],
    [lab.host(1), 'South'],
  ] as const) {
    const trust = ['--identity', host.identityFile, '--accept-new-key', host.hostKeyFingerprint]
    const added = await shell.cli('host', 'add', host.uri, '--name', host.name, '--site', site, ...trust)
    expect(added, added.stderr).toMatchObject({ code: 0 })
  }
  const [, link = ''] = /(http:\S+)/.exec((await shell.cli('serve')).stdout) ?? []
  const other = await elsewhere(browser, link)
  try {
    await expect(other.getByRole('button', { name: /^Person: Nobody/ })).toBeVisible()

    // The choice stands in nobody's way, and its dialog is plain.
    await page.getByRole('button', { name: 'Choose…' }).click()
    expect(await findings(page), 'the first choice').toEqual([])
    await page.getByRole('radio', { name: /^Several people/ }).check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('textbox', { name: 'Your name for signing in' }).fill('ada')
    await secret(page, 'Passphrase').fill('password1')
    await expect(page.getByText('not enough for this installation')).toBeVisible()
    await secret(page, 'Passphrase').fill(OWNER)
    await secret(page, 'Passphrase again').fill(OWNER)
    await page.getByRole('button', { name: 'Set it up' }).click()
    await keepRecoveryKey(page)

    // The owner goes on as one, at once.
    await page.goto(`${new URL(page.url()).origin}/#/people`)
    await expect(page.getByRole('button', { name: 'Add person' })).toBeEnabled()

    // Whoever looked on in another browser sees nothing any more.
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await expect(other.getByText(lab.host(0).name)).toHaveCount(0)

    await menu(page, 'Sign out')
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await expect(page.getByText(lab.host(0).name)).toHaveCount(0)
    expect(await findings(page), 'signing in').toEqual([])
    await signIn(page, 'ada', 'something else entirely')
    await expect(page.getByRole('alert')).toContainText('do not go together')
    await signIn(page, 'ada', OWNER)
    await expect(page.getByRole('button', { name: 'Person: ada' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('button', { name: 'Person: ada' }), 'signed in after a reload').toBeVisible()

    // Somebody who runs the machines of one site.
    await page.goto(`${new URL(page.url()).origin}/#/people`)
    await page.getByRole('button', { name: 'Add person' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('grace')
    await secret(page, 'First passphrase').fill(GIVEN)
    await page.getByRole('dialog').getByRole('button', { name: 'Add person' }).click()
    await expect(page.getByRole('grid', { name: 'People' }).getByText('grace')).toBeVisible()
    expect(await findings(page), 'people').toEqual([])
    await page.getByRole('tab', { name: /^Roles/ }).click()
    await expect(page.getByRole('columnheader', { name: /Operator/ })).toBeVisible()
    await page.getByRole('tab', { name: /^Grants/ }).click()
    await page.getByRole('button', { name: 'Grant a role' }).click()
    const grant = page.getByRole('dialog', { name: 'Grant a role' })
    await grant.getByRole('combobox', { name: 'Person or group' }).click()
    await page.getByRole('option', { name: 'grace' }).click()
    await grant.getByRole('combobox', { name: 'Role', exact: true }).click()
    await page.getByRole('option', { name: 'Operator' }).click()
    await grant.getByText('A site', { exact: true }).click()
    await grant.getByRole('combobox', { name: 'A site' }).click()
    await page.getByRole('option', { name: 'North' }).click()
    await expect(grant.getByText(/Covers now: \d+ machines, 1 host, 1 site; such as North,/)).toBeVisible()
    await grant.getByRole('button', { name: 'Grant', exact: true }).click()
    const grants = page.getByRole('grid', { name: 'Grants' })
    await expect(grants.getByText('Site North')).toBeVisible()

    // They choose their own passphrase first, and then see that site and nothing else.
    await signIn(other, 'grace', GIVEN)
    await expect(other.getByRole('heading', { name: 'Choose your own passphrase' })).toBeVisible()
    await secret(other, 'The passphrase you were given').fill(GIVEN)
    await secret(other, 'New passphrase').fill(OWN)
    await secret(other, 'Passphrase again').fill(OWN)
    await other.getByRole('button', { name: 'Set it' }).click()
    await expect(other.getByRole('button', { name: 'Person: grace' })).toBeVisible()
    await other.goto(`${new URL(other.url()).origin}/#/machines`)
    await expect(
      machines(other)
        .getByRole('row')
        .filter({ hasText: lab.host(0).name })
        .first(),
    ).toBeVisible()
    await expect(other.getByText(lab.host(1).name)).toHaveCount(0)
    await expect(other.getByText('South')).toHaveCount(0)
    await other.goto(`${new URL(other.url()).origin}/#/people`)
    await expect(other.getByText(/This needs the right “[A-Z]/)).toBeVisible()

    // What they may not do says why.
    await other.goto(`${new URL(other.url()).origin}/#/hosts`)
    await other.getByRole('grid', { name: 'Hosts' }).getByText(lab.host(0).name).dblclick()
    await other.getByRole('button', { name: /^More/ }).click()
    await expect(other.getByRole('menuitem', { name: /^Remove/ })).toBeDisabled()
    await other.getByRole('menuitem', { name: 'Who may do what…' }).click()
    const why = other.getByRole('dialog', { name: `Rights: ${lab.host(0).name}` })
    await why.getByRole('combobox', { name: 'Right' }).click()
    await other.getByRole('option', { name: 'Add, change and remove hosts' }).click()
    await expect(why.getByText('Not allowed')).toBeVisible()
    expect(await findings(other), 'why').toEqual([])
    await other.keyboard.press('Escape')
    await other.goto(`${new URL(other.url()).origin}/#/machines`)
    await expect(
      machines(other)
        .getByRole('row')
        .filter({ hasText: lab.host(0).name })
        .first(),
    ).toBeVisible()

    // Revoked: the open window narrows at once.
    await grants.getByText('Site North').click()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Revoke' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(other.getByText(lab.host(0).name)).toHaveCount(0)
    await expect(
      machines(other)
        .getByRole('row')
        .filter({ hasText: lab.host(0).name }),
    ).toHaveCount(0)

    // Ended from elsewhere: the window says so and shows nothing.
    await page.goto(`${new URL(page.url()).origin}/#/account`)
    await page.getByRole('button', { name: /^End the session of grace/ }).click()
    await expect(other.getByText('Your session was ended from elsewhere.')).toBeVisible()

    // Locked: nothing of the fleet is left, and only its person's passphrase opens it.
    await page.getByRole('button', { name: 'Lock', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
    await expect(page.getByText(lab.host(0).name)).toHaveCount(0)
    await secret(page, 'Passphrase').fill(OWNER)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible()
  } finally {
    await other.context().close()
  }
})
