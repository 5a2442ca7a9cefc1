import { expect, test } from 'vitest'
import type { TypedParam } from '../libvirt/index.ts'
import { readCounters } from './counters.ts'

const ullong = (field: string, value: number | bigint): TypedParam => ({ field, type: 'ullong', value })
const uint = (field: string, value: number): TypedParam => ({ field, type: 'uint', value })
const text = (field: string, value: string): TypedParam => ({ field, type: 'string', value })

test('reads all groups of a running machine', () => {
  const counters = readCounters([
    { field: 'state.state', type: 'int', value: 1 },
    { field: 'state.reason', type: 'int', value: 5 },
    ullong('cpu.time', 12_000_000_000),
    ullong('balloon.current', 1024),
    ullong('balloon.available', 1000),
    ullong('balloon.unused', 600),
    ullong('balloon.rss', 2048),
    uint('vcpu.current', 2),
    ullong('vcpu.0.time', 5),
    uint('net.count', 2),
    text('net.0.name', 'vnet0'),
    ullong('net.0.rx.bytes', 100),
    ullong('net.0.tx.bytes', 200),
    text('net.1.name', 'vnet1'),
    ullong('net.1.rx.bytes', 1),
    uint('block.count', 1),
    text('block.0.name', 'vda'),
    text('block.0.path', '/x'),
    ullong('block.0.rd.reqs', 3),
    ullong('block.0.rd.bytes', 4),
    ullong('block.0.wr.bytes', 2n ** 63n),
  ])
  expect(counters).toEqual({
    state: 1,
    reason: 5,
    cpuNs: 12_000_000_000,
    vcpus: 2,
    rssBytes: 2048 * 1024,
    usedBytes: 400 * 1024,
    balloonBytes: 1024 * 1024,
    nics: [
      { name: 'vnet0', counters: [100, 200] },
      { name: 'vnet1', counters: [1, null] },
    ],
    disks: [{ name: 'vda', counters: [4, 2 ** 63, 3, null] }],
  })
})

test('tells a machine without devices from one that was too busy to say', () => {
  expect(readCounters([uint('net.count', 0), uint('block.count', 0)])).toMatchObject({ nics: [], disks: [] })
  expect(readCounters([uint('block.count', 1), text('block.0.name', 'vda')])).toMatchObject({
    disks: null,
    nics: null,
  })
})

test('is not led astray by what a peer may send', () => {
  const counters = readCounters([
    text('cpu.time', 'many'),
    { field: 'vcpu.current', type: 'double', value: Number.NaN },
    ullong('balloon.available', 5),
    ullong('balloon.unused', 9),
    ullong('net.99999.rx.bytes', 1),
    ullong('net.1e3.rx.bytes', 1),
    ullong('block.-1.rd.bytes', 1),
    ullong('__proto__', 1),
    ullong('net.0.rx.bytes', 7),
  ])
  expect(counters).toMatchObject({ cpuNs: null, vcpus: null, usedBytes: null, disks: null })
  expect(counters.nics).toEqual([{ name: '#0', counters: [7, null] }])
})
