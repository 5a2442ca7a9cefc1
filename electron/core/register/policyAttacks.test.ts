import { expect, test } from 'vitest'
import type { RoleId } from '../../../shared/ids.ts'
import { otherPassphrase, passphrase, testFolder } from '../people/testing/folder.ts'
import { tamper } from './testing/forger.ts'

const lend = (value: string) =>
  `UPDATE settings SET value = json_set(value, '$.acts.elevationRoles', json('${value}')) WHERE key = 'policies'`

test.each([
  ['what is forbidden is allowed', `UPDATE settings SET value = '{}' WHERE key = 'policies'`],
  ['a role is lent to everybody', lend('["owner"]')],
  ['they are taken away', `DELETE FROM settings WHERE key = 'policies'`],
  ['they are no JSON any more', `UPDATE settings SET value = '{' WHERE key = 'policies'`],
  ['they are said not to be signed here', `DELETE FROM settings WHERE key = 'register:covers'`],
  ['both', `DELETE FROM settings WHERE key IN ('register:covers', 'policies')`],
])('policies: %s; they are as they were signed again, told and audited', async (_words, sql) => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  const before = folder.core.policies.get()
  const hours = { days: [1], fromMinute: 480, toMinute: 1080, siteId: null }
  const policies = {
    ...before,
    hosts: { ...before.hosts, newHostKeys: 'pinnedOnly' as const },
    acts: { ...before.acts, forbiddenHours: [hours] },
  }
  await client.policies.set({ policies })
  await folder.restart(() => tamper(folder.path, db => void db.run(sql)))
  expect(folder.core.policies.get()).toEqual(policies)
  expect(folder.core.findings).toEqual([expect.stringContaining('policies')])
  const ada = await folder.sit()
  await ada.client.session.signIn({ name: 'Ada', passphrase })
  const { entries } = await ada.client.audit.list({ limit: 20 })
  expect(entries.filter(({ act }) => act === 'register.putBack').length).toBeGreaterThan(0)
  await folder.restart()
  expect(folder.core.findings).toEqual([])
})

test('who may only change policies needs somebody there who manages people, and is told so', async () => {
  await using folder = await testFolder()
  const { client, bob } = await folder.adaAndBob()
  const role = await client.people.addRole({
    name: 'rules',
    description: '',
    permissions: ['policy.read', 'policy.manage'],
  })
  await client.people.addGrant({
    subject: { kind: 'person', id: bob },
    roleId: role.id,
    scope: { kind: 'everything' },
  })
  const place = await folder.sit()
  await place.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  await place.client.session.changePassphrase({ old: otherPassphrase, passphrase })
  const policies = { ...folder.core.policies.get(), productionColour: 'violet' as const }
  await client.session.signOut()
  await expect(place.client.policies.set({ policies })).rejects.toMatchObject({
    data: { code: 'register.absent' },
  })
  expect(folder.core.policies.get().productionColour).not.toBe('violet')
  await client.session.signIn({ name: 'Ada', passphrase })
  await place.client.policies.set({ policies })
  expect(folder.core.policies.get().productionColour).toBe('violet')
})

test('who may change policies lends nobody, nor themselves, what they do not hold for good', async () => {
  await using folder = await testFolder()
  const { client, bob } = await folder.adaAndBob()
  const admin = 'admin' as RoleId
  await client.people.addGrant({
    subject: { kind: 'person', id: bob },
    roleId: admin,
    scope: { kind: 'everything' },
  })
  const place = await folder.sit()
  await place.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  await place.client.session.changePassphrase({ old: otherPassphrase, passphrase })
  const lending = (...roles: string[]) => {
    const before = folder.core.policies.get()
    return { policies: { ...before, acts: { ...before.acts, elevationRoles: roles as RoleId[] } } }
  }
  const denied = { data: { code: 'rights.denied' } }
  await expect(place.client.policies.set(lending('owner'))).rejects.toMatchObject(denied)
  const file = { ...JSON.parse((await client.config.export()).text), ...lending('owner') }
  const text = JSON.stringify(file)
  await expect(place.client.config.import({ text, apply: true })).rejects.toMatchObject(denied)
  await place.client.policies.set(lending('operator'))
  await client.policies.set(lending('owner', 'operator'))
  // What the owner lends stays lent, whoever changes something else, and may be taken away.
  await place.client.policies.set(lending('owner'))
  await place.client.session.elevate({
    roleId: 'owner' as RoleId,
    reason: 'all is lost',
    minutes: 5,
    passphrase,
  })
  const role = await client.people.addRole({ name: 'keys', description: '', permissions: ['credential.use'] })
  await place.client.policies.set(lending())
  await expect(place.client.policies.set(lending('owner'))).rejects.toMatchObject(denied)
  expect(folder.core.policies.get().acts.elevationRoles).toEqual([])
  await client.policies.set(lending('owner', role.id))
})
