import { expect, type Page } from '@playwright/test'
import axe, { type RunOptions } from 'axe-core'

declare global {
  interface Window {
    /** In a page that axe has been put into. */
    readonly axe?: typeof axe
  }
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Experimental in axe: a host's line is said “kvm1, live, 4 of 7 machines run” and shown “kvm1 4/7”. */
const EXCEPT = 'label-content-name-mismatch'
/** WCAG 2.2 A and AA. */
const everyRule: RunOptions = {
  runOnly: { type: 'tag', values: tags },
  rules: { [EXCEPT]: { enabled: false } },
}
/** The rules among them that look at colours: all that another theme of the same page can break. */
const colours: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }

/**
 * What axe finds on a page as it stands, one line a finding. axe runs in the page itself and names only what is wrong:
 * its own helper carries what is right, too, into a second page to be written up, for three times the work.
 */
export async function violations(page: Page, options: RunOptions = everyRule): Promise<string[]> {
  if (page.frames().length > 1) throw new Error('axe was put into the main frame only')
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  await page.evaluate(settled)
  const results = await page.evaluate(
    only => window.axe?.run(document, { ...only, resultTypes: ['violations'] }),
    options,
  )
  if (results === undefined) throw new Error('axe is not in the page')
  return results.violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}

/** In the page: waits until what was changed last is drawn as it stays; colours in between are nobody's. */
async function settled(): Promise<void> {
  const passing = () =>
    document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
  do {
    await new Promise(drawn => setTimeout(drawn, 20))
    // One that is taken back rejects, and is over as well.
    await Promise.allSettled(passing().map(animation => animation.finished))
  } while (passing().some(({ playState }) => playState === 'running'))
}

/** What axe finds against WCAG 2.2 A and AA on a page as it stands, in either theme, one line a finding. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const lines = await violations(page, colorScheme === 'dark' ? everyRule : colours)
    found.push(...lines.map(line => `${colorScheme}: ${line}`))
  }
  return found
}
