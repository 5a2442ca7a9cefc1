import { expect, test } from 'vitest'
import type { PersonId } from '../../../shared/ids.ts'
import { defaultPolicies } from '../../../shared/models/policies.ts'
import {
  otherPassphrase,
  passphrase,
  type TestFolder,
  type TestSeat,
  testFolder,
  thirdPassphrase,
} from './testing/folder.ts'

const refusedWith = (code: string) => ({ data: { code } })

/** A folder of several people whose owner, Ada, sits at the first seat. */
async function withOwner(folder: TestFolder): Promise<TestSeat> {
  const first = await folder.sit()
  await first.client.session.setUp({ mode: 'people', name: 'Ada', displayName: 'Ada L.', passphrase })
  return first
}

/** Somebody else with an account who has chosen a passphrase of their own. */
async function addPerson(folder: TestFolder, owner: TestSeat, name: string): Promise<PersonId> {
  const { id } = await owner.client.people.add({
    name,
    displayName: '',
    passphrase: otherPassphrase,
    groups: [],
  })
  const seat = await folder.sit()
  await seat.client.session.signIn({ name, passphrase: otherPassphrase })
  await seat.client.session.changePassphrase({ old: otherPassphrase, passphrase: thirdPassphrase })
  seat.seat.close()
  return id
}

test('a folder that nobody set up is its owner’s, and set-up takes it from everybody else', async () => {
  await using folder = await testFolder()
  const first = await folder.sit()
  const second = await folder.sit()
  expect(await second.client.session.state()).toMatchObject({ setUp: 'none', person: null, vaultOpen: false })
  await second.client.hosts.list()
  const { epoch } = second.seat
  const done = await first.client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  expect(done).toMatchObject({
    recoveryKey: expect.any(String),
    ticket: null,
    state: { setUp: 'people', vaultOpen: true, person: { name: 'Ada', isOwner: true } },
  })
  expect(epoch.reason).toMatchObject({ name: 'AppError', code: 'session.ended' })
  expect(await second.client.session.state()).toMatchObject({ person: null, permissions: [] })
  await expect(second.client.hosts.list()).rejects.toMatchObject({
    data: { code: expect.stringMatching(/^(rights\.denied|session\.required)$/) },
  })
  await expect(second.client.session.setUp({ mode: 'justMe', unlock: 'none' })).rejects.toMatchObject(
    refusedWith('setUp.done'),
  )
  await first.client.hosts.list()
})

test('the refusal is the same for an unknown name, a wrong passphrase and a disabled person', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const personId = await addPerson(folder, owner, 'Bob')
  await owner.client.people.update({ personId, disabled: true })
  const seat = await folder.sit()
  const refusals: unknown[] = []
  for (const [name, secret] of [
    ['nobody', passphrase],
    ['Ada', 'not this one at all'],
    ['Bob', thirdPassphrase],
  ] as const)
    await seat.client.session
      .signIn({ name, passphrase: secret })
      .catch((error: { data: unknown }) => refusals.push(error.data))
  expect(refusals).toHaveLength(3)
  expect(refusals[1]).toEqual(refusals[0])
  expect(refusals[2]).toEqual(refusals[0])
  expect(refusals[0]).toMatchObject({ code: 'signIn.refused' })
  expect(await seat.client.session.signIn({ name: ' ADA ', passphrase })).toMatchObject({
    state: { person: { name: 'Ada' } },
  })
})

