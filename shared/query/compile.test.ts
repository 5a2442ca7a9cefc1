import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Machine } from '../models/machine.ts'
import { compile, matches, queryNeeds } from './compile.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import type { Query } from './ast.ts'
import type { QueryContext } from './read.ts'
import { anyQuery } from './testing/arbitraries.ts'
import { context, disk, fleet, graphics, machine, nic, nowMs, sample } from './testing/machines.ts'

const gib = 1024 ** 3
const day = 86_400_000

function query(text: string): Query {
  const result = parseQuery(text)
  if (!result.ok) throw new Error(`${text}: ${result.message}`)
  return result.query
}

function test1(text: string, item: Machine, given: QueryContext = context()): boolean {
  return compile(query(text))(item, given)
}

const web = machine({
  name: 'Web-01',
  host: 'kvm1.example.org',
  site: 'Berlin / Büro',
  id: 3,
  title: 'Shop front',
  description: 'Owned by Ana.\nDo not restart.',
  tags: ['production', 'R&D'],
  state: 'running',
  stateReason: 'booted',
  autostart: true,
  managedSave: true,
  startedAtMs: nowMs - 40 * day,
  asOfMs: nowMs - 2000,
  snapshotCount: 3,
  vcpus: 4,
  vcpusMax: 8,
  memoryBytes: 8 * gib,
  memoryMaxBytes: 16 * gib,
  osId: 'http://debian.org/debian/12',
  firmware: 'efi',
  disks: [
    disk({ source: '/srv/web.qcow2', capacityBytes: 20 * gib, allocationBytes: 5 * gib, serial: 'WD-77' }),
    disk({
      target: 'sda',
      bus: 'ide',
      format: 'raw',
      source: 'tank/web-data',
      sourceType: 'volume',
      capacityBytes: 200 * gib,
    }),
    disk({ target: 'sdb', bus: 'sata', device: 'cdrom', source: null, readOnly: true, format: 'raw' }),
  ],
  nics: [
    nic({
      mac: '52:54:00:aa:bb:cc',
      addresses: ['10.1.2.3', '2001:db8::5'],
      model: 'virtio',
      target: 'vnet7',
    }),
    nic({ mac: '52:54:00:00:00:02', type: 'bridge', source: 'br0', model: 'e1000', link: 'down' }),
  ],
  graphics: [graphics({ listen: '0.0.0.0', port: 5901 })],
  devices: ['channel:org.qemu.guest_agent.0', 'tpm:tpm-crb', 'hostdev:pci', 'qemu:commandline'],
})
const bare = machine(
  {
    name: 'bare',
    persistent: false,
    vcpus: null,
    memoryBytes: null,
    snapshotCount: null,
    definitionHash: null,
    asOfMs: nowMs - 2 * day,
    stale: true,
    unparsed: true,
  },
  2,
)
const live = context({
  sample: key =>
    key === web.key
      ? sample(key, {
          cpuPercent: 72.4,
          cpuCores: 2.9,
          memoryUsedBytes: 6 * gib,
          memoryRssBytes: 8 * gib,
          memoryBalloonBytes: 8 * gib,
          diskReadBytesPerSecond: 5e6,
          diskWriteBytesPerSecond: 0,
          diskReadOpsPerSecond: 100,
          diskWriteOpsPerSecond: 0,
          netRxBytesPerSecond: 2 * 1024 ** 2,
          netTxBytesPerSecond: 1000,
        })
      : undefined,
})

/** Queries of a text, separated by semicolons and line ends. */
function list(text: string): string[] {
  return text
    .split(/ ; |\n/)
    .map(item => item.trim())
    .filter(item => item !== '')
}

