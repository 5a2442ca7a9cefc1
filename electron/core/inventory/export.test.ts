import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { machineMetricNames, MachineSample } from '../../../shared/models/metrics.ts'
import { disk, fleet, graphics, machine, nic, nowMs } from '../../../shared/query/testing/machines.ts'
import { exportColumns, exportMachines, machineDocument } from './export.ts'

const sample = MachineSample.parse({
  key: machine().key,
  atMs: nowMs,
  ...Object.fromEntries(machineMetricNames.map((name, index) => [name, 12.5 + index])),
})
const facts = { nowMs, latest: () => sample }
const hour = 3_600_000

const full = machine({
  name: 'web1',
  site: 'Berlin',
  id: 7,
  state: 'running',
  stateReason: 'booted',
  startedAtMs: nowMs - hour,
  asOfMs: nowMs - 1500,
  tags: ['a', 'b'],
  disks: [disk({ capacityBytes: 10, serial: 'not exported' }), disk({ target: 'sda', source: null })],
  nics: [nic({ addresses: ['10.0.0.1', 'fe80::1'] }), nic({ mac: null, type: 'user' })],
  graphics: [
    graphics(),
    graphics({ type: 'spice', port: null, socket: '/run/s' }),
    graphics({ listen: null, port: null }),
  ],
})