test('wrong tries wait longer and longer, also after a restart, for a name that nobody has too', async () => {
  await using folder = await testFolder()
  await withOwner(folder)
  const { freeTries, firstDelaySeconds } = defaultPolicies.throttle
  for (const name of ['Ada', 'nobody at all']) {
    const { client } = await folder.sit()
    const wrong = () => client.session.signIn({ name, passphrase: 'wrong' })
    const nowMs = folder.clock.nowMs()
    for (let each = 0; each < freeTries; each++)
      await expect(wrong()).rejects.toMatchObject({ data: { code: 'signIn.refused', data: { nowMs } } })
    // The refusal that begins the wait says so: nobody has to run into it first.
    const data = { retryAtMs: nowMs + firstDelaySeconds * 1000, nowMs }
    await expect(wrong()).rejects.toMatchObject({ data: { code: 'signIn.refused', data } })
    await expect(wrong()).rejects.toMatchObject({ data: { code: 'signIn.delayed', data } })
    await expect(client.session.signIn({ name, passphrase })).rejects.toMatchObject(
      refusedWith('signIn.delayed'),
    )
  }
  await folder.restart()
  const { client } = await folder.sit()
  await expect(client.session.signIn({ name: 'Ada', passphrase })).rejects.toMatchObject(
    refusedWith('signIn.delayed'),
  )
  folder.clock.advance(firstDelaySeconds * 1000)
  await expect(client.session.signIn({ name: 'Ada', passphrase: 'wrong' })).rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  folder.clock.advance(firstDelaySeconds * 2000 - 1)
  await expect(client.session.signIn({ name: 'Ada', passphrase })).rejects.toMatchObject(
    refusedWith('signIn.delayed'),
  )
  folder.clock.advance(1)
  await client.session.signIn({ name: 'Ada', passphrase })
  // It was right: the next one begins anew.
  await expect(client.session.signIn({ name: 'Ada', passphrase: 'wrong' })).rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  await client.session.signIn({ name: 'Ada', passphrase })
})

test('a second factor is asked for after the passphrase; a code works once, within a step of the clock', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const { uri, secret, qr } = await owner.client.session.beginSecondFactor()
  expect(uri).toContain(`secret=${secret}`)
  expect(qr.length).toBeGreaterThan(20)
  await expect(owner.client.session.confirmSecondFactor({ code: '000000' })).rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  const { epoch } = owner.seat
  const { recoveryCodes } = await owner.client.session.confirmSecondFactor({ code: folder.code(uri) })
  expect(new Set(recoveryCodes).size).toBe(10)
  // What is open stays open: the window still has to show the codes.
  expect(epoch.aborted).toBe(false)
  // The account can't be taken over from an unlocked window.
  await expect(owner.client.session.beginSecondFactor()).rejects.toMatchObject(refusedWith('input.invalid'))

  const { client } = await folder.sit()
  const enter = (code?: string, secretWord = passphrase) =>
    client.session.signIn({ name: 'Ada', passphrase: secretWord, ...(code === undefined ? {} : { code }) })
  await expect(enter(folder.code(uri), 'wrong')).rejects.toMatchObject(refusedWith('signIn.refused'))
  await expect(enter()).rejects.toMatchObject(refusedWith('signIn.code'))
  // The one that confirmed it is spent.
  await expect(enter(folder.code(uri))).rejects.toMatchObject(refusedWith('signIn.refused'))
  folder.clock.advance(30_000)
  const now = folder.code(uri)
  expect(await enter(now)).toMatchObject({ state: { person: { secondFactor: true } } })
  await expect(enter(now)).rejects.toMatchObject(refusedWith('signIn.refused'))
  folder.clock.advance(120_000)
  const nowMs = folder.clock.nowMs()
  await expect(enter(folder.code(uri, nowMs - 60_000))).rejects.toMatchObject(refusedWith('signIn.refused'))
  await enter(folder.code(uri, nowMs - 30_000))
  await enter(folder.code(uri, nowMs + 30_000))

  const [first = '', second = ''] = recoveryCodes
  await enter(first.toLowerCase().replaceAll('-', ' '))
  await expect(enter(first)).rejects.toMatchObject(refusedWith('signIn.refused'))
  await owner.client.session.removeSecondFactor({ code: second })
  expect(await enter()).toMatchObject({ state: { person: { secondFactor: false } } })
})

test('a wrong code counts like a wrong passphrase, and being asked for one counts for nothing', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const { uri } = await owner.client.session.beginSecondFactor()
  await owner.client.session.confirmSecondFactor({ code: folder.code(uri) })
  const { client } = await folder.sit()
  for (let each = 0; each < 6; each++)
    await expect(client.session.signIn({ name: 'Ada', passphrase })).rejects.toMatchObject(
      refusedWith('signIn.code'),
    )
  for (let each = 0; each <= defaultPolicies.throttle.freeTries; each++)
    await expect(client.session.signIn({ name: 'Ada', passphrase, code: '123' })).rejects.toMatchObject(
      refusedWith('signIn.refused'),
    )
  await expect(client.session.signIn({ name: 'Ada', passphrase })).rejects.toMatchObject(
    refusedWith('signIn.delayed'),
  )
})

