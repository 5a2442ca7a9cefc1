import { expect, test } from 'vitest'
import { german } from './de/index.ts'
import { english } from './en/index.ts'
import { allWords, preferredLanguage, speak, t } from './index.ts'

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

test('one is never told as several', () => {
  /** Never said of one. */
  const several = /removeMany|removeSeveral|onHosts|copyRows/
  const plural = texts(english).filter(([, text]) => /\{\{count(, number)?\}\} [A-Za-z]{3,}s\b/.test(text))
  expect(plural.filter(([key]) => !key.endsWith('_other') && !several.test(key))).toEqual([])
  // Whatever the number is called; `max` is what the program itself sets.
  const things =
    /\{\{(?!max)\w+\}\} (CPUs|vCPUs|cores|threads|signatures|machines|hosts|Kerne|Unterschriften|Hosts)\b/
  const counted = [...texts(english), ...texts(german)].filter(([, text]) => things.test(text))
  expect(counted.filter(([key]) => !key.endsWith('_other') && !several.test(key))).toEqual([])
  expect(t('overview.live', { live: 0, count: 1 })).toBe('0 of 1 host live')
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

test('counts in texts have marks between thousands, numbers that name something have none', async () => {
  await allWords()
  expect(t('topology.machines', { count: 1 })).toBe('1 machine')
  expect(t('topology.machines', { count: 5000 })).toBe('5,000 machines')
  expect(t('overview.live', { live: 1200, count: 1500 })).toContain('1,200')
  expect(t('overview.live', { live: '12,200', count: 5 })).toContain('12,200')
  expect(t('audit.entry', { seq: 12345 })).toContain('12345')
  await speak('de')
  await allWords()
  expect(t('topology.machines', { count: 5000 })).toBe('5.000 Maschinen')
  await speak('en')
})

test('names in texts show what nobody would see', async () => {
  await allWords()
  expect(t('host.label', { name: '\u202eevil\u001b[31m\nroot' })).toContain('\ufffdevil\ufffd[31m\ufffdroot')
})
