import { expect, test } from 'vitest'
import { typedWord } from './typedWord.ts'

const machines = (...names: string[]) => names.map(name => ({ name }))

test('losing the memory of several takes their number', () => {
  expect(typedWord('forceOff', machines('a', 'b', 'c'), false)).toBe('3')
  expect(typedWord('reset', machines('a', 'b'), true)).toBe('2')
})

test('one at a production site takes its name, or 1 where the name is hard to type', () => {
  expect(typedWord('forceOff', machines('db-1'), true)).toBe('db-1')
  expect(typedWord('forceOff', machines('büro 💾'), true)).toBe('1')
  expect(typedWord('forceOff', machines('db-1'), false)).toBeNull()
})

test('what loses nothing takes a click, wherever it is', () => {
  expect(typedWord('shutdown', machines('a', 'b'), true)).toBeNull()
  expect(typedWord('forceOff', [], true)).toBeNull()
})
