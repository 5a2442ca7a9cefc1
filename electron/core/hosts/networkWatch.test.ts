import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manualClock.ts'
import { localAddresses, NetworkWatch } from './networkWatch.ts'

function setUp() {
  const clock = new ManualClock()
  const noticed: string[] = []
  let addresses = 'eth0 192.0.2.1'
  const watch = new NetworkWatch(
    clock,
    { networkChanged: () => noticed.push('changed'), woke: () => noticed.push('woke') },
    () => addresses,
  )
  const have = (text: string) => {
    addresses = text
  }
  return { clock, noticed, watch, have }
}

test('tells a change of addresses once, and nothing while all stays the same', () => {
  const { clock, noticed, have } = setUp()
  clock.advance(20_000)
  expect(noticed).toEqual([])
  have('wlan0 192.0.2.9')
  clock.advance(20_000)
  expect(noticed).toEqual(['changed'])
})

test('a burst of changes is told at most every five seconds, the last one included', () => {
  const { clock, noticed, have } = setUp()
  for (let step = 0; step < 5; step += 1) {
    have(`eth0 192.0.2.${step + 10}`)
    clock.advance(2_000)
  }
  clock.advance(10_000)
  expect(noticed).toEqual(['changed', 'changed', 'changed'])
})

test('a wall clock that ran on without us means sleep; one set back means nothing', () => {
  const { clock, noticed, watch } = setUp()
  clock.jumpWall(3_600_000)
  clock.advance(2_000)
  expect(noticed).toEqual(['woke'])
  clock.jumpWall(-7_200_000)
  clock.advance(20_000)
  expect(noticed).toEqual(['woke'])
  watch.close()
  expect(clock.pending).toBe(0)
})

test('only addresses that lead somewhere count', () => {
  const one = (address: string, internal = false) => ({
    address,
    internal,
    family: 'IPv4' as const,
    netmask: '',
    mac: '',
    cidr: null,
  })
  const text = localAddresses({
    lo: [one('127.0.0.1', true)],
    veth1: [one('fe80::1'), one('169.254.1.1')],
    eth0: [one('192.0.2.1')],
    eth1: undefined,
  })
  expect(text).toBe('eth0 192.0.2.1')
})
