import { expect, test } from 'vitest'
import { typedWord } from './typedWord.ts'

const machines = (...names: string[]) => names.map(name => ({ name }))
const covered = (...names: string[]) => names.map(name => ({ name, typed: true }))

test('losing the memory of several takes their number', () => {
  expect(typedWord('forceOff', machines('a', 'b', 'c'))).toBe('3')
  expect(typedWord('reset', covered('a', 'b'))).toBe('2')
})

test('one that a policy covers takes its name, or 1 where the name is hard to type', () => {
  expect(typedWord('forceOff', covered('db-1'))).toBe('db-1')
  expect(typedWord('forceOff', covered('büro 💾'))).toBe('1')
  expect(typedWord('forceOff', machines('db-1'))).toBeNull()
})

test('what loses nothing takes a click, wherever it is', () => {
  expect(typedWord('shutdown', machines('a', 'b'))).toBeNull()
  expect(typedWord('forceOff', [])).toBeNull()
})
