import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Experimental in axe: a host's line is said “kvm1, live, 4 of 7 machines run” and shown “kvm1 4/7”. */
const EXCEPT = ['label-content-name-mismatch']
/** The rules among them that look at colours: all that another theme of the same page can break. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** What axe finds against WCAG 2.2 A and AA on a page as it stands, in either theme, one line a finding. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const axe = new AxeBuilder({ page })
    const { violations } = await (colorScheme === 'dark'
      ? axe.withTags(tags).disableRules(EXCEPT)
      : axe.withRules(COLOURS)
    ).analyze()
    for (const { id, nodes } of violations)
      for (const node of nodes) found.push(`${colorScheme}: ${id}: ${node.target.join(' ')}`)
  }
  return found
}
