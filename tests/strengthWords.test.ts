import { beforeEach, expect, test } from 'vitest'
import { defaultPolicies } from '../shared/models/policies.ts'
import { strengthOf } from '../electron/core/people/strength.ts'
import { english } from '../renderer/words/en/index.ts'
import { allWords, speak } from '../renderer/words/index.ts'
import { strengthWords } from '../renderer/session/strengthWords.ts'

beforeEach(async () => {
  await speak('en')
  await allWords()
})

const rules = defaultPolicies.passphrase
const wordsOf = async (passphrase: string, known: string[] = []) =>
  strengthWords(await strengthOf(passphrase, known, rules))

test('what the core finds is said in the window’s words', async () => {
  const { warnings, suggestions } = english.session.strength
  expect(await wordsOf('password1')).toContain('At least 12 characters')
  expect(await wordsOf('qwertyuiopasdf')).toContain(suggestions.anotherWord)
  expect(await wordsOf('ada lovelace', ['ada lovelace'])).toContain(warnings.userInputs)
  expect(await wordsOf('four unlikely words together')).toBe('Strong: enough for this installation.')
})
