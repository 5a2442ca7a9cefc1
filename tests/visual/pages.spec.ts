import { expect, type Pictured, test } from './fixtures.ts'

const widths = [1024, 1600]
const themes = ['dark', 'light'] as const

/** Every page by the name of its picture, and what stands on it once it is whole. */
const pictures: readonly { name: string; address: (pictured: Pictured) => string; whole: RegExp }[] = [
  { name: 'machines', address: () => '/machines', whole: /web-000000/ },
]

for (const { name, address, whole } of pictures) {
  for (const theme of themes) {
    for (const width of widths) {
      test(`${name}, ${theme}, ${width} wide`, async ({ pictured, show }) => {
        const page = await show(`#${address(pictured)}`, theme, width)
        await expect(page.getByRole('main').getByText(whole).first()).toBeVisible()
        await expect(page).toHaveScreenshot(`${name}-${theme}-${width}.png`)
      })
    }
  }
}