/** Reads CSV back as RFC 4180 says, so that the test does not repeat the writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (field.lastIndex < text.length) {
    const found = field.exec(text)
    if (!found) throw new Error('not CSV')
    record.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'))
    if (found[3] === '\r\n') {
      records.push(record)
      record = []
    }
  }
  return records
}

describe('JSON', () => {
  test('has the stable names, absent values as null and times in UTC', () => {
    const { text, count, mediaType, fileName } = exportMachines('json', [full], facts)
    expect([count, mediaType, fileName]).toEqual([
      1,
      'application/json',
      'machines-2026-11-22T12-00-00Z.json',
    ])
    expect(JSON.parse(text)).toEqual({
      schema: 'novacron.machines/1',
      asOf: '2026-11-22T12:00:00.000Z',
      machines: [
        {
          host: 'kvm1',
          site: 'Berlin',
          name: 'web1',
          uuid: full.uuid,
          id: 7,
          state: 'running',
          stateReason: 'booted',
          persistent: true,
          autostart: false,
          vcpus: 1,
          vcpusMax: 1,
          memoryBytes: 1024 ** 3,
          memoryMaxBytes: 1024 ** 3,
          cpuPercent: 12.5,
          disks: [
            {
              target: 'vda',
              bus: 'virtio',
              device: 'disk',
              format: 'qcow2',
              source: '/var/lib/libvirt/images/a.qcow2',
              capacityBytes: 10,
              allocationBytes: null,
              readOnly: false,
            },
            {
              target: 'sda',
              bus: 'virtio',
              device: 'disk',
              format: 'qcow2',
              source: null,
              capacityBytes: null,
              allocationBytes: null,
              readOnly: false,
            },
          ],
          nics: [
            {
              mac: '52:54:00:00:00:01',
              type: 'network',
              source: 'default',
              model: 'virtio',
              target: null,
              addresses: ['10.0.0.1', 'fe80::1'],
            },
            { mac: null, type: 'user', source: 'default', model: 'virtio', target: null, addresses: [] },
          ],
          graphics: [
            { type: 'vnc', listen: '127.0.0.1', port: 5900, tlsPort: null, socket: null },
            { type: 'spice', listen: '127.0.0.1', port: null, tlsPort: null, socket: '/run/s' },
            { type: 'vnc', listen: null, port: null, tlsPort: null, socket: null },
          ],
          title: null,
          description: null,
          tags: ['a', 'b'],
          osType: 'hvm',
          osId: null,
          arch: 'x86_64',
          machine: 'pc-q35-7.2',
          firmware: 'bios',
          snapshotCount: 0,
          uptimeSeconds: 3600,
          asOf: '2026-11-22T11:59:58.500Z',
          stale: false,
        },
      ],
    })
  })

  test('of a stale machine does not pretend: no CPU, and the uptime of its last word', () => {
    const stale = { ...full, stale: true, asOfMs: nowMs - hour / 2 }
    expect(machineDocument(stale, facts)).toMatchObject({
      cpuPercent: null,
      uptimeSeconds: 1800,
      stale: true,
    })
  })

  test('what was measured is a column of a table where it is asked for, and empty for a stale machine', () => {
    const columns = ['name', 'diskReadBytesPerSecond', 'netTxBytesPerSecond']
    const rows = parseCsv(exportMachines('csv', [full, machine({ stale: true })], { ...facts, columns }).text)
    expect(rows).toEqual([columns, ['web1', '17.5', '22.5'], [machine().name, '', '']])
  })

  test('a clock that jumped back makes no negative uptime and no facts of the future, and an absurd time no crash', () => {
    expect(machineDocument({ ...full, startedAtMs: nowMs + hour }, facts).uptimeSeconds).toBe(0)
    for (const asOfMs of [nowMs + hour, 1e300])
      expect(machineDocument({ ...full, asOfMs }, facts).asOf).toBe(new Date(nowMs).toISOString())
    expect(machineDocument({ ...full, asOfMs: -1e300 }, facts).asOf).toBe('1970-01-01T00:00:00.000Z')
  })

  test('ignores columns: the document is always whole', () => {
    const whole = exportMachines('json', [full], facts).text
    expect(exportMachines('json', [full], { ...facts, columns: ['name'] }).text).toBe(whole)
  })
})

describe('CSV', () => {
  test('reads back, whatever the texts', () => {
    const nasty = ['a,b', 'say "hi"', 'two\nlines', 'two\r\nlines', '', ' space ', 'ünï', '|', '日本']
    const machines = nasty.map((title, index) => machine({ title: title === '' ? null : title }, index))
    const { text } = exportMachines('csv', machines, { ...facts, columns: ['title', 'name'] })
    expect(parseCsv(text)).toEqual([['title', 'name'], ...nasty.map((title, index) => [title, `vm${index}`])])
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '=cmd|"/c calc"!A1'])(
    'a spreadsheet takes %j for text',
    name => {
      const { text } = exportMachines('csv', [machine({ name })], { ...facts, columns: ['name'] })
      expect(parseCsv(text)[1]).toEqual([`'${name}`])
    },
  )

  test('numbers and yes-or-no stay what they are, unknown is empty, lists are one cell', () => {
    const columns = ['vcpus', 'id', 'stale', 'tags', 'disks', 'nics', 'graphics', 'uptimeSeconds']
    const { text } = exportMachines('csv', [full, machine({ vcpus: null })], { ...facts, columns })
    expect(parseCsv(text)).toEqual([
      columns,
      [
        '1',
        '7',
        'false',
        'a; b',
        'vda=/var/lib/libvirt/images/a.qcow2; sda=',
        '52:54:00:00:00:01 10.0.0.1 fe80::1; user',
        'vnc 127.0.0.1:5900; spice /run/s; vnc',
        '3600',
      ],
      ['', '', 'false', '', '', '', '', ''],
    ])
  })

  test('has every column and a row a machine without a choice', () => {
    const rows = parseCsv(exportMachines('csv', fleet(50), facts).text)
    expect(rows).toHaveLength(51)
    expect(rows[0]).toEqual(exportColumns)
    expect(new Set(rows.map(row => row.length))).toEqual(new Set([exportColumns.length]))
  })
})

describe('Markdown', () => {
  test('is one table whose cells cannot break out of it', () => {
    const title = 'a|b\\|c\nd <script>[x](y) `code` *b* _i_ ~s~ # h'
    const { text, mediaType, fileName } = exportMachines('markdown', [machine({ title })], {
      ...facts,
      columns: ['name', 'title', 'id'],
    })
    expect(text).toBe(
      '| name | title | id |\n| --- | --- | --- |\n' +
        '| vm1 | a\\|b\\\\\\|c d \\<script\\>\\[x\\](y) \\`code\\` \\*b\\* \\_i\\_ \\~s\\~ \\# h |  |\n',
    )
    expect([mediaType, fileName]).toEqual([
      'text/markdown; charset=utf-8',
      'machines-2026-11-22T12-00-00Z.md',
    ])
  })

  test('without machines has its head', () => {
    expect(exportMachines('markdown', [], { ...facts, columns: ['name'] })).toMatchObject({
      text: '| name |\n| --- |\n',
      count: 0,
    })
  })
})

test('an unknown column is refused with the known ones', () => {
  for (const name of ['nope', 'constructor', 'toString', '__proto__']) {
    const attempt = () => exportMachines('csv', [full], { ...facts, columns: ['name', name] })
    expect(attempt).toThrow(AppError)
    expect(attempt).toThrow(name)
  }
})

test('docs/json.md shows a document of exactly this shape, and names every field', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/json.md', import.meta.url)), 'utf8')
  const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  const made = JSON.parse(exportMachines('json', [full], facts).text)
  const shape = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.slice(0, 1).map(shape)
      : value !== null && typeof value === 'object'
        ? Object.entries(value).map(([key, item]) => [key, shape(item)])
        : null
  expect(shape({ ...shown, machines: [{ ...shown.machines[0], tags: [] }] })).toEqual(
    shape({ ...made, machines: [{ ...made.machines[0], tags: [] }] }),
  )
  const explained = page.slice(page.indexOf('| field | meaning |'))
  for (const column of exportColumns) expect(explained).toContain(`\`${column}`)
})
