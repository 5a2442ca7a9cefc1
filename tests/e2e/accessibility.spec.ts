import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

/** What axe finds against WCAG 2.2 A and AA, one line a finding. */
async function findings(page: ConstructorParameters<typeof AxeBuilder>[0]['page']): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const { violations } = await new AxeBuilder({ page })
    .withTags(tags)
    // Experimental in axe: a host's line is said “kvm1, live, 4 of 7 machines run” and shown “kvm1 4/7”.
    .disableRules(['label-content-name-mismatch'])
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the list, the details and the dialogs, ${colorScheme}`, async ({
    lab,
    shell,
    addHost,
    open,
  }) => {
    await addHost(lab.host(0))
    const page = await open(await shell.start())
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
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
}