test('a session locks for want of input and ends with its time; what was open ends with it', async () => {
  await using folder = await testFolder()
  const { client, seat } = await withOwner(folder)
  const minutes = (count: number) => folder.clock.advance(count * 60_000)
  const keys = folder.core.vault.present
  expect(keys).toHaveLength(1)
  minutes(14)
  await client.session.touch()
  minutes(14)
  expect(seat.access.person?.name).toBe('Ada')
  const { epoch } = seat
  minutes(1)
  expect(epoch.reason).toMatchObject({ code: 'session.ended' })
  expect(keys[0]?.closed).toBe(true)
  expect(folder.core.vault.present).toHaveLength(0)
  const locked = { person: null, lockedName: 'Ada', vaultOpen: false }
  expect(await client.session.state()).toMatchObject({ ...locked, leftBy: 'idle' })
  await client.session.signIn({ name: 'Ada', passphrase })
  expect(await client.session.state()).toMatchObject({ lockedName: null, leftBy: null })
  for (let each = 0; each < 51; each++) {
    minutes(14)
    await client.session.touch()
  }
  expect(seat.access.person?.name).toBe('Ada')
  minutes(6)
  expect(seat.access.person).toBeNull()
  expect(await client.session.state()).toMatchObject({ lockedName: 'Ada', leftBy: 'expired' })
  await client.session.signIn({ name: 'Ada', passphrase })
  // While the computer slept no timer ran; the wall tells.
  folder.clock.jumpWall(20 * 60_000)
  expect(seat.access.person).toBeNull()
})

test('a stream ends at once with the reason when its person is disabled, and shows nothing more', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const personId = await addPerson(folder, owner, 'Bob')
  const { id: roleId } = folder.core.access.roles().find(role => role.name === 'Viewer') ?? {
    id: '' as never,
  }
  folder.core.access.addGrant(owner.seat.access, {
    subject: { kind: 'person', id: personId },
    roleId,
    scope: { kind: 'everything' },
  })
  const bob = await folder.sit()
  await bob.client.session.signIn({ name: 'bob', passphrase: thirdPassphrase })
  const hosts = await bob.client.hosts.watch()
  expect((await hosts.next()).done).toBe(false)
  const states = await bob.client.session.watch()
  expect((await states.next()).value).toMatchObject({ person: { name: 'Bob' } })
  const next = hosts.next()
  await owner.client.people.update({ personId, disabled: true })
  await expect(next).rejects.toMatchObject({ data: { code: 'session.ended' } })
  expect((await states.next()).value).toMatchObject({ person: null, permissions: [], leftBy: 'disabled' })
  await states.return()
  await owner.client.people.update({ personId, disabled: false })
  await bob.client.session.signIn({ name: 'bob', passphrase: thirdPassphrase })
  await owner.client.people.remove({ personId })
  expect(bob.seat.state()).toMatchObject({ person: null, lockedName: null, leftBy: 'removed' })
})

test('a grant that is taken away ends an open stream at once, and it can’t be opened again', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const personId = await addPerson(folder, owner, 'Bob')
  const viewer = folder.core.access.roles().find(role => role.name === 'Viewer')
  if (!viewer) throw new Error('no such role')
  const grant = await owner.client.people.addGrant({
    subject: { kind: 'person', id: personId },
    roleId: viewer.id,
    scope: { kind: 'everything' },
  })
  const bob = await folder.sit()
  await bob.client.session.signIn({ name: 'Bob', passphrase: thirdPassphrase })
  const hosts = await bob.client.hosts.watch()
  await hosts.next()
  const next = hosts.next()
  await owner.client.people.removeGrant({ grantId: grant.id })
  await expect(next).rejects.toMatchObject({ data: { code: 'rights.changed' } })
  await expect(bob.client.hosts.watch()).rejects.toMatchObject(refusedWith('rights.denied'))
  expect(bob.seat.access.person?.name).toBe('Bob')
})

