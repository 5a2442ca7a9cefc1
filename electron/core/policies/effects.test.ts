import { expect, test } from 'vitest'
import type { RoleId } from '../../../shared/ids.ts'
import { builtInRoles } from '../../../shared/roles.ts'
import type { MachineKey, SiteId } from '../../../shared/ids.ts'
import { defaultPolicies, Policies } from '../../../shared/models/policies.ts'
import { type EffectFacts, policyEffects } from './effects.ts'

const site = '11111111-1111-4111-8111-111111111111' as SiteId
/** Monday noon. */
const nowMs = new Date(2026, 10, 23, 12).getTime()
const person = (
  name: string,
  more: Partial<EffectFacts['people'][number]> = {},
): EffectFacts['people'][number] => ({
  name,
  isOwner: false,
  secondFactor: false,
  passphraseChangedMs: nowMs - 100 * 86_400_000,
  disabled: false,
  ...more,
})
const facts: EffectFacts = {
  people: [
    person('ada', { isOwner: true }),
    person('ben', { secondFactor: true, passphraseChangedMs: nowMs }),
    person('cleo'),
    person('gone', { disabled: true }),
  ],
  machines: ['db', 'web'].map(name => ({
    key: `${site}/${site}` as MachineKey,
    name,
    host: 'kvm1',
    siteId: name === 'db' ? site : null,
    tags: [],
  })),
  hosts: [
    { name: 'kvm1', siteId: site },
    { name: 'kvm2', siteId: null },
  ],
  sites: new Map([[site, { id: site, parentId: null, name: 'berlin', production: false, options: {} }]]),
  roles: [...builtInRoles, { id: 'night' as RoleId, name: 'Night shift' }],
  nowMs,
}
const of = (change: unknown) => policyEffects(defaultPolicies, Policies.parse(change), facts)

test('nothing changed has no effect', () => {
  expect(of({})).toEqual([])
})

test('names who has to do something, and nobody who has not', () => {
  expect(of({ secondFactor: { required: 'everyone' } })).toMatchObject([
    { policy: 'secondFactor.required', people: ['ada', 'cleo'] },
  ])
  expect(of({ secondFactor: { required: 'owners' } })).toMatchObject([{ people: ['ada'] }])
  expect(of({ passphrase: { maxAgeDays: 30 } })).toMatchObject([{ people: ['ada', 'cleo'] }])
  expect(of({ passphrase: { maxAgeDays: 365 } })).toMatchObject([{ people: [] }])
})

test('counts machines and names hosts that a rule would cover', () => {
  expect(of({ acts: { typedConfirmation: { siteIds: [site] } } })).toEqual([
    {
      policy: 'acts.typedConfirmation',
      code: 'typed',
      values: { count: 1, before: 0, all: 2 },
      people: [],
    },
  ])
  expect(of({ hosts: { readOnlySites: [site] } })[0]).toMatchObject({
    code: 'readOnly',
    values: { hosts: 'kvm1' },
  })
  const forbiddenHours = [{ days: [1], fromMinute: 480, toMinute: 1080, siteId: site }]
  expect(of({ acts: { forbiddenHours } })[0]).toMatchObject({
    code: 'hoursNow',
    values: { count: 1, untilMs: new Date(2026, 10, 23, 18).getTime() },
  })
  expect(of({ acts: { forbiddenHours: [{ ...forbiddenHours[0], days: [2] }] } })[0]?.code).toBe('hoursLater')
})

test('every field of the policies has an effect when it changes', () => {
  const changed = Policies.parse({
    passphrase: { minScore: 4, minLength: 20, maxAgeDays: 9, argonMemoryKib: 131_072, argonPasses: 4 },
    secondFactor: { required: 'everyone' },
    session: {
      idleLockMinutes: null,
      absoluteMinutes: 60,
      lockOnSleep: false,
      keychainAllowed: false,
      watchWhileLocked: false,
    },
    throttle: { freeTries: 1 },
    hosts: { newHostKeys: 'pinnedOnly', readOnlySites: [site] },
    acts: {
      typedConfirmation: { everywhere: true },
      forbiddenHours: [{ days: [1], fromMinute: 1, toMinute: 2, siteId: null }],
      elevationRoles: ['admin', 'night'],
      elevationMaxMinutes: 5,
    },
    data: { exportMaxRows: 5, clipboardAllowed: false, auditDays: 30, syslog: 'udp://log:514' },
    productionColour: 'violet',
  })
  const there = policyEffects(defaultPolicies, changed, facts)
  const back = policyEffects(changed, defaultPolicies, facts)
  expect(there).toHaveLength(21)
  expect(back).toHaveLength(21)
  expect(there.find(({ policy }) => policy === 'throttle.freeTries')?.values).toMatchObject({ count: 1 })
  expect(there.find(({ policy }) => policy === 'acts.elevationRoles')?.values).toEqual({
    roles: 'Admin, Night shift',
  })
})
