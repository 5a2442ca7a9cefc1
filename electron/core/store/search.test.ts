import { beforeEach, describe, expect, test } from 'vitest'
import { type DomainUuid, type MachineKey, machineKey } from '../../../shared/ids.ts'
import { fleetHostId, fleetMachine, fleetUuid } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import type { SearchOptions, Store, StoredMachine } from './types.ts'

const host = fleetHostId(1)
let store: Store

beforeEach(() => {
  const test = temporaryStore()
  store = test.store
  store.hosts.insert(hostRecord(1))
  store.hosts.insert(hostRecord(2))
  return () => test[Symbol.dispose]()
})

/** Stores a machine and its XML. */
function add(name: string, xml: string, more: Partial<StoredMachine> = {}): MachineKey {
  const uuid = fleetUuid(name) as DomainUuid
  const base = fleetMachine(1, 1, 5).machine
  const bare = { title: null, description: null, tags: [], nics: [], disks: [] }
  store.machines.save(host, [{ ...base, ...bare, name, uuid, ...more }])
  store.definitions.put(host, [{ uuid, name, xml, seenAtMs: 5 }])
  return machineKey(host, uuid)
}

const find = (query: string, scope: SearchOptions['in'] = 'all') => [
  ...store.search.text(query, { in: scope }),
]

describe('what is found where', () => {
  test('facts, notes and XML, each in its scope', () => {
    const [nic] = fleetMachine(1, 1, 5).machine.nics
    const [disk] = fleetMachine(1, 1, 5).machine.disks
    if (!nic || !disk) throw new Error('a NIC and a disk')
    const key = add('Web-01', '<domain>\n  <emulator>/usr/bin/Kvm</emulator>\n</domain>', {
      title: 'Shop front',
      description: 'Ticket OPS-77',
      tags: ['Blue'],
      nics: [{ ...nic, mac: '52:54:00:AA:01:02', addresses: ['10.1.2.3'] }],
      disks: [{ ...disk, source: '/srv/pool/web.qcow2' }],
    })
    add('other', '<domain/>')
    for (const query of [
      'web-01',
      'EB-0',
      'shop FRONT',
      'ops-77',
      'blue',
      'aa:01',
      '10.1.2',
      'pool/web',
      'KVM<',
    ]) {
      expect(find(query), query).toEqual([key])
    }
    expect(find('shop front', 'notes')).toEqual([key])
    expect(find('ops-77', 'notes')).toEqual([key])
    expect(find('web-01', 'notes')).toEqual([])
    expect(find('kvm', 'notes')).toEqual([])
    expect(find('/bin/kvm', 'xml')).toEqual([key])
    expect(find('shop front', 'xml')).toEqual([])
  })

  test('only the current definition of machines that exist', () => {
    const key = add('a', '<old/>')
    expect(find('<old')).toEqual([key])
    add('a', '<new/>')
    expect(find('<old')).toEqual([])
    expect(find('<new')).toEqual([key])
    store.machines.remove(host, [key.slice(37) as DomainUuid])
    expect(find('<new')).toEqual([])
    expect(find('a')).toEqual([])
    add('a', '<new/>')
    expect(find('<new')).toEqual([key])
  })

  test('a machine without a definition is found by its facts, one without facts not at all', () => {
    store.machines.save(host, [{ ...fleetMachine(1, 3, 5).machine, name: 'undefined-yet' }])
    expect(find('undefined-yet')).toHaveLength(1)
    const uuid = fleetUuid('no machine') as DomainUuid
    store.definitions.put(host, [{ uuid, name: 'x', xml: '<orphan/>', seenAtMs: 5 }])
    expect(find('<orphan')).toEqual([])
  })

  test('what a transaction took back is not found, what it kept is', () => {
    const key = add('a', '<first/>')
    expect(() =>
      store.transaction(() => {
        add('a', '<second/>')
        expect(find('<second')).toEqual([key])
        throw new RangeError('taken back')
      }),
    ).toThrow(RangeError)
    expect(find('<second')).toEqual([])
    expect(find('<first')).toEqual([key])
    add('a', '<third/>')
    expect(find('<first')).toEqual([])
    expect(find('<third')).toEqual([key])
  })
})

