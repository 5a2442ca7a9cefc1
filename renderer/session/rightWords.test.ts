// @vitest-environment node
import { expect, test } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { initials, rightWords } from './rightWords.ts'

const person = {
  id: '00000000-0000-4000-8000-000000000001' as PersonId,
  name: 'ann',
  displayName: '',
  isOwner: false,
  secondFactor: false,
  mustChangePassphrase: false,
}

test('the widest right says what somebody is, and whether it holds everywhere', () => {
  expect(rightWords({ person: { ...person, isOwner: true }, permissions: [], everywhere: [] })).toMatch(
    /^Owner/,
  )
  const operates = { person, permissions: ['domain.read', 'domain.operate.start'] as const }
  expect(rightWords({ ...operates, permissions: [...operates.permissions], everywhere: [] })).toBe(
    'Runs machines in a part of the fleet',
  )
  expect(rightWords({ person, permissions: ['domain.read'], everywhere: ['domain.read'] })).toBe(
    'Looks, and changes nothing',
  )
  expect(rightWords({ person, permissions: ['app.read'], everywhere: [] })).toBe('Holds no right yet')
})

test('initials are whole letters of any script', () => {
  expect(initials('Ada Lovelace')).toBe('AL')
  expect(initials('مريم')).toBe('م')
  expect(initials('🚀 rocket')).toBe('🚀R')
  expect(initials('')).toBe('')
})
