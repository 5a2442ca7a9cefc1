import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import { fleetHostId, fleetMachine, fleetUuid } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { Connection } from './database.ts'
import type { Store } from './types.ts'

const host = fleetHostId(1)
const uuid = fleetUuid('a machine') as DomainUuid
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const row = (xml: string, seenAtMs: number, of: DomainUuid = uuid) => ({
  uuid: of,
  name: 'web',
  xml,
  seenAtMs,
})
let store: Store
let folder: string

beforeEach(() => {
  const test = temporaryStore()
  store = test.store
  folder = test.folder
  store.hosts.insert(hostRecord(1))
  store.hosts.insert(hostRecord(2))
  return () => test[Symbol.dispose]()
})

test('every version is kept with when it was first and last seen, newest first', () => {
  const a = '<domain>\n  <name>a</name>\n</domain>\n'
  const b = '<domain>\n  <name>b</name>\n</domain>\n'
  expect(store.definitions.put(host, [row(a, 10)])).toEqual([{ uuid, hash: sha256(a) }])
  store.definitions.put(host, [row(a, 20)])
  store.definitions.put(host, [row(b, 30)])
  expect(store.definitions.versions(host, uuid)).toEqual([
    { n: 2, hash: sha256(b), firstSeenMs: 30, lastSeenMs: 30, bytes: b.length },
    { n: 1, hash: sha256(a), firstSeenMs: 10, lastSeenMs: 20, bytes: a.length },
  ])
  expect(store.definitions.current(host, uuid)).toEqual({ hash: sha256(b), xml: b, seenAtMs: 30 })
})

/** Of every version, newest first: its text’s hash and when it was there. */
const times = () =>
  store.definitions
    .versions(host, uuid)
    .map(({ hash, firstSeenMs, lastSeenMs }) => [hash, firstSeenMs, lastSeenMs])

test('one that comes back is a version of its own, however often', () => {
  const [a, b] = ['<a/>', '<b/>']
  for (const [xml, atMs] of [
    [a, 10],
    [b, 20],
    [b, 30],
    [a, 40],
    [b, 50],
    [a, 60],
    [a, 70],
  ] as const)
    store.definitions.put(host, [row(xml, atMs)])
  expect(times()).toEqual([
    [sha256(a), 60, 70],
    [sha256(b), 50, 50],
    [sha256(a), 40, 40],
    [sha256(b), 20, 30],
    [sha256(a), 10, 10],
  ])
  expect(store.definitions.current(host, uuid)?.xml).toBe(a)
})

test('what something redefines to and fro without end stays bounded, with every text', () => {
  store.definitions.put(host, [row('<once/>', 1), row('<a/>', 2)])
  store.transaction(() => {
    for (let atMs = 3; atMs < 1_200; atMs++)
      store.definitions.put(host, [row(atMs % 2 ? '<b/>' : '<a/>', atMs)])
  })
  const versions = store.definitions.versions(host, uuid)
  expect(versions.length).toBeLessThanOrEqual(1_000)
  expect(versions.at(-1)?.hash).toBe(sha256('<once/>'))
  expect(versions[0]?.n).toBe(1_199)
})

test('the last one put is current, also after the clock was set back', () => {
  store.definitions.put(host, [row('<a/>', 10_000)])
  store.definitions.put(host, [row('<b/>', 50)])
  expect(store.definitions.current(host, uuid)).toEqual({ hash: sha256('<b/>'), xml: '<b/>', seenAtMs: 50 })
  store.definitions.put(host, [row('<a/>', 60)])
  store.definitions.put(host, [row('<a/>', 40)])
  expect(times()).toEqual([
    [sha256('<a/>'), 60, 60],
    [sha256('<b/>'), 50, 50],
    [sha256('<a/>'), 10_000, 10_000],
  ])
})

test('the history outlives the machine', () => {
  const { machine, xml } = fleetMachine(1, 1, 5)
  store.machines.save(host, [machine])
  store.definitions.put(host, [row(xml, 5, machine.uuid)])
  store.machines.remove(host, [machine.uuid])
  expect(store.definitions.versions(host, machine.uuid)).toHaveLength(1)
  expect(store.definitions.current(host, machine.uuid)?.xml).toBe(xml)
})

test('what was never seen is null or empty', () => {
  expect(store.definitions.text('0'.repeat(64))).toBeNull()
  expect(store.definitions.text('not a hash')).toBeNull()
  expect(store.definitions.text('')).toBeNull()
  expect(store.definitions.current(host, uuid)).toBeNull()
  expect(store.definitions.versions(host, uuid)).toEqual([])
  expect(store.definitions.put(host, [])).toEqual([])
})

test.each([
  ['empty', ''],
  ['one line feed', '\n'],
  ['Windows line ends', '<a>\r\n\r\n</a>\r\n'],
  ['no line end', '<a/>'],
  ['repeated lines', '<a>\n<a>\n<a>\n<a>'],
  ['any characters', '<a b="\u0001\u0000\u{1F600}ÄßİK\u2028"/>\n\n'],
  ['one line of 4 MB', `<a>${'x'.repeat(4_000_000)}</a>`],
  ['300,000 lines', Array.from({ length: 300_000 }, (_, index) => `<b>${index}</b>`).join('\n')],
])('comes back byte for byte: %s', (_, xml) => {
  const [put] = store.definitions.put(host, [row(xml, 5)])
  expect(put?.hash).toBe(sha256(xml))
  expect(store.definitions.text(put?.hash ?? '')).toBe(xml)
  expect(store.definitions.current(host, uuid)?.xml).toBe(xml)
  expect(store.definitions.versions(host, uuid)[0]?.bytes).toBe(Buffer.byteLength(xml))
})

test('the same text is one definition, on however many machines', () => {
  const other: HostId = fleetHostId(2)
  const rows = Array.from({ length: 5 }, (_, index) =>
    row('<same/>', index, fleetUuid(`m${index}`) as DomainUuid),
  )
  const hashes = [...store.definitions.put(host, rows), ...store.definitions.put(other, rows)].map(
    ({ hash }) => hash,
  )
  expect(new Set(hashes)).toEqual(new Set([sha256('<same/>')]))
  store.hosts.remove(other)
  while (store.tidy());
  expect(store.definitions.text(sha256('<same/>'))).toBe('<same/>')
})

test('lines remembered from a transaction that was taken back are stored anew', () => {
  const xml = '<domain>\n  <name>new line</name>\n</domain>'
  expect(() =>
    store.transaction(() => {
      store.definitions.put(host, [row(xml, 5)])
      throw new RangeError('taken back')
    }),
  ).toThrow(RangeError)
  expect(store.definitions.current(host, uuid)).toBeNull()
  store.definitions.put(host, [row('<other>\n</other>', 6, fleetUuid('other') as DomainUuid)])
  store.definitions.put(host, [row(xml, 7)])
  expect(store.definitions.current(host, uuid)?.xml).toBe(xml)
})

test('a text that is no longer whole is an error, never a wrong text', () => {
  store.definitions.put(host, [row('<a>\n<b/>\n</a>', 5)])
  const connection = new Connection(join(folder, 'novacron.sqlite'))
  connection.run(`DELETE FROM definition_lines WHERE text = '<b/>'`)
  connection.close()
  expect(() => store.definitions.current(host, uuid)).toThrow(
    expect.objectContaining({ code: 'store.corrupt' }),
  )
})