describe('how text is compared', () => {
  test('short queries and any case', () => {
    const key = add('Ärger', '<domain>\n<title>ÄÖ ẞtraße Ω</title>\n</domain>')
    add('plain', '<domain/>')
    for (const query of ['Ä', 'äö', 'Ö ', 'Ω', 'ω', 'ẞT', 'aße', 'ärg', '</title>', 'e>ä']) {
      expect(find(query, 'all'), query).toEqual([key])
    }
    expect(find('q')).toEqual([])
    expect(find('zq')).toEqual([])
    expect(find('d').length).toBe(2)
  })

  test('text that spans lines', () => {
    const key = add('a', '<domain>\n  <rng>\n    <backend>x</backend>\n  </rng>\n</domain>')
    add('b', '<domain>\n  <rng>\n    <other/>\n    <backend>x</backend>\n  </rng>\n</domain>')
    expect(find('<RNG>\n    <backend', 'xml')).toEqual([key])
    expect(find('rng>\n    <backend>x</backend>\n  </', 'xml')).toEqual([key])
    expect(find('<rng>\n', 'xml')).toHaveLength(2)
    expect(find('<rng>\n</domain', 'xml')).toEqual([])
    expect(find('<rng>\n    \n', 'xml')).toEqual([])
  })

  test('nothing is found by an empty query, everything by what all have', () => {
    const keys = [add('a', '<domain/>'), add('b', '<domain/>')]
    expect(find('')).toEqual([])
    expect(find('domain').sort()).toEqual(keys.sort())
  })

  test('nothing in a query is syntax', () => {
    const keys = new Map<string, MachineKey>()
    const queries = [
      '" OR "a',
      "' OR 1=1 --",
      'NEAR(a b)',
      'text:abc',
      'a* AND b',
      '100%',
      '_____',
      '^abc',
      '{-}',
      '"""',
      '[a-z]+?',
      '\\d',
      '\0\0\0',
      '-web',
      'abc"def',
    ]
    for (const [index, query] of queries.entries()) keys.set(query, add(`m${index}`, `<x>${query}</x>`))
    for (const query of queries) {
      // Beyond a NUL the index reads nothing; no XML can hold one.
      if (query.includes('\0')) expect(find(query).length).toBeLessThan(2)
      else expect(find(query, 'xml'), query).toEqual([keys.get(query)])
    }
    expect(find('x'.repeat(100_000))).toEqual([])
    expect(find('\ud800')).toEqual([])
  })
})

test('the limit bounds the answer in every scope', () => {
  for (let index = 0; index < 20; index++) add(`m${index}`, '<domain/>', { description: 'note' })
  for (const [query, scope] of [
    ['m', 'all'],
    ['note', 'notes'],
    ['domain', 'xml'],
    ['d', 'xml'],
  ] as const) {
    expect(store.search.text(query, { in: scope, limit: 7 }).size).toBe(7)
  }
})

test('agrees with reading every text, over a fleet', () => {
  const all = [0, 1].flatMap(h => Array.from({ length: 60 }, (_, index) => fleetMachine(h + 1, index, 5)))
  for (const { machine, xml } of all) {
    store.machines.save(machine.hostId, [machine])
    store.definitions.put(machine.hostId, [{ uuid: machine.uuid, name: machine.name, xml, seenAtMs: 5 }])
  }
  const queries = [
    'virtio',
    '01',
    'vnet3',
    "bus='0x0",
    '52:54:00:02',
    'Debian',
    'payments/db',
    'ü',
    'pc-q35',
    'cache',
  ]
  for (const query of [
    ...queries,
    ...all.slice(0, 20).map(({ xml }, index) => xml.slice(index * 97, index * 97 + 9)),
  ]) {
    const expected = all.filter(({ xml }) => xml.toLowerCase().includes(query.toLowerCase()))
    const keys = expected.map(({ machine }) => machineKey(machine.hostId, machine.uuid))
    expect(find(query, 'xml').sort(), JSON.stringify(query)).toEqual(keys.sort())
  }
})

describe('the line that holds it', () => {
  test('the first of each machine, with its number, so many machines and no more', () => {
    const one = add('one', '<domain>\n  <name>one</name>\n  <vcpu>4</vcpu>\n  <cpu/>\n</domain>')
    const two = add('two', '<domain>\n  <emulator>/usr/bin/Kvm</emulator>\n</domain>')
    expect(store.search.lines('VCPU', 5)).toEqual([{ key: one, line: 3, text: '  <vcpu>4</vcpu>' }])
    expect(store.search.lines('kvm<', 5)).toEqual([
      { key: two, line: 2, text: '  <emulator>/usr/bin/Kvm</emulator>' },
    ])
    expect(store.search.lines('domain', 5)).toHaveLength(2)
    expect(store.search.lines('domain', 1)).toHaveLength(1)
    expect(store.search.lines('', 5)).toEqual([])
    expect(store.search.lines('nothing at all', 5)).toEqual([])
  })

  test('behind the lines that are kept singly', () => {
    const lines = Array.from({ length: 9_000 }, (_, number) => `<line number='${number + 1}'/>`)
    const key = add('huge', lines.join('\n'))
    expect(store.search.lines(`number='8765'`, 5)).toEqual([
      { key, line: 8_765, text: `<line number='8765'/>` },
    ])
  })

  test('facts alone leave the XML out', () => {
    const key = add('web', '<domain>only here</domain>')
    expect(find('only here', 'facts')).toEqual([])
    expect(find('WEB', 'facts')).toEqual([key])
  })
})
