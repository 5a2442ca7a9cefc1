import { expect, test } from 'vitest'
import { printable, table } from './terminal.ts'

test('control, escape and direction characters of a peer become visible', () => {
  expect(printable('a\u001b[31mred\u0007\nb\u202eevil')).toBe('a\\u001b[31mred\\u0007\\u000ab\\u202eevil')
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
