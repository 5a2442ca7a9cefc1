import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { LiveWatch } from './liveWatch.ts'
import { defaultOptions } from './options.ts'

function setUp() {
  const clock = new ManualClock()
  const traffic = {
    calls: 0,
    bytesIn: 0,
    bytesOut: 0,
    slow: false,
    lastInboundAtMs: performance.now(),
    rttMs: 12,
  }
  const said: string[] = []
  const told: number[] = []
  const contacts: number[] = []
  const watch = new LiveWatch(
    { traffic },
    { ...defaultOptions, keepaliveSeconds: 1, keepaliveCount: 2 },
    clock,
    {
      contact: ({ lastContactMs }, tell) => {
        contacts.push(lastContactMs)
        if (tell) told.push(lastContactMs)
      },
      late: (problem, silent) => said.push(`${problem.code} ${silent}`),
      onTime: () => said.push('onTime'),
    },
  )
  return { clock, traffic, said, told, contacts, watch }
}

test('silence makes it late until something comes again', () => {
  const { clock, traffic, said, watch } = setUp()
  clock.advance(2_000)
  expect(said).toEqual([])
  traffic.lastInboundAtMs = performance.now() - 10_000
  clock.advance(333)
  expect(said).toEqual(['libvirt.unresponsive true'])
  traffic.lastInboundAtMs = performance.now()
  clock.advance(333)
  expect(said).toEqual(['libvirt.unresponsive true', 'onTime'])
  watch.close()
  expect(clock.pending).toBe(0)
})

test('another part’s finding counts until it is taken back, and is no silence', () => {
  const { clock, said, watch } = setUp()
  watch.report('metrics', { code: 'libvirt.unresponsive', message: 'statistics take 4 s' })
  clock.advance(333)
  watch.report('metrics', null)
  clock.advance(333)
  expect(said).toEqual(['libvirt.unresponsive false', 'onTime'])
  watch.close()
})

test('the contact is shown now and then, by the wall clock, whatever that does', () => {
  const { clock, told, watch } = setUp()
  clock.advance(4_900)
  expect(told).toEqual([])
  clock.jumpWall(-3_600_000)
  clock.advance(10_000)
  expect(told.length).toBe(2)
  for (const at of told) expect(at).toBeLessThanOrEqual(clock.nowMs())
  watch.close()
})

test('a sleep does not make the last contact newer', () => {
  const { clock, contacts, watch } = setUp()
  clock.advance(1_000)
  const before = contacts.at(-1) ?? 0
  // The monotonic clock stands still while the computer sleeps; the wall clock doesn't.
  clock.jumpWall(8 * 3_600_000)
  clock.advance(1_000)
  expect(contacts.at(-1)).toBe(before)
  watch.close()
})
