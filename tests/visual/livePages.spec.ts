import type { Page } from '@playwright/test'
import { expect, test } from './liveFixtures.ts'
import type { LiveFleet } from './liveFleet/index.ts'

// A slow computer takes its time over the fleet alone.
test.describe.configure({ timeout: 600_000 })

/** Every width in every theme; next to each other, so that little has to be drawn anew. */
const looks = [1024, 1600].flatMap(width =>
  (['light', 'dark'] as const).map(colorScheme => ({ colorScheme, width })),
)

/** A page by the name of its picture, and what stands on it once it is whole. */
interface Picture<Fleet> {
  name: string
  address: (fleet: Fleet) => string
  whole: RegExp
}

const machine = (name: string, tab: string, whole: RegExp): Picture<LiveFleet> => ({
  name,
  address: fleet => `/machine/${fleet.machine('pay-db-1')}/${tab}`,
  whole,
})
const host = (name: string, tab: string, whole: RegExp): Picture<LiveFleet> => ({
  name,
  address: fleet => `/host/${fleet.host('fra-kvm-2')}/${tab}`,
  whole,
})

/** Every page of the living fleet. */
const pictures: readonly Picture<LiveFleet>[] = [
  { name: 'overview', address: () => '/overview', whole: /How full/ },
  { name: 'machines', address: () => '/machines', whole: /ci-runner-1/ },
  machine('machine', '', /Payments database, primary/),
  machine('machinePerformance', 'performance', /vCPU 7/),
  machine('machineHardware', 'hardware', /host-passthrough/),
  machine('machineSnapshots', 'snapshots', /before-16\.4/),
  machine('machineXml', 'xml', /libosinfo/),
  machine('machineHistory', 'history', /./),
  { name: 'hosts', address: () => '/hosts', whole: /lab-kvm-2/ },
  host('host', '', /EPYC-Milan/),
  host('hostPerformance', 'performance', /CPU/),
  host('hostMachines', 'machines', /ml-train-1/),
  host('hostStorage', 'storage', /tank/),
  host('hostNetworks', 'networks', /virbr0/),
  host('hostDevices', 'devices', /A40/),
  host('hostConnection', 'connection', /libvirt-sock/),
  { name: 'storage', address: () => '/storage', whole: /vg_fast/ },
  { name: 'networks', address: () => '/networks', whole: /virbr0|br-prod/ },
  { name: 'topology', address: () => '/topology', whole: /fra-kvm-1/ },
  { name: 'search', address: () => '/search?q=pay', whole: /pay-db-1/ },
  { name: 'activity', address: () => '/activity', whole: /desk-sofia/ },
  { name: 'changes', address: () => '/changes?since=7d', whole: /pay-db-1/ },
  { name: 'audit', address: () => '/audit', whole: /Ada Lindqvist|ada/ },
  { name: 'people', address: () => '/people', whole: /Kofi Mensah/ },
  { name: 'credentials', address: () => '/credentials', whole: /office root/ },
  { name: 'settings', address: () => '/settings', whole: /Language/ },
  { name: 'policies', address: () => '/settings/policies', whole: /Passphrase/i },
  { name: 'welcome', address: () => '/welcome', whole: /Add hosts/ },
]

/** Shows a page, and compares it with its pictures without loading it again. */
async function compare(page: Page, name: string, address: string, whole: RegExp): Promise<void> {
  await page.evaluate(to => {
    window.location.hash = to
  }, address)
  await expect(page.getByRole('main').getByText(whole).first()).toBeVisible()
  for (const { colorScheme, width } of looks) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    await expect.soft(page).toHaveScreenshot(['live', `${name}-${colorScheme}-${width}.png`])
  }
}

test('every page of a living fleet', async ({ live, openSignedIn }) => {
  const page = await openSignedIn(live)
  // Nothing is pointed at.
  await page.mouse.move(0, 0)
  for (const { name, address, whole } of pictures) await compare(page, name, address(live), whole)
})