describe('what a query finds', () => {
  test.each([
    '',
    ...list(`
      web ; WEB-0 ; shop ; ana ; kvm1 ; büro ; BÜRO ; production ; r&d ; 52:54:00:AA ; 10.1.2
      2001:db8::5 ; web.qcow2 ; tank/web ; 6695eb01 or 00000000-0000 ; web* ; "do not restart"
      shop web ana ; name:web ; name=web-01 ; name:w?b* ; name:(db,web) ; name!=db ; uuid:-000000000001
      id=3 ; id<10 ; id:1..5 ; host:kvm1 ; host:*.example.org ; site:berlin ; title:front ; desc:ana
      notes:"shop front" ; notes:restart ; tag:production ; tag=PRODUCTION ; tag:prod* ; tag:*
      tag:(x,"R&D") ; state:running ; state=running ; state:on ; state:r* ; state:paused,running
      state!=shutoff ; is:running ; reason:boot ; autostart:yes ; autostart? ; is:persistent
      transient:no ; saved:yes ; stale:no ; unparsed:false ; agent:yes ; has:agent ; seen<1d ; seen<=2s
      uptime>30d ; uptime<41d ; uptime:30d..50d ; snapshots>2 ; has:snapshot ; vcpus=4 ; vcpus:2,4
      vcpus.max>=8 ; memory>=8GiB ; memory=8GiB ; memory:1GiB..8GiB ; memory!=1GiB ; memory.max>8G
      os:debian ; os:hvm ; os.type=hvm ; os.id:*debian/12 ; arch=x86_64 ; machine:q35 ; firmware=efi
      device:tpm ; device=hostdev:pci ; has:tpm ; has:hostdev ; has:qemu ; has:cdrom ; no:floppy
      no:media ; disks=3 ; disks>2 ; nics:2 ; storage>219GiB ; storage.used:5GiB ; disk:vda ; disk:wd-77
      disk.target=sda ; disk.bus:ide ; disk.device:cdrom ; disk.format:raw ; disk.source:*.qcow2
      disk.path:/srv ; disk.type:volume ; pool:tank ; disk.size>100GiB ; disk>100GiB ; disk.used>1G
      disk.readonly:yes ; disk.shareable:no ; disk.serial:wd* ; disk(bus:ide format:raw size>100G)
      disk(cdrom no:source) ; disk(vda -raw) ; disk(v*a) ; -disk(bus:virtio format:raw) ; nic:br0
      mac:52-54-00-AA ; mac=52:54:00:aa:bb:cc ; ip:10.1 ; ip:10.0.0.0/8 ; ip:2001:db8::/32 ; ip=10.1.2.3
      ip:9.9.9.9,10.1.0.0/16 ; ip? ; nic.type:bridge ; network:default ; bridge=br0 ; nic.model:e1000
      nic.target:vnet* ; nic.link:down ; nic(type:bridge link:down) ; nic(ip? network:default)
      graphics:vnc ; display:0.0.0.0 ; graphics.type=vnc ; graphics.listen=0.0.0.0 ; graphics.port=5901
      no:graphics.tlsport ; graphics(type:vnc listen:0.0.0.0) ; has:graphics ; has:disk ; has:nic
      has:xml ; xml:* ; cpu>50% ; cpu:72% ; cpu.cores>2 ; mem.used>4GiB ; mem.rss>=8GiB
      mem.balloon=8GiB ; disk.read>1MB/s ; disk.write=0 ; disk.reads>50 ; disk.writes=0 ; net.rx>1MiB/s
      net.tx<1KiB/s ; has:cpu ; -bare ; not state:shutoff ; bare or web ; (bare or web) running or cpu>1
      web -tag:staging
    `),
  ])('%j finds the web server', text => {
    expect(test1(text, web, live)).toBe(true)
  })

  test.each(
    // Each disk has one of what disk(…) asks for, no disk has both.
    list(`
      dbx ; web2 ; eb-01* ; web01 ; name=web ; name:eb* ; name!=web-01 ; id>3 ; title=front ; tag=prod
      tag:x ; -tag:* ; state:shut ; state!=running ; is:paused ; autostart:no ; is:transient ; no:agent
      seen>1d ; uptime<30d ; snapshots:0 ; vcpus>4 ; memory>8GiB ; memory:1GiB..7GiB ; firmware:bios
      device=tpm ; has:watchdog ; has:floppy ; has:media ; disks>3 ; storage<1GiB
      disk(bus:virtio format:raw) ; disk(vda cdrom) ; disk(size>100G bus:virtio) ; pool:srv
      disk.size>1TiB ; nic(type:bridge ip?) ; network:br0 ; bridge:default ; ip:11.0.0.0/8 ; ip:1.0.0.0/8
      ip=10.1.2 ; nic(model:virtio link:down) ; graphics:spice ; graphics(type:vnc listen:127.0.0.1)
      xml:anything ; cpu<50% ; cpu:71% ; net.rx>1GiB/s ; -web ; web bare ; bare or dbx
    `),
  )('%j does not', text => {
    expect(test1(text, web, live)).toBe(false)
  })

  test('what is not known satisfies no condition, and so its negation', () => {
    for (const text of [
      'vcpus>0',
      'memory<1TiB',
      'memory!=1GiB',
      'cpu>=0',
      'uptime>0',
      'id>0',
      'title:*',
      'reason:*',
      'snapshots>=0',
      'xml:*',
      'storage>=0',
      'ip?',
      'disk?',
      'graphics?',
      'nic?',
    ]) {
      const expected = text.includes('!=')
      expect(test1(text, bare, live), text).toBe(expected)
      expect(test1(`-(${text})`, bare, live), text).toBe(!expected)
    }
    for (const text of [
      'transient:yes',
      'stale?',
      'is:unparsed',
      'seen>1d',
      'no:ip',
      'no:disk',
      'disks=0',
      'nics:0',
      'no:snapshot',
    ]) {
      expect(test1(text, bare), text).toBe(true)
    }
  })

  test('a stale machine has no live values, and the uptime of its last word', () => {
    const stale = { ...web, stale: true, asOfMs: nowMs - 35 * day }
    expect(test1('cpu>=0', stale, live)).toBe(false)
    expect(test1('uptime<6d', stale)).toBe(true)
  })

  test('a clock that jumped makes no negative age', () => {
    expect(test1('seen<=0', { ...web, asOfMs: nowMs + day })).toBe(true)
    expect(test1('uptime<=0', { ...web, startedAtMs: nowMs + day })).toBe(true)
  })

  test('a device’s text in a group is one device’s', () => {
    expect(test1('nic(10.1 vnet7)', web)).toBe(true)
    expect(test1('nic(10.1 e1000)', web)).toBe(false)
    expect(test1('graphics(vnc)', web)).toBe(true)
    expect(test1('graphics(port:5900..5910 no:socket)', web)).toBe(true)
  })
})

