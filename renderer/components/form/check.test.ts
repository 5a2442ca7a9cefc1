import { expect, test } from 'vitest'
import { HostOptions } from '../../../shared/models/host.ts'
import { allWords, speak } from '../../words/index.ts'
import { check } from './check.ts'

test('names each field that the core would refuse, in the language of the window', async () => {
  expect(check(HostOptions, { tickMs: 2_000 })).toEqual({ values: { tickMs: 2_000 }, problems: {} })
  const english = check(HostOptions, { tickMs: 1, keepaliveCount: 'x' })
  expect(Object.keys(english.problems)).toEqual(['tickMs', 'keepaliveCount'])
  await speak('de')
  await allWords()
  const german = check(HostOptions, { tickMs: 1 })
  expect(german.problems.tickMs).not.toBe(english.problems.tickMs)
  await speak('en')
  await allWords()
  expect(check(HostOptions, { tickMs: 1 }).problems.tickMs).toBe(english.problems.tickMs)
})
