import { afterAll, expect, test } from 'vitest'
import { allWords, speak } from '../words/index.ts'
import { keychainWords } from './keychainWords.ts'

afterAll(() => speak('en'))

test('says in the window’s language why the keychain is not used, and keeps what the system said', async () => {
  const system = {
    why: 'system',
    reason: 'The operating system’s keychain can’t be used: DBus: no such name',
  } as const
  expect(keychainWords(system)).toBe(system.reason)
  await speak('de')
  await allWords()
  expect(keychainWords(system)).toBe('Der Schlüsselbund des Systems ist nicht benutzbar: DBus: no such name')
  expect(keychainWords({ why: 'shared', reason: 'x' })).toContain('gehört niemandem allein')
  expect(keychainWords({ reason: null })).toBe('Hier nicht verfügbar.')
})