describe('free text is found after a change', () => {
  test('of any part, in a new object that shares the lists which did not change', () => {
    const item = machine({ nics: [nic({ addresses: ['10.0.0.1'] })] })
    const find = (text: string, where: Machine): boolean => test1(text, where)
    expect(find('10.0.0.1', item)).toBe(true)
    expect(find('renamed', { ...item, name: 'renamed' })).toBe(true)
    expect(find('newtag', { ...item, tags: ['newtag'] })).toBe(true)
    expect(find('10.9.9.9', { ...item, nics: [nic({ addresses: ['10.9.9.9'] })] })).toBe(true)
    expect(find('10.0.0.1', { ...item, nics: [nic()] })).toBe(false)
    expect(
      find('10.7.7.7', { ...item, nics: item.nics.map(one => ({ ...one, addresses: ['10.7.7.7'] })) }),
    ).toBe(true)
    expect(find('10.0.0.1', { ...item, asOfMs: 0 })).toBe(true)
    expect(find('elsewhere', { ...item, host: 'elsewhere' })).toBe(true)
  })

  test('two machines that share an empty list do not share their text', () => {
    const a = machine({ name: 'alpha' }, 1)
    const b = { ...machine({ name: 'beta' }, 2), disks: a.disks, nics: a.nics, tags: a.tags }
    const predicate = compile(query('alpha'))
    const pass = context()
    expect([a, b, a, b].map(item => predicate(item, pass))).toEqual([true, false, true, false])
  })
})

describe('text of definitions', () => {
  test('is asked for once a pass, and again in the next', () => {
    const textSearch = vi.fn((text: string) => new Set(text === 'cache' ? [web.key] : []))
    const predicate = compile(query('xml:cache or xml:other'))
    for (const pass of [1, 2]) {
      const given = context({ textSearch })
      expect([web, bare].map(item => predicate(item, given))).toEqual([true, false])
      expect(textSearch).toHaveBeenCalledTimes(2 * pass)
    }
    expect(textSearch).toHaveBeenCalledWith('cache', 'xml')
  })

  test('is not asked for where nothing needs it', () => {
    const textSearch = vi.fn(() => new Set<never>())
    expect(test1('web or xml:x', web, context({ textSearch }))).toBe(true)
    expect(textSearch).not.toHaveBeenCalled()
  })
})

test.each([
  ['name:web', { time: false, live: false, text: false }],
  ['a (b or -uptime>1d)', { time: true, live: false, text: false }],
  ['seen<1d cpu>5 xml:x', { time: true, live: true, text: true }],
  ['disk(size>1G)', { time: false, live: false, text: false }],
])('%j needs %j', (text, needs) => {
  expect(queryNeeds(query(text))).toEqual(needs)
})

describe('laws', () => {
  const machines = [web, bare, ...fleet(40)]
  const found = (node: Query['root']): boolean[] => {
    const item: Query = { text: '', root: node }
    const pass = context({ sample: live.sample, textSearch: () => new Set([web.key]) })
    return machines.map(one => matches(item, one, pass))
  }
  const range = { from: 0, to: 0 }
  const not = (item: Query['root']): Query['root'] => ({ kind: 'not', item, range })

  test('negation is the complement, and twice nothing', () => {
    fc.assert(
      fc.property(anyQuery, node => {
        const plain = found(node)
        expect(found(not(node))).toEqual(plain.map(value => !value))
        expect(found(not(not(node)))).toEqual(plain)
      }),
    )
  })

  test('and, or and De Morgan', () => {
    fc.assert(
      fc.property(anyQuery, anyQuery, (a, b) => {
        const [left, right] = [found(a), found(b)]
        expect(found({ kind: 'and', items: [a, b], range })).toEqual(
          left.map((value, i) => value && right[i]),
        )
        expect(found({ kind: 'or', items: [a, b], range })).toEqual(left.map((value, i) => value || right[i]))
        expect(found(not({ kind: 'and', items: [a, b], range }))).toEqual(
          found({ kind: 'or', items: [not(a), not(b)], range }),
        )
      }),
    )
  })

  test('a query and its printed form find the same', () => {
    fc.assert(
      fc.property(anyQuery, node => {
        expect(found(query(printQuery(node)).root)).toEqual(found(node))
      }),
    )
  })
})
