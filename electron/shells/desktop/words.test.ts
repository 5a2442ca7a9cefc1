import { expect, test } from 'vitest'
import { desktopWords, fill, plain } from './words.ts'

const leaves = (value: object, path = ''): [string, string][] =>
  Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'string' ? [[path + key, each] as [string, string]] : leaves(each, `${path}${key}.`),
  )

test('speaks the chosen language, else the system’s first that it knows, else English', () => {
  expect(desktopWords('de', ['en-GB']).file).toBe('Datei')
  expect(desktopWords(null, ['fr-FR', 'de-AT', 'en']).file).toBe('Datei')
  expect(desktopWords(null, ['fr']).file).toBe('File')
  expect(desktopWords('xx', ['de']).file).toBe('File')
  expect(desktopWords({ not: 'a language' }, [])).toBe(desktopWords('en', []))
})

test('German says everything, with the same blanks to fill', () => {
  const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort()
  const english = leaves(desktopWords('en', []))
  const german = new Map(leaves(desktopWords('de', [])))
  expect([...german.keys()]).toEqual(english.map(([key]) => key))
  for (const [key, text] of english) expect(blanks(german.get(key) ?? ''), key).toEqual(blanks(text))
})

test('a name of a peer loses what could mislead and is bounded', () => {
  expect(fill('{host} is lost', { host: 'a\u202Eb\nc' })).toBe('a b c is lost')
  expect([...plain('x'.repeat(500))]).toHaveLength(60)
  expect(fill('{host} {other}', { host: '{other}' })).toBe('{other} {other}')
})
