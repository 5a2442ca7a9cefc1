import type { Page } from '@playwright/test'
import { violations } from '../../e2e/axe.ts'

/** What is wrong with a page as it stands, one line a fault; `isChecked`: by the rules of accessibility too. */
export async function faultsOf(page: Page, isChecked: boolean): Promise<string[]> {
  const seen = await page.evaluate(clipped)
  if (!isChecked) return seen
  return [...seen, ...(await violations(page)).map(line => `axe ${line}`)]
}

/** In the page: a body that scrolls sideways, texts of buttons, tabs and labels that are cut off, and examples in fields. */
function clipped(): string[] {
  const faults: string[] = []
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) faults.push(`body: ${root.scrollWidth} in ${root.clientWidth}`)
  const main = document.querySelector('main')
  if (main && main.scrollWidth > main.clientWidth + 1)
    faults.push(`main: ${main.scrollWidth} in ${main.clientWidth}`)
  const buttons = 'button, [role=tab], label, [role=radio], summary, h1, h2, legend'
  for (const element of document.querySelectorAll(buttons)) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility()) continue
    const box = element.getBoundingClientRect()
    if (box.width === 0 || box.bottom < 0 || box.top > innerHeight) continue
    for (const part of [element, ...element.querySelectorAll('*')]) {
      if (!(part instanceof HTMLElement) || part.scrollWidth <= part.clientWidth + 1) continue
      const { overflowX, display } = getComputedStyle(part)
      if (overflowX === 'visible' || display === 'inline' || part.clientWidth <= 2) continue
      const text = (part.textContent ?? '').trim().slice(0, 60)
      if (text !== '') faults.push(`cut: ${part.tagName.toLowerCase()} “${text}”`)
    }
  }
  // Narrower than it is designed for, an example may end in dots.
  const pen = innerWidth < 1024 ? null : document.createElement('canvas').getContext('2d')
  for (const input of document.querySelectorAll<HTMLInputElement>('input:placeholder-shown')) {
    if (pen === null || !input.checkVisibility() || input.placeholder.trim() === '') continue
    const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(input)
    const room =
      input.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd)
    pen.font = getComputedStyle(input, '::placeholder').font
    const wide = Math.ceil(pen.measureText(input.placeholder).width)
    if (wide > room + 1) faults.push(`cut: example “${input.placeholder}”, ${wide} in ${room}`)
  }
  return [...new Set(faults)]
}
