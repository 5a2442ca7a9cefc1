// @vitest-environment node
import { expect, test } from 'vitest'
import { type PaletteEntry, search, searchable } from './palette.ts'

const entry = (label: string, group: PaletteEntry['group'] = 'Machines'): PaletteEntry => ({
  key: label,
  group,
  label,
  detail: '',
  run: () => {},
})
const labels = (names: string[], typed: string) =>
  search(searchable(names.map(name => entry(name))), typed).map(each => each.label)

test('a whole name beats a start, a start a word, a word the inside, the inside scattered letters', () => {
  expect(labels(['cobweb', 'w-e-b', 'my-web', 'web-10', 'web'], 'web')).toEqual([
    'web',
    'web-10',
    'my-web',
    'cobweb',
    'w-e-b',
  ])
})

test('several words may stand in any order', () => {
  expect(labels(['Start web-12', 'Stop web-1'], '12 start')).toEqual(['Start web-12'])
})

test('shows actions first while nothing is typed, and no more than fit', () => {
  const entries = [
    ...Array.from({ length: 100 }, (_, index) => entry(`m${index}`)),
    entry('Add host', 'Actions'),
  ]
  const found = search(searchable(entries), '')
  expect(found[0]?.label).toBe('Add host')
  expect(found.length).toBeLessThanOrEqual(40)
})

test('nothing is found where nothing fits', () => {
  expect(labels(['web', 'db'], 'zzz')).toEqual([])
})
