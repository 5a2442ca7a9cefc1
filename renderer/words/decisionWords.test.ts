import { afterAll, expect, test } from 'vitest'
import type { DecisionRule, RuleGrant } from '../../shared/models/access.ts'
import { decisionWords, nearWords } from './decisionWords.ts'
import { allWords, speak } from './index.ts'

const grant = (more: Partial<RuleGrant> = {}): RuleGrant => ({
  role: 'Operator',
  elevated: false,
  scope: { kind: 'site', name: 'Berlin / Rack A' },
  group: null,
  vanished: false,
  ...more,
})
const rule = (code: DecisionRule['code'], more: Partial<DecisionRule> = {}): DecisionRule => ({
  code,
  person: 'bea',
  what: { kind: 'host', name: 'kvm002' },
  by: null,
  near: [],
  ...more,
})
const said = (given: DecisionRule) => decisionWords({ permission: 'host.manage', rule: given })

afterAll(() => speak('en'))

test('the rule is said in the window’s language, with everything that it names', async () => {
  await allWords()
  expect(said(rule('notGranted'))).toBe(
    'Nothing that was granted to bea gives the right “Add, change and remove hosts”.',
  )
  expect(said(rule('granted', { by: grant({ group: 'Ops', elevated: true }) }))).toBe(
    'Allowed by the role Operator (break-glass) over the site Berlin / Rack A, through the group Ops.',
  )
  await speak('de')
  await allWords()
  expect(said(rule('elsewhere'))).toBe(
    'bea hat das Recht „Hosts hinzufügen, ändern und entfernen“, aber nicht für den Host kvm002.',
  )
  expect(said(rule('elsewhere', { what: { kind: 'machine', name: 'web-1', host: 'kvm002' } }))).toContain(
    'nicht für web-1 auf kvm002.',
  )
  const near = [
    grant({ scope: { kind: 'query', name: 'tag:qa' } }),
    grant({ scope: { kind: 'host', name: null }, vanished: true }),
  ]
  expect(nearWords(rule('elsewhere', { near }))).toEqual([
    'Nicht für den Host kvm002: die Rolle Operator für Maschinen, auf die tag:qa passt.',
    'Umfasst nichts mehr: die Rolle Operator für einen Host, den es nicht mehr gibt.',
  ])
})

test('what may not be seen stays without a name, and a name turns nothing round', async () => {
  await speak('en')
  expect(said(rule('elsewhere', { what: { kind: 'machine', name: null } }))).toContain(
    'not for this machine.',
  )
  expect(said(rule('notGranted', { person: 'be\u202ea' }))).not.toContain('\u202e')
})
