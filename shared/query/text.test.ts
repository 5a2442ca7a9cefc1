import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, globCore, globTest } from './text.ts'

describe('folding', () => {
  test('makes case and composition equal', () => {
    expect(fold('BÜRO')).toBe('büro')
    expect(fold('E\u0301cole')).toBe('\u00e9cole')
    expect(fold('Web-01')).toBe('web-01')
  })

  test('is done once', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => fold(fold(text)) === fold(text)))
  })
})

/** The same meaning as a regular expression, for short texts of a small alphabet where it cannot blow up. */
function reference(pattern: string, text: string): boolean {
  const source = pattern.replace(/\\(.)|[\s\S]/gu, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[.*?\\]/g, '\\$&')
    if (part === '*') return '[^]*'
    return part === '?' ? '[^]' : part.replace(/[.\\]/g, '\\$&')
  })
  return new RegExp(`^${source}$`, 'u').test(text)
}

describe('patterns', () => {
  test.each([
    ['web*', 'web-1', true],
    ['web*', 'my-web', false],
    ['*web*', 'my-web-1', true],
    ['w?b', 'web', true],
    ['w?b', 'wb', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', '', false],
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*b*c', 'abcbc', true],
    ['100\\*', '100*', true],
    ['100\\*', '1000', false],
    ['a\\?b*', 'a?bc', true],
    ['*.raw', '/x/y.raw', true],
    ['\\', '\\', true],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(globTest(pattern)(text)).toBe(expected)
  })

  test('agree with what they mean', () => {
    const piece = fc.constantFrom('a', 'b', '.', '😀', '*', '?', '\\*', '\\?', '\\\\')
    const letter = fc.constantFrom('a', 'b', '.', '😀', '*', '?', '\\')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 7 }),
        fc.array(letter, { maxLength: 8 }),
        (pieces, letters) => {
          const pattern = pieces.join('')
          const text = letters.join('')
          expect(globTest(pattern)(text)).toBe(reference(pattern, text))
          if (globTest(pattern)(text)) expect(text).toContain(globCore(pattern))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('that would make a backtracking matcher run for years end at once', () => {
    const text = `${'a'.repeat(16_000)}c`
    expect(globTest(`${'*a'.repeat(1900)}*b`)(text)).toBe(false)
    expect(globTest(`${'*a?'.repeat(1300)}*b`)(text)).toBe(false)
    expect(globTest('*'.repeat(4000))(text)).toBe(true)
  })
})
