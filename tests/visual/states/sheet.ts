import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'

interface Named {
  name: string
}

/** A page of pictures, one row a page of the window, one picture a look, with what was found. */
export function sheet(
  pages: readonly Named[],
  looks: readonly Named[],
  found: ReadonlyMap<string, readonly string[]>,
): string {
  const cell = (page: string, look: string) => {
    const faults = found.get(`${page} ${look}`) ?? []
    const words = faults.map(fault => `<li>${escaped(fault)}</li>`).join('')
    return `<figure><figcaption>${look}${faults.length > 0 ? ` — ${faults.length}` : ''}</figcaption><a href="${page}-${look}.png"><img src="${page}-${look}.png" loading="lazy" alt=""></a><ul>${words}</ul></figure>`
  }
  const rows = pages.map(
    ({ name }) =>
      `<section id="${name}"><h2>${name}</h2><div>${looks.map(look => cell(name, look.name)).join('')}</div></section>`,
  )
  return `<!doctype html><meta charset="utf-8"><title>States</title><style>
body { background: #15181d; color: #e6e9ee; font: 13px system-ui; margin: 16px }
section > div { display: flex; flex-wrap: wrap; gap: 12px }
figure { margin: 0; inline-size: 630px } img { inline-size: 100%; border: 1px solid #444 }
ul { color: #ffb29b; margin: 0; padding-inline-start: 16px }
</style>${rows.join('')}`
}

/** Pictures on one contact sheet, in two columns. */
const ON_ONE = 6

/** Pictures of many pages in the same look on one picture each, small enough to be seen at once. */
export async function contactSheets(
  browser: Browser,
  out: string,
  pages: readonly Named[],
  looks: readonly Named[],
): Promise<void> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.setViewportSize({ width: 1580, height: 1000 })
  // A page of its own folder may show the folder's pictures.
  await page.goto(`file://${join(out, 'index.html')}`)
  for (const look of looks) {
    const taken = pages.filter(({ name }) => existsSync(join(out, `${name}-${look.name}.png`)))
    for (let from = 0; from < taken.length; from += ON_ONE) {
      const some = taken.slice(from, from + ON_ONE)
      const cells = some.map(
        ({ name }) =>
          `<figure><figcaption>${name} ${look.name}</figcaption><img src="${name}-${look.name}.png" alt=""></figure>`,
      )
      await page.evaluate(
        html => {
          document.body.innerHTML = html
        },
        `<style>body { margin: 4px } .sheet { display: grid; grid-template-columns: 1fr 1fr; gap: 6px } figure { margin: 0; inline-size: auto; min-inline-size: 0 } img { inline-size: 100% }</style><div class="sheet">${cells.join('')}</div>`,
      )
      await page.waitForFunction(() => [...document.images].every(image => image.complete))
      await page
        .locator('.sheet')
        .screenshot({ path: join(out, `sheet-${look.name}-${from / ON_ONE + 1}.png`) })
    }
  }
  await context.close()
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
