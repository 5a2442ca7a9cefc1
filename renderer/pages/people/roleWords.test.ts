import { afterAll, expect, test } from 'vitest'
import { RoleId } from '../../../shared/ids.ts'
import { builtInRoles } from '../../../shared/roles.ts'
import { allWords, speak } from '../../words/index.ts'
import { roleWhat } from './roleWords.ts'

afterAll(() => speak('en'))

test('roles that come with the program say what they are for in the window’s language', async () => {
  expect(builtInRoles.map(roleWhat)).toEqual(builtInRoles.map(({ description }) => description))
  await speak('de')
  await allWords()
  const german = builtInRoles.map(roleWhat)
  expect(german.some(text => builtInRoles.some(({ description }) => description === text))).toBe(false)
  const own = { id: RoleId.parse('owner'), name: 'x', description: 'mine', builtIn: false, permissions: [] }
  expect(roleWhat(own)).toBe('mine')
})
