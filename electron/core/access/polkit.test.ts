import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { polkitActions, polkitRule, type PolkitUser, queryNames } from './polkit.ts'

type Asked = Record<string, string>

/** What polkit answers for a user, by a rule as its own JavaScript would run it. */
function answers(rule: string): (user: string, id: string, details?: Asked) => string | null {
  const rules: ((action: object, subject: object) => string | null)[] = []
  const Result = { YES: 'yes', NO: 'no', NOT_HANDLED: null }
  const polkit = { Result, addRule: (each: (typeof rules)[number]) => rules.push(each) }
  runInContext(rule, createContext({ polkit }))
  expect(rules).toHaveLength(1)
  return (user, id, details = {}) =>
    rules[0]?.({ id, lookup: (name: string) => details[name] }, { user, groups: [], local: true }) ?? null
}

const api = (name: string): string => `org.libvirt.api.${name}`
const qemu = (name: string): Asked => ({ connect_driver: 'QEMU', domain_name: name })
const user = (name: string, writes: boolean, ...grants: PolkitUser['grants']): PolkitUser => ({
  ...{ user: name, writes, grants },
})

test('gives each user what they hold, and nothing else of libvirt', () => {
  const answer = answers(
    polkitRule('kvm1', 'QEMU', [
      user('vera', false, { actions: polkitActions(['host.read', 'domain.read']), names: null }),
      user('olaf', true, { actions: polkitActions(['domain.read', 'domain.operate.start']), names: null }),
    ]),
  )
  expect(answer('vera', api('domain.getattr'), qemu('db'))).toBe('yes')
  expect(answer('vera', api('connect.search-domains'))).toBe('yes')
  expect(answer('vera', api('domain.start'), qemu('db'))).toBe('no')
  expect(answer('vera', api('storage-pool.read'))).toBe('no')
  expect(answer('vera', 'org.libvirt.unix.manage')).toBe('no')
  expect(answer('olaf', 'org.libvirt.unix.manage')).toBe('yes')
  expect(answer('olaf', api('domain.start'), qemu('db'))).toBe('yes')
  expect(answer('olaf', api('domain.start'), { connect_driver: 'LXC', domain_name: 'db' })).toBe('no')
  expect(answer('olaf', api('domain.stop'), qemu('db'))).toBe('no')
  // Others, and what is none of libvirt's, are left as they are.
  expect(answer('root', api('domain.stop'), qemu('db'))).toBeNull()
  expect(answer('toString', api('domain.stop'), qemu('db'))).toBeNull()
  expect(answer('olaf', 'org.freedesktop.login1.power-off')).toBeNull()
})

test('says scopes by name, and only those', () => {
  const names = queryNames('name=web-* or name:(db,mail.1)')
  const answer = answers(
    polkitRule('kvm1', 'QEMU', [user('qa', true, { actions: ['domain.start', 'connect.read'], names })]),
  )
  const may = (name: string) => answer('qa', api('domain.start'), qemu(name))
  expect(['web-1', 'WEB-2', 'my-db-2', 'mail.1'].map(may)).toEqual(['yes', 'yes', 'yes', 'yes'])
  expect(['xweb-1', 'mailx1', 'web', ''].map(may)).toEqual(['no', 'no', 'no', 'no'])
  expect(answer('qa', api('connect.read'))).toBe('yes')
  for (const query of ['tag:qa', 'name:a tag:b', 'name:a or tag:b', '-name:a', 'web', 'name!=a', 'name:ä'])
    expect([query, queryNames(query)]).toEqual([query, null])
})

test('what others named stays data', () => {
  const hostile = 'x\n} polkit.addRule(function () { return "yes" }) //\u2028"; */'
  const names = queryNames('name="a\\"];throw 1;//"')
  const answer = answers(
    polkitRule(hostile, 'QEMU', [
      user('eve', false, { actions: ['domain.read'], names: names ?? ['[bad'] }),
      user('constructor', false, { actions: [], names: null }),
    ]),
  )
  expect(answer('mallory', api('domain.read'), qemu('x'))).toBeNull()
  expect(answer('constructor', api('domain.read'), qemu('x'))).toBe('no')
})
