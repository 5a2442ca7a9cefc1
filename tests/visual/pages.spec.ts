import { expect, type Pictured, test } from './fixtures.ts'

const widths = [1024, 1600]
const themes = ['dark', 'light'] as const

/** Every page by the name of its picture, and what stands on it once it is whole. */
const pictures: readonly { name: string; address: (pictured: Pictured) => string; whole: RegExp }[] = [
  { name: 'overview', address: () => '/overview', whole: /How full/ },
  { name: 'machines', address: () => '/machines', whole: /backup-000008/ },
  { name: 'machine', address: ({ machine }) => `/machine/${machine}`, whole: /web 0 of payments/ },
  {
    name: 'machineHardware',
    address: ({ machine }) => `/machine/${machine}/hardware`,
    whole: /qemu64|Virtual CPUs/,
  },
  { name: 'machineHistory', address: ({ machine }) => `/machine/${machine}/history`, whole: /./ },
  { name: 'hosts', address: () => '/hosts', whole: /kvm006/ },
  { name: 'host', address: ({ hostIds: [host] }) => `/host/${host}`, whole: /9\.0\.0/ },
  { name: 'storage', address: () => '/storage', whole: /images/ },
  { name: 'networks', address: () => '/networks', whole: /virbr0|default/ },
  { name: 'topology', address: () => '/topology', whole: /kvm001/ },
  { name: 'search', address: () => '/search?q=payments', whole: /payments/ },
  { name: 'activity', address: () => '/activity', whole: /./ },
  { name: 'changes', address: () => '/changes?since=7d', whole: /./ },
  { name: 'settings', address: () => '/settings', whole: /Language/ },
  { name: 'policies', address: () => '/settings/policies', whole: /Passphrase/i },
  { name: 'people', address: () => '/people', whole: /Nobody has set up people/ },
  { name: 'credentials', address: () => '/credentials', whole: /No secret can be stored yet/ },
  { name: 'audit', address: () => '/audit', whole: /./ },
  { name: 'welcome', address: () => '/welcome', whole: /Add hosts/ },
]

for (const theme of themes) {
  for (const width of widths) {
    test(`every page, ${theme}, ${width} wide`, async ({ pictured, show }) => {
      test.setTimeout(pictures.length * 20_000)
      const page = await show(theme, width)
      for (const { name, address, whole } of pictures) {
        await page.goto(`${pictured.origin}/#${address(pictured)}`)
        await expect(page.getByRole('main').getByText(whole).first()).toBeVisible()
        await expect.soft(page).toHaveScreenshot(`${name}-${theme}-${width}.png`)
      }
    })
  }
}
