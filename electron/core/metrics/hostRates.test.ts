import { expect, test } from 'vitest'
import { hostValues } from './hostRates.ts'
import { parseHostText } from './hostText.ts'

function reading(seconds: number, lines: string, localMs = seconds * 1000) {
  const counters = parseHostText(`/proc/uptime:${seconds}.00 1.00\n${lines}`, { nics: null, disks: null })
  return { at: { hostSeconds: counters.uptimeSeconds, localMs }, counters }
}

const net = (received: number, sent: number) =>
  `/proc/net/dev:eth0: ${received} 0 0 0 0 0 0 0 ${sent} 0 0 0 0 0 0 0`

test('shares are of all CPUs in the interval; guest time is not counted twice', () => {
  const before = reading(10, '/proc/stat:cpu  100 0 50 800 20 0 5 25 40 0')
  const after = reading(12, '/proc/stat:cpu  150 0 70 900 40 0 10 30 60 0')
  expect(hostValues(before, after, 2000)).toMatchObject({
    // 200 ticks passed: 100 idle, 20 waiting, 5 stolen.
    cpuPercent: 40,
    iowaitPercent: 10,
    stealPercent: 2.5,
  })
})

test('rates go by the host’s own time, not by when the answer came', () => {
  const values = hostValues(reading(10, net(1000, 500), 0), reading(12, net(5000, 700), 3900), 2000)
  expect(values).toMatchObject({ netRxBytesPerSecond: 2000, netTxBytesPerSecond: 100 })
})

test('another set of devices, a reset, a reboot or a missed tick is a gap', () => {
  const before = reading(100, net(1000, 1000))
  const gap = { netRxBytesPerSecond: null, netTxBytesPerSecond: null }
  expect(
    hostValues(before, reading(102, `${net(2000, 2000)}\n${net(1, 1).replace('eth0', 'eth1')}`), 2000),
  ).toMatchObject(gap)
  expect(hostValues(before, reading(102, net(10, 10)), 2000)).toMatchObject(gap)
  expect(hostValues(before, reading(5, net(2000, 2000)), 2000)).toMatchObject(gap)
  expect(hostValues(before, reading(106, net(2000, 2000)), 2000)).toMatchObject(gap)
  expect(hostValues(null, before, 2000)).toMatchObject({ ...gap, cpuPercent: null })
})

test('counters of the kernel and of libvirt are never compared', () => {
  const before = reading(10, '/proc/stat:cpu  100 0 50 800 20 0 5 25 40 0')
  const after = reading(12, '/proc/stat:cpu  150 0 70 900 40 0 10 30 60 0')
  after.counters.source = 'libvirt'
  expect(hostValues(before, after, 2000).cpuPercent).toBeNull()
})
