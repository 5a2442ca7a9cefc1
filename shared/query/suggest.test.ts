import { describe, expect, test } from 'vitest'
import { didYouMean, editDistance } from './suggest.ts'

describe('edit distance', () => {
  test.each([
    ['state', 'state', 0],
    ['staet', 'state', 1],
    ['memry', 'memory', 1],
    ['memoryy', 'memory', 1],
    ['menory', 'memory', 1],
    ['', 'ab', 2],
    ['kitten', 'sitting', 3],
  ])('%s to %s is %d', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance)
    expect(editDistance(b, a, 5)).toBe(distance)
  })

  test('stops at its limit', () => {
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3)
    expect(editDistance('a', 'abcdefgh', 2)).toBe(3)
  })
})

describe('suggestions', () => {
  test('are near, nearest first, at most three', () => {
    expect(didYouMean('staet', ['stale', 'state', 'uptime'])).toEqual(['state', 'stale'])
    expect(didYouMean('mem', ['memory', 'name'])).toContain('memory')
    expect(didYouMean('xyzzy', ['state', 'name'])).toEqual([])
    expect(didYouMean('STATE', ['state'])).toEqual(['state'])
    expect(didYouMean('aaaa', ['aaab', 'aaac', 'aaad', 'aaae'])).toHaveLength(3)
  })

  test('cost little for absurd words', () => {
    expect(didYouMean('x'.repeat(100_000), ['state'])).toEqual([])
  })
})
