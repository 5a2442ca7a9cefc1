import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

test('axe finds nothing in the list, the details and the dialogs', async ({ lab, shell, addHost, open }) => {
  await addHost(lab.host(0))
  const page = await open(await shell.start())
  const web = page.getByRole('rowheader', { name: 'web-1', exact: true })
  await expect(web).toBeVisible()
  expect(await findings(page), 'the list').toEqual([])

  await web.dblclick()
  await expect(page.getByRole('region', { name: 'Machine web-1' })).toBeVisible()
  expect(await findings(page), 'the details').toEqual([])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Add host' }).first().click()
  await page.getByRole('dialog').getByLabel('Address').fill('qemu+ssh://ada@kvm1.example/system')
  expect(await findings(page), 'the add-host dialog').toEqual([])
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('listbox', { name: 'Results' })).toBeVisible()
  expect(await findings(page), 'the palette').toEqual([])
})
