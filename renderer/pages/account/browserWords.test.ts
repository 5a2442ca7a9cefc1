// @vitest-environment node
import { expect, test } from 'vitest'
import { browserWords } from './browserWords.ts'

test('a browser is called as people know it, anything else stays as it is', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  expect(browserWords(chrome)).toBe('Chrome 140, Linux')
  expect(browserWords(`${chrome} Edg/140.0.0.0`)).toBe('Edge 140, Linux')
  expect(
    browserWords('Mozilla/5.0 (Macintosh; Intel Mac OS X 14.1; rv:133.0) Gecko/20100101 Firefox/133.0'),
  ).toBe('Firefox 133, macOS')
  expect(
    browserWords(
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    ),
  ).toBe('Safari 18, macOS')
  for (const other of ['curl/8.1', 'Mozilla/5.0 (something)', 'pts/3'])
    expect(browserWords(other)).toBe(other)
})
