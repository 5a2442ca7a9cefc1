import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** A passphrase field by what stands over it; the button beside it that shows it has the same words. */
export const secret = (page: Page | Locator, label: string) =>
  page.getByRole('textbox', { name: label, exact: true })

/** Types two groups of the recovery key that is shown back, and closes it. */
export async function keepRecoveryKey(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'Your recovery key' })
  await expect(dialog.getByRole('listitem').first()).toBeVisible()
  const texts = await dialog
    .getByRole('list', { name: 'Your recovery key' })
    .getByRole('listitem')
    .allInnerTexts()
  const groups = texts.map(text => text.replace(/^\d+\s+/, '').trim())
  expect(groups.length).toBeGreaterThan(3)
  const done = dialog.getByRole('button', { name: 'I keep it safe' })
  await expect(done).toBeDisabled()
  for (const field of await dialog.getByRole('textbox').all()) {
    const label = await field.evaluate(
      element => (element as HTMLInputElement).labels?.[0]?.textContent ?? '',
    )
    await field.fill(groups[Number(/\d+/.exec(label)?.[0]) - 1] ?? '')
  }
  await done.click()
  await expect(dialog).toBeHidden()
  return groups.join('-')
}
