import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

/** Draws the tray's icons into resources/tray: `node scripts/trayIcons.ts` after changing a shape. State is a shape before it is a colour. */
const star =
  'M16 4 C16.8 12 19 14.6 27 16 C19 17.4 16.8 20 16 28 C15.2 20 13 17.4 5 16 C13 14.6 15.2 12 16 4 Z'
const mark = (colour: string) =>
  `<circle cx="24" cy="24" r="7.5" fill="${colour}"/><path d="M24 19.5v5.5" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/><circle cx="24" cy="28" r="1.4" fill="#fff"/>`
const hole =
  '<mask id="hole"><rect width="32" height="32" fill="#fff"/><circle cx="24" cy="24" r="9.5" fill="#000"/></mask>'
/** One drawing a state: live is the star, trouble has a mark on it, off is its outline. */
const shapes = (ink: string, warn: string) => ({
  live: `<path d="${star}" fill="${ink}"/>`,
  trouble: `<defs>${hole}</defs><path d="${star}" fill="${ink}" mask="url(#hole)"/>${mark(warn)}`,
  off: `<path d="${star}" fill="none" stroke="${ink}" stroke-width="2"/>`,
})
/** macOS draws a template in its own colour: only what is opaque counts. */
const template = {
  ...shapes('#000', '#000'),
  trouble: `<defs>${hole}<mask id="sign"><rect width="32" height="32" fill="#fff"/><path d="M24 19.5v5.5" stroke="#000" stroke-width="2.4" stroke-linecap="round"/><circle cx="24" cy="28" r="1.4" fill="#000"/></mask></defs><path d="${star}" mask="url(#hole)"/><circle cx="24" cy="24" r="7.5" mask="url(#sign)"/>`,
}
const folder = join(import.meta.dirname, '../resources/tray')
mkdirSync(folder, { recursive: true })

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const page = await browser.newPage()
async function draw(shape: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${size}" height="${size}">${shape}</svg>`
  await page.setContent(`<body style="margin:0">${svg}`)
  return page.screenshot({ omitBackground: true })
}
for (const [name, shape] of Object.entries(shapes('#22b5c9', '#d9480f'))) {
  writeFileSync(join(folder, `${name}.png`), await draw(shape, 22))
  writeFileSync(join(folder, `${name}@2x.png`), await draw(shape, 44))
}
for (const [name, shape] of Object.entries(template)) {
  writeFileSync(join(folder, `${name}Template.png`), await draw(shape, 16))
  writeFileSync(join(folder, `${name}Template@2x.png`), await draw(shape, 32))
}
await browser.close()
