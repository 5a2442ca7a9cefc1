import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BackupDifference } from '../shared/contract/backup.ts'
import { differenceText, skipText } from '../electron/shells/cli/coreWords.ts'
import { planSkipCodes, type PlanSkip } from '../shared/models/task.ts'
import { domainStateReasons } from '../electron/core/libvirt/constants/domainStates.ts'
import { type ReportName, report, reports } from '../shared/report.ts'
import { routeLabels, routeSayings, type RouteSayingName, saying } from '../shared/route.ts'
import { xmlFaults } from '../shared/models/xmlFault.ts'
import { chooseUnits, builtInUnits } from '../shared/unitChoices.ts'
import { policyEffectCodes } from '../shared/contract/policies.ts'
import { differenceWords } from '../renderer/pages/settings/differenceWords.ts'
import { effectWords } from '../renderer/pages/settings/effectWords.ts'
import { faultWords } from '../renderer/words/faultWords.ts'
import { allWords, languages, speak, t } from '../renderer/words/index.ts'
import { reportWords } from '../renderer/words/reportWords.ts'
import { rightNameOf } from '../renderer/words/rightName.ts'
import { routeWords } from '../renderer/words/routeWords.ts'
import { stateReasonWords } from '../renderer/words/stateReason.ts'
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

/** Every place that a sentence has, filled. */
const filled = (sentence: string) =>
  Object.fromEntries([...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => [name, 'x']))

const routeNames = Object.keys(routeSayings) as RouteSayingName[]

/** The way to a host, as the window says it. */
const route = (): Map<string, string> =>
  new Map([
    ...(Object.keys(routeLabels) as (keyof typeof routeLabels)[]).map((label): [string, string] => [
      `label ${label}`,
      t(`route.label.${label}`),
    ]),
    ...routeNames.map((name): [string, string] => [
      name,
      routeWords(saying(name, filled(routeSayings[name]))),
    ]),
  ])

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

describe('what hosts report', () => {
  test.each(languages)('has words in %s, with every value in its place', async language => {
    await speak(language)
    await allWords()
    for (const say of Object.keys(reports) as ReportName[]) {
      const words = reportWords({ text: 'as it was kept', said: report(say, filled(reports[say])) })
      expect(words, say).not.toBe('as it was kept')
      expect(words, say).not.toMatch(/\{\{|^reports\./)
    }
  })

  test('has a German word for every reason that libvirt gives for a state', async () => {
    await speak('de')
    await allWords()
    const reasons = new Set(Object.values(domainStateReasons).flat())
    expect([...reasons].filter(reason => stateReasonWords(reason) === reason)).toEqual(['unknown'])
  })
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
    // The window calls a right by its name, the command line as roles and documents do.
    const namesRight = (text: string) =>
      text.replace(/“([a-zA-Z.]+)”/, (whole, right) => `“${rightNameOf(right) ?? whole}”`)
    for (const code of planSkipCodes.filter(each => each !== 'hours'))
      expect(namesRight(skipText(skip(code)))).toBe(skipWords(skip(code)))
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

describe('the way to a host', () => {
  test.each(languages)('is said in %s, with every value in its place', async language => {
    await speak(language)
    await allWords()
    for (const [name, words] of route()) expect(words, name).not.toMatch(/^$|\{\{|^route\./)
  })

  test('keeps in German only what is written alike', async () => {
    await speak('de')
    await allWords()
    const german = route()
    await speak('en')
    await allWords()
    const alike = [...route()].filter(([name, words]) => german.get(name) === words).map(([name]) => name)
    expect(alike).toEqual([
      ...['host', 'port', 'agent', 'server', 'tls', 'socket', 'sockets', 'libvirt'].map(
        name => `label ${name}`,
      ),
      ...['ssh', 'loginBy'],
    ])
  })

  test('what stands inside a saying is said in its words too', async () => {
    await speak('de')
    await allWords()
    const by = saying('ofCredential', { method: 'publickey', name: 'edge' })
    expect(routeWords(saying('loginBy', { user: 'root', by }))).toBe('root, publickey: Zugangsdaten „edge“')
  })

  test('no English stands where the core decides or passes a stage', () => {
    const files = globSync('electron/core/{transport,hosts}/**/*.ts').filter(
      path => !/\.test\.ts$|testing/.test(path),
    )
    expect(files.length).toBeGreaterThan(50)
    const said = /(?:decide|onStage|#pass|\badd)\(\s*'\w+',[^;{}\n]*?'[a-zA-Z]+ [^']*'/
    for (const path of files) expect(readFileSync(path, 'utf8'), path).not.toMatch(said)
  })
})
