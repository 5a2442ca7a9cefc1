import { expect, test } from 'vitest'
import { pages } from './registry.tsx'

test('a letter goes to one page only', () => {
  const letters = pages.flatMap(({ letter }) => letter ?? [])
  expect(letters).toEqual([...new Set(letters)])
})
