import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { printable, printed, sheet, shortened, table } from './terminal.ts'

test('control, escape and direction characters of a peer become visible', () => {
  expect(printable('a\u001b[31mred\u0007\nb\u202eevil')).toBe('a\\u001b[31mred\\u0007\\u000ab\\u202eevil')
})

test('nor does a character that shows nothing, of any plane, pass for nothing', () => {
  expect(printable('a\u061cb\u00adc\u3164d\u{e0041}e\ufff9f')).toBe(
    'a\\u061cb\\u00adc\\u3164d\\u{e0041}e\\ufff9f',
  )
  expect(printable('half \ud800 pair')).toBe('half \\ud800 pair')
  expect(printable('日本語 💾 é')).toBe('日本語 💾 é')
})

test('text of several lines is made safe for a screen and left alone for a file', () => {
  const text = '<name>a\u009b31m</name>\n\t<title>x\u202ey</title>\n'
  expect(printed({ screen: true }, text)).toBe('<name>a\\u009b31m</name>\n\t<title>x\\u202ey</title>\n')
  expect(printed({ screen: false }, text)).toBe(text)
})

test('aligns columns by what a terminal shows, wide characters included', () => {
  const rows = [
    { name: 'web', memory: '1 GiB' },
    { name: '机器🚀', memory: '16 GiB' },
  ]
  const text = table(rows, [
    { title: 'NAME', value: row => row.name },
    { title: 'MEMORY', value: row => row.memory, align: 'right' },
  ])
  expect(text).toBe('NAME    MEMORY\nweb      1 GiB\n机器🚀  16 GiB\n')
})

const machines = [
  { host: 'kvm1.example.org', name: 'web-frontend-01', memory: '16.5 GiB', tags: 'prod web customer-a' },
  { host: 'kvm2', name: '机器🚀机器🚀机器🚀机器🚀', memory: '1 GiB', tags: 'qa' },
]
const machineColumns = [
  { title: 'HOST', value: (row: (typeof machines)[0]) => row.host, cut: 'middle' as const },
  { title: 'NAME', value: (row: (typeof machines)[0]) => row.name, cut: 'middle' as const },
  { title: 'MEMORY', value: (row: (typeof machines)[0]) => row.memory, align: 'right' as const },
  {
    title: 'TAGS',
    value: (row: (typeof machines)[0]) => row.tags,
    cut: 'end' as const,
    spare: true as const,
  },
]
const on = (columns: number) => table(machines, machineColumns, { screen: true, columns })

test('on a screen the longest texts are cut first, numbers never', () => {
  expect(on(200)).toBe(table(machines, machineColumns))
  for (const columns of [45, 50, 60, 70])
    for (const line of on(columns).trimEnd().split('\n'))
      expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
  expect(on(45)).toMatch(/16\.5 GiB/)
  expect(table(machines, machineColumns, { screen: false, columns: 20 })).toBe(on(200))
})

test('where cutting is not enough columns go, which the titles tell', () => {
  expect(on(36)).toBe(
    [
      'HOST        NAME           MEMORY  …',
      'kvm1.….org  web-f…nd-01  16.5 GiB',
      'kvm2        机器🚀…器🚀     1 GiB',
      '',
    ].join('\n'),
  )
  // Narrower than anybody's: nothing is lost that could be shown, the terminal wraps it.
  expect(on(10)).toContain('16.5 GiB')
})

test('a text is cut between what its reader sees as letters', () => {
  expect(shortened('e\u0301e\u0301e\u0301', 3)).toBe('e\u0301e\u0301e\u0301')
  expect(shortened('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…')
  expect(shortened('👩‍👩‍👧 family', 3)).toBe('👩‍👩‍👧…')
  expect(shortened('web-frontend-01', 9, 'middle')).toBe('web-…d-01')
  expect(shortened('机器', 2)).toBe('…')
  expect(shortened('abc', 0)).toBe('…')
})

test('facts stand under each other, the lines of one below it', () => {
  expect(
    sheet([
      ['Name', 'a\u0007b'],
      ['Networks', 'default\nlan'],
    ]),
  ).toBe('Name      a\\u0007b\nNetworks  default\n          lan\n')
})

test('an empty table is its titles', () => {
  expect(table([], [{ title: 'NAME', value: () => '' }])).toBe('NAME\n')
})
