import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { MachineKey, SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import { defaultPolicies, Policies } from '../../../shared/models/policies.ts'
import { type ActFacts, type ActMachine, actRule, refuseAct, refuseExport } from './acts.ts'
import { momentWords } from './hours.ts'

const europe = '11111111-1111-4111-8111-111111111111' as SiteId
const berlin = '22222222-2222-4222-8222-222222222222' as SiteId
const lab = '33333333-3333-4333-8333-333333333333' as SiteId
const site = (id: SiteId, parentId: SiteId | null, production = false): Site => ({
  id,
  parentId,
  name: id,
  production,
  options: {},
})
const sites = new Map(
  [site(europe, null, true), site(berlin, europe), site(lab, null)].map(each => [each.id, each]),
)
const machine = (name: string, siteId: SiteId | null, tags: string[] = []): ActMachine => ({
  key: `44444444-4444-4444-8444-444444444444/${name.padEnd(36, '0').slice(0, 36)}` as MachineKey,
  name,
  host: 'kvm1',
  siteId,
  tags,
})
/** Monday noon. */
const noon = new Date(2026, 10, 23, 12).getTime()
const facts = (acts: unknown = {}, elevated = false): ActFacts => ({
  policies: Policies.parse({ acts }),
  sites,
  nowMs: noon,
  elevated,
})
const refusal = (work: () => void): AppError => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('it was not refused')
}

test.each([
  ['a production site', {}, machine('db', europe), true],
  ['a site below a production site', {}, machine('db', berlin), true],
  ['another site', {}, machine('db', lab), false],
  ['no site', {}, machine('db', null), false],
  ['production left out', { typedConfirmation: { productionSites: false } }, machine('db', europe), false],
  ['everywhere', { typedConfirmation: { everywhere: true } }, machine('db', null), true],
  [
    'a named site',
    { typedConfirmation: { productionSites: false, siteIds: [europe] } },
    machine('db', berlin),
    true,
  ],
  ['a tag', { typedConfirmation: { tags: ['critical'] } }, machine('db', lab, ['a', 'critical']), true],
  ['another tag', { typedConfirmation: { tags: ['critical'] } }, machine('db', lab, ['Critical']), false],
])('a name is typed for what loses memory: %s', (_words, acts, subject, typed) => {
  expect(actRule('forceOff', subject, facts(acts)).typed).toBe(typed)
  expect(actRule('reset', subject, facts(acts)).typed).toBe(typed)
  expect(actRule('shutdown', subject, facts(acts)).typed).toBe(false)
})

test('every covered machine must be named, by name or by host and name', () => {
  const [db, web, free] = [machine('db', europe), machine('web', berlin), machine('free', lab)]
  const missing = refusal(() => refuseAct('forceOff', [db, web, free], ['db'], facts()))
  expect(missing.code).toBe('policy.refused')
  expect(missing.message).toBe('To force off “web” the policies want its name typed.')
  expect(missing.data).toEqual({ policy: 'typedConfirmation', keys: [web.key] })
  expect(() => refuseAct('forceOff', [db, web, free], [' db ', 'kvm1/web'], facts())).not.toThrow()
  expect(() => refuseAct('start', [db], [], facts())).not.toThrow()
  // Break-glass takes rights, not care.
  expect(refusal(() => refuseAct('reset', [db], ['DB'], facts({}, true))).code).toBe('policy.refused')
})

test('forbidden hours refuse what interrupts, say until when, and break-glass lifts them', () => {
  const forbiddenHours = [{ days: [1], fromMinute: 480, toMinute: 1080, siteId: europe }]
  const refused = refusal(() => refuseAct('shutdown', [machine('db', berlin)], [], facts({ forbiddenHours })))
  expect(refused.message).toBe(
    `The policies forbid to shut down “db” at these hours, until ${momentWords(new Date(2026, 10, 23, 18).getTime())}.`,
  )
  expect(refused.data).toMatchObject({
    policy: 'forbiddenHours',
    untilMs: new Date(2026, 10, 23, 18).getTime(),
  })
  for (const action of ['start', 'resume', 'autostartOff'] as const)
    expect(() => refuseAct(action, [machine('db', berlin)], [], facts({ forbiddenHours }))).not.toThrow()
  expect(() => refuseAct('shutdown', [machine('db', lab)], [], facts({ forbiddenHours }))).not.toThrow()
  expect(() =>
    refuseAct('shutdown', [machine('db', berlin)], [], facts({ forbiddenHours }, true)),
  ).not.toThrow()
})

test('a refusal of thousands stays a sentence', () => {
  const many = Array.from({ length: 3000 }, (_each, index) => machine(`m${index}`, europe))
  expect(refusal(() => refuseAct('reset', many, [], facts())).message).toBe(
    'To reset “m0”, “m1”, “m2”, “m3”, “m4” and 2995 more the policies want their names typed.',
  )
})

test('an export over the limit is refused with both numbers', () => {
  const limited = Policies.parse({ data: { exportMaxRows: 100 } })
  expect(() => refuseExport(limited, 100)).not.toThrow()
  expect(refusal(() => refuseExport(limited, 101)).data).toEqual({
    policy: 'exportMaxRows',
    limit: 100,
    rows: 101,
  })
  expect(() => refuseExport(defaultPolicies, 10_000_000)).not.toThrow()
})
