import { expect, test } from 'vitest'
import { german } from './de/index.ts'
import { english } from './en/index.ts'
import { preferredLanguage, speak, t } from './index.ts'

/** Every text of a catalogue with its path. */
function texts(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : texts(value as object, `${path}${key}.`),
  )
}

const placeholders = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted()

test('both languages have the same keys and fill in the same values', () => {
  const there = new Map(texts(german))
  for (const [key, text] of texts(english)) {
    expect(there.has(key), key).toBe(true)
    expect(placeholders(there.get(key) ?? ''), key).toEqual(placeholders(text))
    expect(there.get(key)?.trim(), key).not.toBe('')
  }
  expect(there.size).toBe(texts(english).length)
})

test('a language is chosen by the person, or by what the system prefers', () => {
  expect(preferredLanguage('de', ['en-US'])).toBe('de')
  expect(preferredLanguage('xx', ['de'])).toBe('en')
  expect(preferredLanguage(null, ['fr-FR', 'de-AT', 'en'])).toBe('de')
  expect(preferredLanguage(null, [])).toBe('en')
})

test('speaks German once it is told to', async () => {
  expect(t('pages.settings')).toBe('Settings')
  await speak('de')
  expect(t('pages.settings')).toBe('Einstellungen')
  expect(document.documentElement.lang).toBe('de')
  await speak('en')
})
