import { expect, test } from 'vitest'
import { visible } from './visible.ts'

test('a name cannot turn itself round or break its line', () => {
  expect(visible('\u202egnp.exe')).toBe('\ufffdgnp.exe')
  expect(visible('a\tb\nc\u202bd')).toBe('a\ufffdb\ufffdc\ufffdd')
})

test('what people write is left alone: any script, joined emoji, accents', () => {
  for (const name of ['خادم البريد', '👩‍👩‍👧', 'büro & <日本語>', 'می‌خواهم', '\u206622 GiB\u2069'])
    expect(visible(name)).toBe(name)
})
