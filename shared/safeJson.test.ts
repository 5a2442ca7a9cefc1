import { expect, test } from 'vitest'
import { safeJson } from './safeJson.ts'

test('escapes what a terminal would obey and parses back to the same', () => {
  const value = { name: 'a\u009b31m\u202eevil\u2066\u200b\u007f\ufeff', list: ['日本語 💾', undefined] }
  const text = safeJson(value)
  expect(text).not.toMatch(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/)
  expect(text).toContain('日本語 💾')
  expect(JSON.parse(text)).toEqual({ ...value, list: ['日本語 💾', null] })
})
