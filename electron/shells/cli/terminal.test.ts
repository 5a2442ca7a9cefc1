import { expect, test } from 'vitest'
import { printable, printed, table } from './terminal.ts'

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

test('an empty table is its titles', () => {
  expect(table([], [{ title: 'NAME', value: () => '' }])).toBe('NAME\n')
})
