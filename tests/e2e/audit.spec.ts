import { join } from 'node:path'
import { openDatabaseFile } from './sqlite.ts'
import { findings } from './axe.ts'
import { expect, test } from './fixtures.ts'

test('an act is told with its task, a stop behind the back as seen, and the log proves itself', async ({
  lab,
  shell,
  addHost,
  open,
}) => {
  test.slow()
  const host = lab.host(0)
  await addHost(host)
  const page = await open(await shell.start())
  await page.getByRole('link', { name: 'Machines', exact: true }).click()
  const machine = page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'web-1', exact: true }) })
  await expect(machine).toContainText('Running')
  try {
    const paused = await shell.cli('vm', 'pause', 'web-1')
    expect(paused, paused.stderr).toMatchObject({ code: 0 })
    await page.getByRole('link', { name: 'Audit', exact: true }).click()
    const entries = page.getByRole('grid', { name: 'Audit', exact: true })
    const act = entries.getByRole('row', { name: /Acted on machines: Pause/ })
    await expect(act).toContainText('done')
    await expect(act).toContainText(`${host.name} / web-1`)
    await expect(entries.getByRole('row', { name: /Paused: by a person/ })).toContainText('owner')

    await host.virsh(['destroy', 'web-1'])
    const seen = entries.getByRole('row', { name: /Stopped: forced off/ })
    await expect(seen).toContainText('something outside NovaCron')
    await expect(seen).toContainText('seen')
    expect(await findings(page), 'list').toEqual([])

    await entries.getByRole('row', { name: /Paused: by a person/ }).dblclick()
    const details = page.getByRole('region', { name: 'Entry', exact: true })
    await details.getByRole('button', { name: /Followed from entry \d+/ }).click()
    await expect(details).toContainText('Acted on machines: Pause')
    await expect(details.getByRole('link', { name: `${host.name} / web-1`, exact: true })).toBeVisible()
    expect(await findings(page), 'entry').toEqual([])

    // Each filter by itself, days by the browser's calendar; then all at once, also where the address is opened anew.
    const query = page.getByRole('combobox', { name: 'Filter Audit' })
    const all = await entries.getByRole('row').count()
    const day = (days: number) =>
      page.evaluate(ms => new Date(Date.now() + ms).toLocaleDateString('sv-SE'), days * 86_400_000)
    const today = await day(0)
    const filters = [
      'person:owner',
      'act:machines.operate',
      'object:web-1',
      'result:done',
      'from:cli',
      `host:${host.name}`,
      'web-1',
    ]
    for (const text of filters) {
      await query.fill(text)
      await expect.poll(() => entries.getByRole('row').count(), text).toBeLessThan(all)
      await expect(act, text).toBeVisible()
    }
    for (const text of [`since:${await day(1)}`, `until:${await day(-1)}`]) {
      await query.fill(text)
      await expect(act, text).toHaveCount(0)
    }
    const everything = [...filters, `since:${today}`, `until:${today}`].join(' ')
    await query.fill(everything)
    await expect(act).toBeVisible()
    await expect(page).toHaveURL(new RegExp(encodeURIComponent(`until:${today}`)))
    const fits = await entries.getByRole('row').count()
    await page.reload()
    await expect(query).toHaveValue(everything)
    await expect(act).toBeVisible()
    await expect.poll(() => entries.getByRole('row').count()).toBe(fits)
    await query.fill('')
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await expect(page.getByText(/The log is whole/)).toBeVisible()
    expect(await findings(page), 'whole').toEqual([])
    openDatabaseFile(join(shell.folder, 'novacron.sqlite'), database =>
      database
        .prepare(`UPDATE audit_entries SET entry = replace(entry, '"owner"', '"nobody"') WHERE seq = 2`)
        .run(),
    )
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await expect(page.getByText('The log was changed at entry 2.')).toBeVisible()
    expect(await findings(page), 'broken').toEqual([])

    const filter = page.getByRole('combobox', { name: 'Filter Audit' })
    await filter.fill('result:seen')
    await expect(entries.getByRole('row', { name: /Acted on machines/ })).toHaveCount(0)
    await expect(seen).toBeVisible()
  } finally {
    await host.virsh(['start', 'web-1'])
  }
})
