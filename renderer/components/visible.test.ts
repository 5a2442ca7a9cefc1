import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { visible, visibleLines } from './visible.ts'

test('a name cannot turn itself round or break its line', () => {
  expect(visible('\u202egnp.exe')).toBe('\ufffdgnp.exe')
  expect(visible('a\tb\nc\u202bd')).toBe('a\ufffdb\ufffdc\ufffdd')
})

test('what people write is left alone: any script, joined emoji, accents', () => {
  for (const name of ['خادم البريد', '👩‍👩‍👧', 'büro & <日本語>', 'می‌خواهم', '\u206622 GiB\u2069'])
    expect(visible(name)).toBe(name)
})

test('no page draws a name as it came: what stands in <bdi> by itself goes through visible', () => {
  const root = join(import.meta.dirname, '..')
  const raw = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
    .flatMap(file =>
      [
        ...readFileSync(join(root, file), 'utf8').matchAll(
          /<bdi[^>]*>\s*\{([\w.?[\]]+)(?: (?:\?\?|\|\|) [^}]+)?\}\s*<\/bdi>/g,
        ),
      ].map(found => `${file}: ${found[1]}`),
    )
  // Put together from words and names that went through it already.
  expect(raw.sort()).toEqual(['dialogs/HostOptionFields.tsx: from', 'pages/people/WhyDialog.tsx: text'])
})

test('a text of several lines keeps them', () => {
  expect(visibleLines('one\ntwo\u202e\u001b')).toBe('one\ntwo\ufffd\ufffd')
})
