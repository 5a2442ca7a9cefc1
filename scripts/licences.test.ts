import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { licences, licencesFile } from './licences.ts'

const listed: unknown = JSON.parse(readFileSync(licencesFile, 'utf8'))

test('the window lists every package that people are given (renew: node scripts/licences.ts)', () => {
  expect(listed).toEqual(licences())
})

test('each of them says its licence, and the largest are among them', () => {
  const all = licences()
  expect(all.filter(each => each.licence === 'unknown')).toEqual([])
  const names = all.map(each => each.name)
  for (const name of ['react', 'zod', 'electron', 'better-sqlite3', 'ssh2', 'i18next'])
    expect(names).toContain(name)
  for (const name of ['vitest', 'typescript', '@playwright/test', 'jsdom']) expect(names).not.toContain(name)
})
