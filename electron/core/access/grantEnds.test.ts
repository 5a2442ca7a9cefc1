import { expect, test } from 'vitest'
import { GrantId, type PersonId, RoleId } from '../../../shared/ids.ts'
import type { Grant } from '../../../shared/models/access.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { GrantEnds } from './grantEnds.ts'

const ada = '11111111-1111-4111-8111-111111111111' as PersonId
const grant = (digit: number, untilMs: number | null): Grant => ({
  id: GrantId.parse(`0000000${digit}-0000-4000-8000-000000000000`),
  subject: { kind: 'person', id: ada },
  roleId: RoleId.parse('viewer'),
  scope: { kind: 'everything' },
  createdAtMs: 0,
  createdBy: 'Ada',
  untilMs,
})

function made(mayRemove: boolean) {
  const clock = new ManualClock()
  const now = clock.nowMs()
  let grants = [grant(1, null), grant(2, now + 1_000), grant(3, now + 5_000)]
  const told: string[] = []
  const ends: GrantEnds = new GrantEnds({
    clock,
    book: {
      get data() {
        return { groups: [], roles: [], grants }
      },
      isOver: ({ untilMs }, nowMs) => untilMs !== null && untilMs <= nowMs,
      peopleOf: some => new Set(some.map(() => ada)),
    },
    mayRemove: () => mayRemove,
    remove: people => {
      told.push(`removed for ${people.size}`)
      const over = ends.over()
      grants = grants.filter(each => !over.includes(each))
      ends.plan()
    },
    over: people => told.push(`over for ${people.size}`),
  })
  ends.begin()
  return { clock, ends, told, left: () => grants.length }
}

test('a grant goes when its time is up, the next when its own is', () => {
  const { clock, ends, told, left } = made(true)
  clock.advance(999)
  expect(told).toEqual([])
  clock.advance(1)
  expect(told).toEqual(['removed for 1'])
  clock.advance(4_000)
  expect(told).toHaveLength(2)
  expect(left()).toBe(1)
  ends.close()
})

test('where nobody can sign that, it is told and stays, and gives nothing', () => {
  const { clock, ends, told, left } = made(false)
  clock.advance(1_000)
  expect(told).toEqual(['over for 1'])
  expect(ends.over()).toHaveLength(1)
  expect(left()).toBe(3)
  ends.close()
})

test('whoever was told that a grant is over is not told again while it can’t be removed', () => {
  const { clock, ends, told } = made(false)
  clock.advance(1_000)
  clock.advance(4_000)
  expect(told).toEqual(['over for 1', 'over for 1'])
  ends.begin()
  ends.begin()
  expect(told).toHaveLength(2)
  ends.close()
})

test('nothing is looked at any more once it is closed', () => {
  const { clock, ends, told } = made(true)
  ends.close()
  clock.advance(60_000)
  expect(told).toEqual([])
})
