import { beforeEach, expect, test, vi } from 'vitest'
import { ManualClock } from '../../core/testing/manualClock.ts'
import type { HostNews } from './hostNews.ts'
import { Notifier } from './notifications.ts'
import * as electron from './testing/fakeElectron.ts'
import { testHost } from './testing/hostViews.ts'
import { desktopWords } from './words.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const { Notification } = electron
let clock: ManualClock
let watched: boolean
let shown: string[]
let notifier: Notifier
beforeEach(() => {
  clock = new ManualClock()
  watched = false
  shown = []
  electron.resetFake()
  notifier = new Notifier({
    clock,
    words: () => desktopWords('de', []),
    watched: () => watched,
    show: address => shown.push(address),
  })
})
const lost = (index: number): HostNews => ({
  kind: 'lost',
  hostId: testHost(index).record.id,
  name: `kvm${index}`,
  networkSuspect: false,
  reason: null,
})

test('gathers what comes together, and a click goes to it', () => {
  notifier.host(lost(1))
  notifier.host(lost(2))
  expect(Notification.shown).toEqual([])
  clock.advance(2_000)
  expect(Notification.shown.map(({ title }) => title)).toEqual(['2 Hosts sind nicht mehr erreichbar'])
  Notification.shown[0]?.emit('click')
  expect(shown).toEqual(['#/hosts'])
})

test('says nothing to a person who looks at the window, nor later', () => {
  watched = true
  notifier.host(lost(1))
  clock.advance(2_000)
  watched = false
  clock.advance(10_000)
  expect(Notification.shown).toEqual([])
})

test('stays silent where the system has no notifications, and after closing', () => {
  Notification.supported = false
  notifier.announce({ title: 'a', body: '', address: '#/hosts' })
  Notification.supported = true
  notifier.host(lost(1))
  notifier.close()
  clock.advance(10_000)
  expect(Notification.shown).toEqual([])
  expect(clock.pending).toBe(0)
})
