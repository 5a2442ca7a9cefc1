import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

const treeItem = (page: Page, name: string) =>
  page.getByRole('treeitem', { name: new RegExp(`^${name}\\s*,`) })

test('keeps views, names and the place where the person was', async ({ lab, shell, addHost, open }) => {
  const host = lab.host(0)
  await addHost(host)
  const page = await open(await shell.start())
  await expect(page.getByRole('button', { name: '1 of 1 live' })).toBeVisible()

  await page.keyboard.press('/')
  await page.keyboard.type('state:paused')
  await expect(page).toHaveURL(/paused/)
  await page.getByRole('button', { name: 'Save what is shown as a view' }).click()
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('Paused ones')
  await page.keyboard.press('Enter')
  const view = page.getByRole('link', { name: 'Paused ones' })
  await expect(view).toHaveAttribute('aria-current', 'page')

  // The view goes away and comes back.
  await view.focus()
  await page.keyboard.press('Delete')
  await expect(view).toHaveCount(0)
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect(view).toBeVisible()

  await treeItem(page, host.name).click()
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText(host.name)
  await treeItem(page, host.name).focus()
  await page.keyboard.press('F2')
  await page.keyboard.type('renamed')
  await page.keyboard.press('Enter')
  await expect(treeItem(page, 'renamed')).toBeFocused()
  expect((await shell.cli('host', 'list', '--json')).stdout).toContain('"renamed"')

  await page.getByRole('main').click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await expect(page).toHaveURL(/#\/hosts$/)
  await page.goBack()
  await expect(page).toHaveURL(/#\/host\//)
  await page.goForward()
  await expect(page).toHaveURL(/#\/hosts$/)

  const elsewhere = await page.context().newPage()
  await expect
    .poll(async () => {
      await elsewhere.goto(new URL('/', page.url()).href)
      await elsewhere.waitForURL(/#\//)
      return new URL(elsewhere.url()).hash
    })
    .toBe('#/hosts')
  await elsewhere.getByRole('link', { name: 'Paused ones' }).click()
  await expect(elsewhere).toHaveURL(/#\/machines\?where=state%3Apaused/)
})

test('the palette acts on what is named, after its plan', async ({ lab, shell, addHost, open }) => {
  await addHost(lab.host(0))
  const page = await open(await shell.start())
  await expect(page.getByRole('rowheader', { name: 'web-1', exact: true })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('force web-1')
  await expect(page.getByRole('option', { name: /^Force off web-1/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(page.getByRole('region', { name: 'What it would do' })).toContainText('1 machine on 1 host')
  expect(await findings(page), 'the palette').toEqual([])
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('destroy web-1')
  await page.keyboard.press('Escape')
  expect((await lab.host(0).virsh(['domstate', 'web-1'])).trim()).toBe('running')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('settings: conn')
  await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(/Connections/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/settings\/connections$/)
})

test('settings hold: connections, keys, language; axe finds nothing in any section', async ({
  shell,
  open,
}) => {
  // Axe looks at four sections in two themes.
  test.slow()
  const page = await open(await shell.start())
  // Without a host the window opens with the welcome.
  await expect(page).toHaveURL(/#\/welcome$/)
  await page.goto(new URL('/#/settings/connections', page.url()).href)
  const timeout = page.getByRole('textbox', { name: 'Give up connecting after' })
  await timeout.fill('0.1')
  await expect(page.getByText('Between 0.5 and 300')).toBeVisible()
  await timeout.fill('4')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Inherited: 10 s')).toBeVisible()
  await page.reload()
  await expect(timeout).toHaveValue('4')

  await page.goto(new URL('/#/settings/shortcuts', page.url()).href)
  await page.getByRole('button', { name: 'Change the keys of “All shortcuts”' }).click()
  await page.keyboard.press('Control+Shift+H')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Control+Shift+H')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')

  for (const section of ['general', 'connections', 'shortcuts', 'about']) {
    await page.goto(new URL(`/#/settings/${section}`, page.url()).href)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.locator('[role=status][class*=skeleton]')).toHaveCount(0)
    expect(await findings(page), section).toEqual([])
  }

  await page.goto(new URL('/#/settings/general', page.url()).href)
  await page.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'Deutsch' }).click()
  await page.getByRole('button', { name: 'Reload to speak Deutsch' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Allgemein')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
})
