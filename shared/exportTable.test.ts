import { expect, test } from 'vitest'
import { type ExportTable, exportTable, isoTime } from './exportTable.ts'

const table: ExportTable = {
  name: 'pools',
  columns: ['name', 'capacityBytes', 'active'],
  rows: [
    ['=HYPERLINK("http://x")', 10, true],
    ['a,b\n"c"', null, false],
    ['evil \u202egpj.exe\u009b31m', -1, true],
  ],
  nowMs: Date.UTC(2026, 10, 22, 12),
}

test('CSV keeps text text: formulas, quotes and lines', () => {
  const { text, fileName, count, mediaType } = exportTable('csv', table)
  expect([fileName, count, mediaType.split(';')[0]]).toEqual([
    'pools-2026-11-22T12-00-00Z.csv',
    3,
    'text/csv',
  ])
  expect(text).toBe(
    'name,capacityBytes,active\r\n"\'=HYPERLINK(""http://x"")",10,true\r\n"a,b\n""c""",,false\r\nevil \u202egpj.exe\u009b31m,-1,true\r\n',
  )
})

test('Markdown has no markup out of values', () => {
  const { text } = exportTable('markdown', { ...table, rows: [['<b>|`x`\r\ny', 1, null]] })
  expect(text.split('\n')[2]).toBe('| \\<b\\>\\|\\`x\\` y | 1 |  |')
})

test('JSON names every value and escapes what a terminal obeys', () => {
  const { text } = exportTable('json', table)
  expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/)
  expect(JSON.parse(text)).toEqual({
    schema: 'novacron.list/1',
    list: 'pools',
    asOf: '2026-11-22T12:00:00.000Z',
    rows: [
      { name: '=HYPERLINK("http://x")', capacityBytes: 10, active: true },
      { name: 'a,b\n"c"', capacityBytes: null, active: false },
      { name: 'evil \u202egpj.exe\u009b31m', capacityBytes: -1, active: true },
    ],
  })
})

test('a time beyond dates is the epoch', () => {
  expect(isoTime(Number.MAX_SAFE_INTEGER)).toBe('1970-01-01T00:00:00.000Z')
})
