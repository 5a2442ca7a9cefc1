import { expect, test, vi } from 'vitest'
import { FleetPicture } from './fleetPicture.ts'
import { testHost, testQuestion } from './testing/hostViews.ts'
import { trayLine, trayMenu, trayState } from './trayMenu.ts'
import { desktopWords } from './words.ts'

const words = desktopWords('en', [])
const summaryOf = (...hosts: ReturnType<typeof testHost>[]) => {
  const picture = new FleetPicture()
  picture.apply({ type: 'snapshot', sites: [], hosts })
  return picture.summary()
}
const verbs = { show: vi.fn(), retryAll: vi.fn(), lock: vi.fn(), notifyHosts: vi.fn(), quit: vi.fn() }

test('counts what is meant to be connected, and who needs a person', () => {
  const summary = summaryOf(
    testHost(10, { phase: 'waiting' }),
    testHost(2, { phase: 'blocked', question: testQuestion }),
    testHost(3),
    testHost(4, { phase: 'degraded' }),
    testHost(5, { phase: 'disconnected' }),
    testHost(6, { phase: 'connecting' }),
  )
  expect(summary).toMatchObject({ wanted: 5, live: 2, runningMachines: 18 })
  expect(summary.troubled.map(({ name, trouble }) => `${name} ${trouble}`)).toEqual([
    'kvm2 asks',
    'kvm4 slow',
    'kvm10 lost',
  ])
  expect(trayState(summary)).toBe('trouble')
  expect(trayLine(summary, words)).toBe('2 of 5 hosts live, 3 need attention')
})

test('follows changes and removals', () => {
  const picture = new FleetPicture()
  picture.apply({ type: 'snapshot', sites: [], hosts: [testHost(1), testHost(2)] })
  picture.apply({ type: 'hostChanged', host: testHost(1, { phase: 'waiting' }) })
  picture.apply({ type: 'hostRemoved', hostId: testHost(2).record.id })
  expect(picture.summary()).toMatchObject({ wanted: 1, live: 0, troubled: [{ name: 'kvm1' }] })
})

test('an empty fleet and a quiet one have states of their own', () => {
  expect(trayState(summaryOf())).toBe('off')
  expect(trayLine(summaryOf(), words)).toBe('No hosts yet')
  expect(trayState(summaryOf(testHost(1)))).toBe('live')
  expect(trayLine(summaryOf(testHost(1)), words)).toBe('1 of 1 host live')
  expect(trayState(summaryOf(testHost(1, { phase: 'disconnected' })))).toBe('off')
})

const shown = { isOpen: true, canLock: false }

test('names a few of the hosts in trouble; each leads to its connection', () => {
  const hosts = Array.from({ length: 12 }, (_, index) => testHost(index, { phase: 'waiting' }))
  const menu = trayMenu(summaryOf(...hosts), { ...shown, notifyHosts: true }, words, verbs)
  expect(menu.filter(({ label }) => label?.includes('not reached'))).toHaveLength(8)
  expect(menu.map(({ label }) => label)).toContain('4 more…')
  const first = menu.find(({ label }) => label === 'kvm0: not reached')
  Reflect.apply(first?.click ?? (() => {}), null, [])
  expect(verbs.show).toHaveBeenCalledWith(`#/host/${testHost(0).record.id}/connection`)
})

test('a name can’t make a mnemonic, and retrying is offered only where something waits', () => {
  const host = testHost(1, { phase: 'waiting' })
  host.record.name = 'a&b'
  const menu = trayMenu(summaryOf(host), { ...shown, notifyHosts: false }, words, verbs)
  expect(menu.map(({ label }) => label)).toContain('a&&b: not reached')
  const retry = (...hosts: ReturnType<typeof testHost>[]) =>
    trayMenu(summaryOf(...hosts), { ...shown, notifyHosts: true }, words, verbs).find(
      ({ label }) => label === words.retryAll,
    )?.enabled
  expect(retry(host)).toBe(true)
  expect(retry(testHost(1))).toBe(false)
})

test('tells nothing of the fleet while nobody is there, and offers to lock where that can be undone', () => {
  const host = testHost(1, { phase: 'waiting' })
  const labels = (settings: { isOpen: boolean; canLock: boolean }) =>
    trayMenu(summaryOf(host), { notifyHosts: true, ...settings }, words, verbs).flatMap(
      ({ label }) => label ?? [],
    )
  expect(labels({ isOpen: false, canLock: false })).toEqual([words.locked, words.openWindow, words.quit])
  expect(labels({ isOpen: true, canLock: true })).toContain(words.lock)
  expect(labels({ isOpen: true, canLock: false })).not.toContain(words.lock)
})
