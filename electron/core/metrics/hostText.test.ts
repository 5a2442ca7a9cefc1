import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { devicesIn, hostCommand } from './hostProbe.ts'
import { parseHostText } from './hostText.ts'

const byName = { nics: null, disks: null }

const sample = `/sys/class/net/eth0/device
/proc/uptime:1000.50 3000.10
/proc/loadavg:0.10 0.20 0.30 1/200 999
/proc/stat:cpu  100 0 50 800 20 0 5 25 40 0
/proc/meminfo:MemTotal:       1000 kB
/proc/meminfo:MemFree:        100 kB
/proc/meminfo:MemAvailable:   600 kB
/proc/meminfo:SwapTotal:      50 kB
/proc/meminfo:SwapFree:       20 kB
/proc/net/dev:  eth0: 1000 1 0 0 0 0 0 0 2000 2 0 0 0 0 0 0
/proc/net/dev:vnet17: 7 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0
/proc/net/dev:    lo: 7 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0
/proc/diskstats: 254 0 vda 10 0 4 0 20 0 8 0 0 0 0
/proc/diskstats: 254 1 vda1 10 0 4 0 20 0 8 0 0 0 0
/proc/diskstats: 7 0 loop0 10 0 4 0 20 0 8 0 0 0 0
/proc/pressure/cpu:some avg10=12.34 avg60=0 avg300=0 total=1
/proc/pressure/cpu:full avg10=99.99 avg60=0 avg300=0 total=1
/proc/pressure/io:some avg10=0.50 avg60=0 avg300=0 total=1`

describe('parsing', () => {
  test('reads every file', () => {
    expect(parseHostText(sample, byName)).toEqual({
      source: 'kernel',
      uptimeSeconds: 1000.5,
      cpu: { total: 1000, idle: 800, iowait: 20, steal: 25 },
      memoryTotalBytes: 1000 * 1024,
      memoryAvailableBytes: 600 * 1024,
      swapUsedBytes: 30 * 1024,
      load: [0.1, 0.2, 0.3],
      net: { devices: 'eth0', rxBytes: 1000, txBytes: 2000 },
      disk: { devices: 'vda', readBytes: 4 * 512, writeBytes: 8 * 512 },
      psi: { cpu: 12.34, memory: null, io: 0.5 },
    })
  })

  test('counts the physical devices where the kernel told which they are', () => {
    const physical = { nics: new Set(['vnet17']), disks: new Set(['loop0', 'vda']) }
    expect(parseHostText(sample, physical)).toMatchObject({
      net: { devices: 'vnet17', rxBytes: 7 },
      disk: { devices: 'loop0 vda', readBytes: 8 * 512 },
    })
  })

  test('an old kernel has no MemAvailable and no pressure', () => {
    const old = sample.replace(/^.*MemAvailable.*\n/m, '').replaceAll(/^.*pressure.*\n?/gm, '')
    expect(parseHostText(old, byName)).toMatchObject({
      memoryAvailableBytes: 100 * 1024,
      psi: { cpu: null, memory: null, io: null },
    })
  })

  test('anything else is nothing, and never a crash or a NaN', () => {
    const mangled = fc.array(
      fc.oneof(fc.string(), fc.constantFrom(...sample.split('\n')), fc.constant('/proc/stat:cpu x')),
    )
    fc.assert(
      fc.property(mangled, fc.nat(400), (lines, cut) => {
        const counters = parseHostText(lines.join('\n').slice(0, cut), byName)
        expect(JSON.stringify(counters)).not.toMatch(/NaN|Infinity/)
        expect(Object.values(counters.cpu ?? {}).every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

describe('the command', () => {
  const shells = ['sh', 'bash']
  test.each(shells)('gives this machine’s own counters through %s', shell => {
    const run = (command: string) => execFileSync(shell, ['-c', command], { encoding: 'utf8' })
    const found = run(hostCommand(byName, true))
    const [nics, disks] = devicesIn(found)
    const counters = parseHostText(found, byName)
    expect(counters.uptimeSeconds).toBeGreaterThan(0)
    expect(counters.cpu?.total).toBeGreaterThan(0)
    expect(counters.memoryTotalBytes).toBeGreaterThan(
      counters.memoryAvailableBytes ?? Number.POSITIVE_INFINITY,
    )
    expect(counters.load).toHaveLength(3)
    const physical = { nics: new Set(nics), disks: new Set(disks) }
    const again = parseHostText(run(hostCommand(physical, false)), physical)
    if (nics.length > 0) expect(again.net?.devices.split(' ').sort()).toEqual([...nics].sort())
    if (disks.length > 0) expect(again.disk?.devices.split(' ').sort()).toEqual([...disks].sort())
  })

  test('takes no name that could be anything but a name', () => {
    const hostile =
      "/sys/class/net/eth0; rm -rf '/device\n/sys/class/net/$(id)/device\n/sys/block/sd a/device\n"
    expect(devicesIn(hostile)).toEqual([[], []])
    expect(devicesIn('/sys/class/net/eth0/device\n/sys/block/cciss!c0d0/device')).toEqual([
      ['eth0'],
      ['cciss!c0d0'],
    ])
  })
})
