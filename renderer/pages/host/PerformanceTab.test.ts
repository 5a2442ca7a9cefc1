import { expect, test } from 'vitest'
import { namesOf } from './PerformanceTab.tsx'

test('a name with a line’s end in it does not call the next machine otherwise', () => {
  const byKey = new Map([
    ['a', { name: 'web\nroot' }],
    ['b', { name: 'db' }],
  ])
  expect(namesOf('a b gone', byKey).split('\n')).toEqual(['web\ufffdroot', 'db', ''])
})
