import { afterAll, expect, test } from 'vitest'
import { policyEffectCodes } from '../../../shared/contract/policies.ts'
import { allWords, languages, speak } from '../../words/index.ts'
import { effectWords } from './effectWords.ts'

afterAll(async () => {
  await speak('en')
  await allWords()
})

const values = {
  ...{ count: 3, times: 1.5, before: 1, all: 4, minutes: 90, firstDelaySeconds: 2, maxDelaySeconds: 300 },
  ...{ hosts: 'kvm1', roles: 'Admin', address: 'udp://log:514', colour: 'violet', untilMs: 60_001 },
}

test('every effect is a whole sentence in every language, with nothing left open', async () => {
  for (const language of languages) {
    await speak(language)
    await allWords()
    for (const code of policyEffectCodes)
      expect(effectWords({ policy: '', code, values, people: [] }), code).toMatch(/^[A-ZÄÖÜ][^{}]*\.$/)
  }
})

test('what is counted and how long is said as the window says it', async () => {
  await speak('en')
  const say = (code: (typeof policyEffectCodes)[number], given: Record<string, string | number>) =>
    effectWords({ policy: '', code, values: given, people: [] })
  expect(say('typed', { count: 1, before: 0, all: 2 })).toBe(
    'To force off or reset 1 machine its name is typed; now it is 0 of 2.',
  )
  expect(say('throttle', { count: 1, firstDelaySeconds: 2, maxDelaySeconds: 300 })).toMatch(
    /^After 1 wrong try one waits 2 s,.* up to 5 min/,
  )
})
