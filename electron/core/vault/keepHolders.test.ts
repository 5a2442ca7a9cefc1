import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { PersonId, RoleId } from '../../../shared/ids.ts'
import { otherPassphrase, passphrase, testFolder } from '../people/testing/folder.ts'
import { AppError } from '../../../shared/errors.ts'
import { keepHolders } from './keepHolders.ts'

const operator = 'operator' as RoleId
const secret = Buffer.from('a secret')
const ref = { kind: 'credential', id: 'a' }

test('keys follow rights: a new site, a grant, its end while nothing runs', async () => {
  await using folder = await testFolder()
  const { seat, client } = await folder.sit()
  const done = await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  const owner = done.state.person?.id as PersonId
  expect(folder.core.vault.holds(null, owner)).toBe(true)
  const site = await client.sites.create({ name: 'north', parentId: null })
  expect(folder.core.vault.holds(site.id, owner)).toBe(true)
  folder.core.vault.seal(site.id, ref, secret)
  const bob = await client.people.add({
    name: 'Bob',
    displayName: '',
    passphrase: otherPassphrase,
    groups: [],
  })
  expect(folder.core.vault.holds(site.id, bob.id)).toBe(false)
  folder.core.access.addGrant(seat.access, {
    subject: { kind: 'person', id: bob.id },
    roleId: operator,
    scope: { kind: 'site', siteId: site.id },
    untilMs: folder.clock.nowMs() + 60_000,
  })
  expect(folder.core.vault.holds(site.id, bob.id)).toBe(true)
  expect(folder.core.vault.holds(null, bob.id)).toBe(false)
  await folder.restart()
  expect(folder.core.vault.holds(site.id, bob.id)).toBe(true)
  await folder.core.close()
  folder.clock.advance(120_000)
  await folder.restart()
  expect(folder.core.vault.holds(site.id, bob.id)).toBe(false)
  expect(folder.core.vault.rotationDue).toEqual([site.id])
  const again = await folder.sit()
  await again.client.session.signIn({ name: 'Ada', passphrase })
  expect(folder.core.vault.rotationDue).toEqual([])
  expect(folder.core.vault.unseal(ref)).toEqual(secret)
})

test('a store that takes nothing is told to the log; any other fault is not hidden', () => {
  const told: unknown[] = []
  let fault: Error = new AppError('store.full', 'full')
  const start = () =>
    keepHolders({
      vault: {
        syncHolders: () => {
          throw fault
        },
      },
      access: { holders: () => [], onChange: () => () => {} },
      registry: { onHost: () => () => {} },
      log: pino({ level: 'trace' }, { write: line => told.push(JSON.parse(line)) }),
    })
  start()()
  expect(told).toEqual([expect.objectContaining({ msg: expect.stringContaining('tries again') })])
  fault = new Error('a bug')
  expect(start).toThrow('a bug')
})
