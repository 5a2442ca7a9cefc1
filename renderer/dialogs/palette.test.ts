import { IconBolt } from '@tabler/icons-react'
import { expect, test } from 'vitest'
import { afterVerb, folded, type PaletteEntry, search } from './palette.ts'

const entry = (label: string, kind: PaletteEntry['kind'] = 'machine'): PaletteEntry => ({
  key: label,
  kind,
  label,
  folded: folded(label),
  icon: IconBolt,
  run: () => {},
})
const labels = (names: string[], typed: string, used?: (key: string) => number) =>
  search(
    names.map(name => entry(name)),
    typed,
    used,
  ).map(each => each.label)

test('a whole name beats a start, a start a word, a word the inside, the inside scattered letters', () => {
  expect(labels(['cobweb', 'w-e-b', 'my-web', 'web-10', 'web'], 'web')).toEqual([
    'web',
    'web-10',
    'my-web',
    'cobweb',
    'w-e-b',
  ])
})

test('several words may stand in any order, accents and capitals do not count', () => {
  expect(labels(['Start web-12', 'Stop web-1'], '12 start')).toEqual(['Start web-12'])
  expect(labels(['Zürich-Öst'], 'zurich')).toEqual(['Zürich-Öst'])
  expect(labels(['Zurich'], 'zür')).toEqual(['Zurich'])
})

test('the selection stands first, then what is used most, and no more than fit', () => {
  const entries = [
    ...Array.from({ length: 100 }, (_, index) => entry(`m${index}`)),
    entry('Storage', 'page'),
    entry('Add host', 'action'),
    entry('Start web', 'selection'),
  ]
  const found = search(entries, '', key => (key === 'm70' ? 3 : 0))
  expect(found.slice(0, 4).map(each => each.label)).toEqual(['Start web', 'm70', 'Storage', 'Add host'])
  expect(found.length).toBeLessThanOrEqual(40)
})

test('use lifts an answer among its like, but never above the whole name', () => {
  const used = (key: string) => (key === 'web-2' || key === 'cobweb' ? 50 : 0)
  expect(labels(['web-1', 'web-2', 'web', 'cobweb'], 'web', used)).toEqual([
    'web',
    'web-2',
    'web-1',
    'cobweb',
  ])
})

test('equal answers stand in the order of names, numbers by value', () => {
  expect(labels(['web-10', 'web-09', 'web-11'], 'web')).toEqual(['web-09', 'web-10', 'web-11'])
})

test('nothing is found where nothing fits', () => {
  expect(labels(['web', 'db'], 'zzz')).toEqual([])
})

test('a verb and a name', () => {
  expect(afterVerb('Shut down', 'shut down web 1')).toBe('web 1')
  expect(afterVerb('Shut down', 'shut web')).toBe('web')
  expect(afterVerb('Shut down', 'sh web')).toBeNull()
  expect(afterVerb('Start', 'start')).toBeNull()
  expect(afterVerb('Start', 'storage')).toBeNull()
})

test('an address or a UUID finds the machine that has it, and stands beside its name', () => {
  const web: PaletteEntry = {
    ...entry('web-1'),
    detail: () => 'running',
    also: () => ['192.168.122.51', '52:54:00:ab:cd:01', '204844e7-09a6-4a2c-a407-64ad1183ccbf'],
  }
  const entries = [web, entry('db-1'), entry('192-room')]
  expect(search(entries, '192.168.122.5').map(each => [each.label, each.detail?.()])).toEqual([
    ['web-1', '192.168.122.51 · running'],
  ])
  expect(search(entries, '52:54:00:AB').map(each => each.detail?.())).toEqual(['52:54:00:ab:cd:01 · running'])
  expect(search(entries, '204844e7').map(each => each.label)).toEqual(['web-1'])
  expect(search(entries, 'web-1').map(each => each.detail?.())).toEqual(['running'])
})

test('what may not be done stands last while nothing is typed, however often it was used, and is found by its name', () => {
  const refused = { ...entry('Add host', 'action'), refused: 'no right' }
  const entries = [refused, entry('Storage', 'page'), entry('web-1')]
  expect(search(entries, '', () => 50).map(each => each.label)).toEqual(['Storage', 'web-1', 'Add host'])
  expect(search(entries, 'add').map(each => each.label)).toEqual(['Add host'])
})
