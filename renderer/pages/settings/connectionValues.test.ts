import { afterAll, expect, test } from 'vitest'
import { allWords, speak } from '../../words/index.ts'
import { sourceText } from './connectionValues.ts'

afterAll(async () => {
  await speak('en')
  await allWords()
})

test('says who an inherited value is from in the window’s language; a rule’s reason stays as it comes', async () => {
  await speak('de')
  await allWords()
  expect(sourceText('site Europe / Rack row 12')).toBe('Standort Europe / Rack row 12')
  expect(sourceText('the settings')).toBe('den Einstellungen')
  expect(sourceText('jump hosts need it')).toBe('jump hosts need it')
  await speak('en')
  await allWords()
  expect(sourceText('site Rack')).toBe('site Rack')
})
