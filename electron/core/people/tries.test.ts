import { expect, test } from 'vitest'
import { defaultPolicies } from '../../../shared/models/policies.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { temporaryStore } from '../testing/store.ts'
import { delayMs, Tries } from './tries.ts'

const rules = defaultPolicies.throttle

function begun() {
  const owned = temporaryStore()
  const clock = new ManualClock()
  const tries = () => new Tries({ store: owned.store, clock, rules: () => rules })
  return { ...owned, clock, tries: tries(), again: tries, [Symbol.dispose]: () => owned[Symbol.dispose]() }
}

test('waiting doubles from the first try beyond the free ones up to the longest', () => {
  const seconds = (wrong: number) => delayMs(wrong, rules) / 1000
  expect([1, 3, 4, 5, 6, 12, 13, 500].map(seconds)).toEqual([0, 0, 2, 4, 8, 512, 900, 900])
  expect(delayMs(30, rules, 10)).toBe(0)
  expect(delayMs(31, rules, 10)).toBe(2000)
})

test('tries that run at once count as many', () => {
  using at = begun()
  for (let each = 0; each <= rules.freeTries; each++) at.tries.begin('ada', 'cli')
  expect(() => at.tries.begin('ada', 'cli')).toThrow(expect.objectContaining({ code: 'signIn.delayed' }))
  expect(() => at.again().begin('ada', 'headless')).toThrow(
    expect.objectContaining({ code: 'signIn.delayed' }),
  )
  at.tries.begin('grace', 'cli')
})

test('a try knows how long the next one waits, should it be wrong', () => {
  using at = begun()
  for (let each = 0; each < rules.freeTries; each++) expect(at.tries.begin('ada', 'cli').retryAtMs).toBeNull()
  const { retryAtMs } = at.tries.begin('ada', 'cli')
  expect(retryAtMs).toBe(at.clock.nowMs() + rules.firstDelaySeconds * 1000)
})

test('taking one back neither takes back another’s delay nor counts', () => {
  using at = begun()
  const first = at.tries.begin('ada', 'cli')
  first.undo()
  for (let each = 0; each < 20; each++) at.tries.begin('ada', 'cli').undo()
  const mine = at.tries.begin('ada', 'cli')
  for (let each = 0; each < rules.freeTries; each++) at.tries.begin('ada', 'cli')
  mine.undo()
  expect(() => at.tries.begin('ada', 'cli')).toThrow(expect.objectContaining({ code: 'signIn.delayed' }))
})

test('a right one begins anew for the name, not for the shell', () => {
  using at = begun()
  for (let each = 0; each < 3; each++) at.tries.begin('ada', 'cli')
  at.tries.begin('ada', 'cli').right()
  const rows = at.store.database.all<{ subject: string; wrong: number }>(
    'SELECT subject, wrong FROM sign_in_tries',
  )
  expect(rows.map(({ subject, wrong }) => [subject, wrong])).toEqual([['shell:cli', 3]])
})

test('many names at one shell wait too, and a quiet minute forgives one', () => {
  using at = begun()
  const free = rules.freeTries * 10
  for (let each = 0; each <= free; each++) at.tries.begin(`name ${each}`, 'headless')
  expect(() => at.tries.begin('one more', 'headless')).toThrow(
    expect.objectContaining({ code: 'signIn.delayed' }),
  )
  at.tries.begin('one more', 'desktop')
  at.clock.advance(10 * 60_000)
  for (let each = 0; each < 10; each++) at.tries.begin(`later ${each}`, 'headless')
})

test('a clock that was set back locks nobody out for longer than before, and a day forgets', () => {
  using at = begun()
  for (let each = 0; each <= rules.freeTries; each++) at.tries.begin('ada', 'cli')
  at.clock.jumpWall(-365 * 24 * 3_600_000)
  const nowMs = at.clock.nowMs()
  const data = { retryAtMs: nowMs + rules.firstDelaySeconds * 1000, nowMs }
  expect(() => at.tries.begin('ada', 'cli')).toThrow(expect.objectContaining({ data }))
  at.clock.advance(rules.firstDelaySeconds * 1000)
  at.tries.begin('ada', 'cli')
  at.clock.jumpWall(366 * 24 * 3_600_000)
  for (let each = 0; each < rules.freeTries; each++) at.tries.begin('ada', 'cli')
})

test('nothing of what was typed as a name can be read back', () => {
  using at = begun()
  at.tries.begin('my secret passphrase', 'cli')
  const subjects = at.store.database.column<string>('SELECT subject FROM sign_in_tries')
  expect(subjects).toEqual([expect.stringMatching(/^name:[0-9a-f]{4}$/), 'shell:cli'])
})