test('a session of another place can’t be resumed, nor one that ended, and a ticket works once', async () => {
  await using folder = await testFolder()
  await withOwner(folder)
  const browser = { shell: 'headless', place: 'browser-1' } as const
  const page = await folder.sit(browser)
  const { ticket } = await page.client.session.signIn({ name: 'Ada', passphrase })
  expect(ticket).toEqual(expect.any(String))
  expect(folder.core.people.trade(ticket ?? '', 'headless', 'browser-2')).toBeNull()
  // Shown at the wrong place it is spent.
  expect(folder.core.people.trade(ticket ?? '', 'headless', 'browser-1')).toBeNull()
  const again = await page.client.session.signIn({ name: 'Ada', passphrase })
  const traded = folder.core.people.trade(again.ticket ?? '', 'headless', 'browser-1')
  expect(traded?.token).toMatch(/^[\w-]{43}$/)
  expect(folder.core.people.trade(again.ticket ?? '', 'headless', 'browser-1')).toBeNull()
  const token = traded?.token ?? ''
  const nameAt = async (request: Parameters<TestFolder['sit']>[0]) =>
    (await folder.sit(request)).seat.access.person?.name ?? null
  expect(await nameAt({ ...browser, token })).toBe('Ada')
  expect(await nameAt(browser)).toBeNull()
  expect(await nameAt({ ...browser, place: 'browser-2', token })).toBeNull()
  expect(await nameAt({ shell: 'desktop', place: 'browser-1', token })).toBeNull()
  expect(await nameAt({ ...browser, token: `${token}A` })).toBeNull()
  const rows = folder.core.store.database.all<{ token_hash: Buffer }>('SELECT token_hash FROM sessions')
  expect(rows.some(row => row.token_hash.includes(token))).toBe(false)
  await page.client.session.signOut()
  expect(await nameAt({ ...browser, token })).toBeNull()
  const late = await page.client.session.signIn({ name: 'Ada', passphrase })
  folder.clock.advance(60_001)
  expect(folder.core.people.trade(late.ticket ?? '', 'headless', 'browser-1')).toBeNull()
})

test('several persons are there at once, one a browser; each sees their own sessions only', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  await addPerson(folder, owner, 'Bob')
  const bob = await folder.sit({ shell: 'headless', place: 'b', where: 'Firefox' })
  await bob.client.session.signIn({ name: 'Bob', passphrase: thirdPassphrase })
  expect((await owner.client.session.list()).map(each => [each.person, each.isOwn, each.where])).toEqual([
    ['Ada', true, null],
    ['Bob', false, 'Firefox'],
  ])
  const mine = await bob.client.session.list()
  expect(mine.map(each => each.person)).toEqual(['Bob'])
  const [adas] = (await owner.client.session.list()).filter(each => each.isOwn)
  if (!adas) throw new Error('no session')
  await expect(bob.client.session.end({ sessionId: adas.id })).rejects.toMatchObject(
    refusedWith('name.unknown'),
  )
  const other = await folder.sit({ shell: 'headless', place: 'b', where: 'Firefox' })
  await other.client.session.signIn({ name: 'Ada', passphrase })
  expect(bob.seat.access.person?.name).toBe('Ada')
  const [first] = mine
  if (!first) throw new Error('no session')
  await expect(owner.client.session.end({ sessionId: first.id })).rejects.toMatchObject(
    refusedWith('name.unknown'),
  )
})

test('a change of the passphrase ends every other session of the person, and the old one opens nothing', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const other = await folder.sit()
  await other.client.session.signIn({ name: 'Ada', passphrase })
  const change = (old: string, next: string) =>
    owner.client.session.changePassphrase({ old, passphrase: next })
  await expect(change('wrong', otherPassphrase)).rejects.toMatchObject(refusedWith('signIn.refused'))
  await expect(change(passphrase, 'password1234')).rejects.toMatchObject(refusedWith('passphrase.weak'))
  const { epoch } = owner.seat
  await change(passphrase, otherPassphrase)
  expect(epoch.aborted).toBe(false)
  expect(other.seat.access.person).toBeNull()
  expect(other.seat.state()).toMatchObject({ lockedName: 'Ada', leftBy: 'changed' })
  expect(owner.seat.access.person?.name).toBe('Ada')
  await expect(other.client.session.signIn({ name: 'Ada', passphrase })).rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  await other.client.session.signIn({ name: 'Ada', passphrase: otherPassphrase })
})

