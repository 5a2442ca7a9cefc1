// @vitest-environment node
import { expect, test } from 'vitest'
import { DevPersons } from '../../testing/devPersons.ts'
import { sites } from '../../testing/fleetData.ts'
import { emptyGrant, endOf, grantRows, groupRows, personRows } from './peopleRows.ts'

const { people, groups, roles, grants } = new DevPersons('people')
const all = { people, groups, roles, grants }

test('roles count however they are held, each once', () => {
  const rows = personRows(all)
  expect(rows.find(row => row.person.name === 'grace')).toMatchObject({ groups: ['Night shift'] })
  expect(rows.find(row => row.person.name === 'grace')?.roles).toContain('Operator')
  expect(rows.find(row => row.person.name === 'ada')?.roles).toEqual(['Owner'])
})

test('groups name their members, and one without is there too', () => {
  const rows = groupRows(all)
  expect(rows.map(row => row.members.length)).toEqual([2, 0])
})

test('a grant says where it holds; what is gone is said to be gone', () => {
  const rows = grantRows(all, { sites, hosts: new Map() })
  expect(rows.map(row => row.where)).toEqual([
    'Everything',
    'Site fra',
    'Machines tag:qa or name:test-*',
    'A host that is gone',
  ])
  expect(rows[1]).toMatchObject({ who: 'Night shift', kind: 'group', role: 'Operator' })
})

test('a grant ends never, after a span, or at a time that was given', () => {
  expect(endOf(emptyGrant, 1000)).toBeNull()
  expect(endOf({ ends: 'day', at: '' }, 1000)).toBe(86_401_000)
  expect(endOf({ ends: 'at', at: '' }, 1000)).toBeUndefined()
  expect(endOf({ ends: 'at', at: '2030-01-01T10:00' }, 1000)).toBe(new Date(2030, 0, 1, 10).getTime())
})
