import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BackupDifference } from '../shared/contract/backup.ts'
import { differenceText, skipText } from '../electron/shells/cli/coreWords.ts'
import { planSkipCodes, type PlanSkip } from '../shared/models/task.ts'
import { xmlFaults } from '../shared/models/xmlFault.ts'
import { chooseUnits, builtInUnits } from '../shared/unitChoices.ts'
import { policyEffectCodes } from '../shared/contract/policies.ts'
import { differenceWords } from '../renderer/pages/settings/differenceWords.ts'
import { effectWords } from '../renderer/pages/settings/effectWords.ts'
import { faultWords } from '../renderer/words/faultWords.ts'
import { allWords, languages, speak } from '../renderer/words/index.ts'
import { skipWords } from '../renderer/words/skipWords.ts'

const skip = (code: PlanSkip['code']): PlanSkip => ({
  code,
  host: 'kvm1',
  state: 'paused',
  untilMs: Date.UTC(2026, 10, 23, 18),
  permission: 'domain.operate.forceOff',
})

const kinds = ['sites', 'hosts', 'people'] as const
const differences: BackupDifference[] = [
  { code: 'otherInstallation' },
  { code: 'olderVersion', version: '0.1.0' },
  ...kinds.flatMap((kind): BackupDifference[] => [
    { code: 'gone', kind, names: ['a', 'b'], more: 3 },
    { code: 'back', kind, names: ['a'], more: 0 },
  ]),
  { code: 'count', kind: 'machines', now: 30, after: 60 },
  { code: 'count', kind: 'credentials', now: 1, after: 2 },
  { code: 'registerNone' },
  { code: 'registerBroken' },
  { code: 'registerForeign' },
  { code: 'registerRows', rows: 2 },
  { code: 'registerVersion', now: 5, after: 3 },
  { code: 'people' },
]

const faults = {
  detail: 'unclosed tag: a.',
  most: 256,
  expected: 'domain',
  found: 'pool',
  element: 'domain',
  part: 'name',
}

const effect = {
  hosts: 'keep',
  roles: 'admin',
  address: 'udp://log:514',
  times: 2.5,
  before: 1,
  all: 3,
  count: 2,
  minutes: 30,
  firstDelaySeconds: 1,
  maxDelaySeconds: 60,
  untilMs: Date.UTC(2026, 10, 23, 18),
  colour: 'red',
}

/** Everything that the core tells by its code, as the window says it. */
const said = (): Map<string, string> =>
  new Map([
    ...planSkipCodes.map((code): [string, string] => [`skip ${code}`, skipWords(skip(code))]),
    ...differences.map((each): [string, string] => [JSON.stringify(each), differenceWords(each)]),
    ...xmlFaults.map((code): [string, string] => [
      `fault ${code}`,
      faultWords({ code, values: faults, line: 1, column: 1 }),
    ]),
    ...policyEffectCodes.map((code): [string, string] => [
      `effect ${code}`,
      effectWords({ policy: 'x', code, values: effect, people: [] }),
    ]),
  ])

beforeAll(() => chooseUnits({ ...builtInUnits, timeZone: 'utc', clock: '24h' }))
afterAll(async () => {
  chooseUnits(builtInUnits)
  await speak('en')
})

describe('what the core tells by code', () => {
  test.each(languages)('has words in %s, with every value in its place', async language => {
    await speak(language)
    await allWords()
    for (const [code, words] of said()) {
      expect(words, code).toMatch(/\S \S/)
      expect(words, code).not.toMatch(/\{\{|undefined|NaN|^(?:skips|upkeep|devices|policies)\./)
    }
  })

  test('is said otherwise in each language', async () => {
    const all = []
    for (const language of languages) {
      await speak(language)
      await allWords()
      all.push(said())
    }
    const [english, german] = all
    for (const [code, words] of english ?? []) expect(german?.get(code), code).not.toBe(words)
  })

  test('is said by the command line as by the English window', async () => {
    await speak('en')
    await allWords()
    for (const code of planSkipCodes.filter(each => each !== 'hours'))
      expect(skipText(skip(code))).toBe(skipWords(skip(code)))
    expect(skipText(skip('hours'))).toMatch(/until 2026-11-23 18:00$/)
    // English says of people “who”, which the command line need not.
    for (const each of differences.filter(one => !('kind' in one && one.kind === 'people')))
      expect(differenceText(each)).toBe(differenceWords(each))
  })

  test('a part that the core cannot name is a dash, never nothing', () => {
    expect(skipWords({ code: 'hostAway' })).toContain('–')
    expect(skipText({ code: 'hours' })).toMatch(/–$/)
  })
})
