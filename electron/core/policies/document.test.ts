import { expect, test } from 'vitest'
import { defaultPolicies } from '../../../shared/models/policies.ts'
import { readPolicies } from './document.ts'

const site = '11111111-1111-4111-8111-111111111111'

test('nothing stored is the defaults, and so is what is no document at all', () => {
  expect(readPolicies(undefined)).toEqual({ policies: defaultPolicies, lost: [] })
  for (const broken of [null, 7, 'policies', [1, 2], true])
    expect(readPolicies(broken)).toEqual({ policies: defaultPolicies, lost: ['everything'] })
})

test('a field that does not fit takes its default and the others hold', () => {
  const { policies, lost } = readPolicies({
    passphrase: { minLength: 20, minScore: 'strong', argonMemoryKib: 1 },
    session: 'soon',
    secondFactor: { required: 'everyone' },
    productionColour: 'pink',
    ofTomorrow: { a: 1 },
  })
  expect(policies.passphrase).toEqual({ ...defaultPolicies.passphrase, minLength: 20 })
  expect(policies.session).toEqual(defaultPolicies.session)
  expect(policies.secondFactor.required).toBe('everyone')
  expect(policies.productionColour).toBe('red')
  expect(lost.sort()).toEqual([
    'passphrase.argonMemoryKib',
    'passphrase.minScore',
    'productionColour',
    'session',
  ])
})

test('of a list only the element that does not fit is lost', () => {
  const hours = { days: [1], fromMinute: 480, toMinute: 1080, siteId: null }
  const { policies, lost } = readPolicies({
    hosts: { readOnlySites: [site, 'nonsense', site] },
    acts: { forbiddenHours: [{ ...hours, days: [9] }, hours, { ...hours, fromMinute: -1 }] },
  })
  expect(policies.hosts.readOnlySites).toEqual([site, site])
  expect(policies.acts.forbiddenHours).toEqual([hours])
  expect(lost).toHaveLength(3)
})

test('a document broken everywhere ends as the defaults, not in a loop', () => {
  const endless = { hosts: { readOnlySites: Array.from({ length: 900 }, () => 'x') } }
  expect(readPolicies(endless).lost.at(-1)).toBe('everything')
  expect(readPolicies(endless).policies).toEqual(defaultPolicies)
})