test('whoever was given a passphrase may do nothing before they have chosen their own', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const { id } = await owner.client.people.add({
    name: 'Bob',
    displayName: '',
    passphrase: otherPassphrase,
    groups: [],
  })
  folder.core.access.addGrant(owner.seat.access, {
    subject: { kind: 'person', id },
    roleId: 'owner' as never,
    scope: { kind: 'everything' },
  })
  const bob = await folder.sit()
  const { state } = await bob.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  expect(state).toMatchObject({
    person: { mustChangePassphrase: true },
    everywhere: ['app.read', 'settings.own'],
  })
  await expect(bob.client.hosts.list()).rejects.toMatchObject(refusedWith('rights.denied'))
  await bob.client.session.changePassphrase({ old: otherPassphrase, passphrase: thirdPassphrase })
  await bob.client.hosts.list()
  await expect(owner.client.people.update({ personId: id, name: 'ada' })).rejects.toMatchObject(
    refusedWith('name.taken'),
  )
})

test('an owner resets another’s passphrase and second factor; the last owner stays', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const personId = await addPerson(folder, owner, 'Bob')
  const bob = await folder.sit()
  await bob.client.session.signIn({ name: 'Bob', passphrase: thirdPassphrase })
  const { uri } = await bob.client.session.beginSecondFactor()
  await bob.client.session.confirmSecondFactor({ code: folder.code(uri) })
  await owner.client.people.resetSecondFactor({ personId })
  expect(bob.seat.access.person).toBeNull()
  await bob.client.session.signIn({ name: 'Bob', passphrase: thirdPassphrase })
  await owner.client.people.resetPassphrase({ personId, passphrase: otherPassphrase })
  expect(bob.seat.access.person).toBeNull()
  await expect(bob.client.session.signIn({ name: 'Bob', passphrase: thirdPassphrase })).rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  expect(await bob.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })).toMatchObject({
    state: { person: { mustChangePassphrase: true } },
  })
  const ada = owner.seat.access.person?.id
  if (!ada) throw new Error('nobody')
  await expect(owner.client.people.remove({ personId: ada })).rejects.toMatchObject(refusedWith('owner.last'))
  await expect(owner.client.people.update({ personId: ada, disabled: true })).rejects.toMatchObject(
    refusedWith('owner.last'),
  )
  await owner.client.people.remove({ personId })
  expect(folder.core.people.list().map(each => each.name)).toEqual(['Ada'])
  expect(bob.seat.access.person).toBeNull()
})

test('a passphrase that was reset has to be changed from the first moment that it opens anything', async () => {
  await using folder = await testFolder()
  const owner = await withOwner(folder)
  const personId = await addPerson(folder, owner, 'Bob')
  const bob = await folder.sit()
  await bob.client.session.signIn({ name: 'Bob', passphrase: thirdPassphrase })
  await bob.client.session.remember({ on: true })
  // A keychain that is slow to forget holds the rest of the reset up; the program could end there as well.
  const forgotten = Promise.withResolvers<void>()
  const forgets = Promise.withResolvers<void>()
  folder.keychain.remove = async () => {
    forgets.resolve()
    await forgotten.promise
  }
  const resetting = owner.client.people.resetPassphrase({ personId, passphrase: otherPassphrase })
  await forgets.promise
  expect(await bob.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })).toMatchObject({
    state: { person: { mustChangePassphrase: true } },
  })
  forgotten.resolve()
  await resetting
})

test('the printed key opens once and gives another one', async () => {
  await using folder = await testFolder()
  const first = await folder.sit()
  const { recoveryKey } = await first.client.session.setUp({
    mode: 'people',
    name: 'Ada',
    displayName: '',
    passphrase,
  })
  const lost = await folder.sit()
  const recover = (key: string) =>
    lost.client.session.recover({ name: 'Ada', recoveryKey: key, passphrase: otherPassphrase })
  const answer = await recover(recoveryKey ?? '')
  expect(answer.state).toMatchObject({ person: { name: 'Ada' }, vaultOpen: true })
  expect(answer.recoveryKey).not.toBe(recoveryKey)
  expect(first.seat.access.person).toBeNull()
  await expect(recover(recoveryKey ?? '')).rejects.toMatchObject(refusedWith('recovery.refused'))
  await expect(
    lost.client.session.recover({
      name: 'nobody',
      recoveryKey: answer.recoveryKey,
      passphrase: otherPassphrase,
    }),
  ).rejects.toMatchObject(refusedWith('recovery.refused'))
  await first.client.session.signIn({ name: 'Ada', passphrase: otherPassphrase })
})
