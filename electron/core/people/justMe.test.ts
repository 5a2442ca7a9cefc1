import { expect, test } from 'vitest'
import { defaultPolicies, type Policies } from '../../../shared/models/policies.ts'
import type { RoleId } from '../../../shared/ids.ts'
import { otherPassphrase, passphrase, type TestFolder, testFolder } from './testing/folder.ts'

const refusedWith = (code: string) => ({ data: { code } })
const secret = () => Buffer.from('a secret of the fleet')
const ref = { kind: 'test', id: 'one' }

/** Changes one group of the policies. */
function rule<Name extends keyof Policies>(
  { core }: TestFolder,
  name: Name,
  change: Partial<Policies[Name] & object>,
) {
  const now = core.policies.get()
  core.policies.set({ ...now, [name]: Object.assign({}, now[name], change) })
}

test('one person whose keychain unlocks is there by themselves, after a restart too, and can keep secrets', async () => {
  await using folder = await testFolder()
  const first = await folder.sit()
  const { recoveryKey, state } = await first.client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  expect(state.everywhere, 'the owner’s rights, from the first moment').toContain('user.manage')
  expect(recoveryKey).toEqual(expect.any(String))
  expect(state).toMatchObject({
    setUp: 'justMe',
    vaultOpen: true,
    person: { isOwner: true },
    keychain: { available: true, remembersMe: true },
    // The computer's own lock is theirs.
    idleLockMs: null,
  })
  folder.core.vault.seal(null, ref, secret())
  await folder.restart()
  const { client } = await folder.sit({ shell: 'cli' })
  expect(await client.session.state()).toMatchObject({ vaultOpen: true, person: { isOwner: true } })
  expect(folder.core.vault.unseal(ref)).toEqual(secret())
  await client.session.lock()
  const locked = await client.session.state()
  expect(locked).toMatchObject({ person: null, vaultOpen: false, lockedName: expect.any(String) })
  expect(() => folder.core.vault.unseal(ref)).toThrow(expect.objectContaining({ code: 'vault.closed' }))
  expect(await client.session.signInByKeychain()).toMatchObject({ state: { vaultOpen: true } })
})

test('where the keychain is gone, nobody is let in without the printed key', async () => {
  await using folder = await testFolder()
  const first = await folder.sit()
  const { recoveryKey } = await first.client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  folder.keychain.entries.clear()
  await folder.restart()
  const { client } = await folder.sit()
  const state = await client.session.state()
  expect(state).toMatchObject({ setUp: 'justMe', person: null, permissions: [] })
  await expect(client.hosts.list()).rejects.toMatchObject(refusedWith('session.required'))
  await expect(client.session.signInByKeychain()).rejects.toMatchObject(refusedWith('keychain.empty'))
  const recovered = await client.session.recover({
    name: state.lockedName ?? '',
    recoveryKey: recoveryKey ?? '',
    passphrase,
  })
  expect(recovered.state).toMatchObject({ vaultOpen: true, person: { isOwner: true } })
})

test('a keychain that can’t be used leaves no half-made account behind', async () => {
  await using folder = await testFolder()
  folder.keychain.reason = 'There is none.'
  const { client } = await folder.sit()
  await expect(client.session.setUp({ mode: 'justMe', unlock: 'keychain' })).rejects.toMatchObject(
    refusedWith('keychain.unavailable'),
  )
  expect(folder.core.people.list()).toEqual([])
  expect(await client.session.state()).toMatchObject({ setUp: 'none' })
  await client.session.setUp({ mode: 'justMe', unlock: 'passphrase', passphrase })
})

test('one becomes several and one again without losing a secret or an account', async () => {
  await using folder = await testFolder()
  const { client, seat } = await folder.sit()
  await client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  folder.core.vault.seal(null, ref, secret())
  const many = await client.session.becomePeople({ name: 'Ada', displayName: 'Ada L.', passphrase })
  expect(many).toMatchObject({
    setUp: 'people',
    vaultOpen: true,
    person: { name: 'Ada' },
    keychain: { remembersMe: false },
  })
  expect(folder.keychain.entries.size).toBe(0)
  await client.people.add({ name: 'Bob', displayName: '', passphrase: otherPassphrase, groups: [] })
  const bob = await folder.sit()
  expect(bob.seat.access.person).toBeNull()
  await bob.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  await expect(bob.client.session.becomeJustMe({ unlock: 'passphrase' })).rejects.toMatchObject(
    refusedWith('rights.denied'),
  )
  expect(await client.session.becomeJustMe({ unlock: 'keychain' })).toMatchObject({ setUp: 'justMe' })
  expect(bob.seat.access.person).toBeNull()
  await expect(bob.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })).rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  expect(seat.access.person?.name).toBe('Ada')
  await folder.restart()
  const again = await folder.sit()
  expect(again.seat.access.person?.name).toBe('Ada')
  expect(folder.core.vault.unseal(ref)).toEqual(secret())
  await again.client.session.becomePeople({ name: 'Ada', displayName: '', passphrase })
  const back = await folder.sit()
  await back.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  expect(folder.core.people.list().map(each => each.name)).toEqual(['Ada', 'Bob'])
})

test('one person without a vault is its owner and has nothing to lock with', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  const answer = await client.session.setUp({ mode: 'justMe', unlock: 'none' })
  expect(answer).toMatchObject({ recoveryKey: null, state: { vaultOpen: false, person: { isOwner: true } } })
  await expect(client.session.lock()).rejects.toMatchObject(refusedWith('input.invalid'))
  await folder.restart()
  const next = await folder.sit()
  await next.client.hosts.list()
  const many = await next.client.session.becomePeople({ name: 'Ada', displayName: '', passphrase })
  expect(many).toMatchObject({ vaultOpen: true, recoveryKey: expect.any(String) })
})

test('a choice that can’t be read opens nothing', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  for (const stored of ['{"mode":"nobody"}', '{', null]) {
    folder.core.store.database.run(
      stored === null
        ? "DELETE FROM settings WHERE key = 'people:setUp' AND ? IS NULL"
        : "UPDATE settings SET value = ? WHERE key = 'people:setUp'",
      stored,
    )
    await folder.restart()
    const next = await folder.sit()
    expect(await next.client.session.state()).toMatchObject({
      setUp: 'people',
      person: null,
      permissions: [],
    })
    await expect(next.client.session.setUp({ mode: 'justMe', unlock: 'none' })).rejects.toMatchObject(
      refusedWith('setUp.done'),
    )
  }
})

test('hosts and their secrets rest while nobody is there, where the policy says so', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  folder.core.start()
  const { id } = await client.hosts.add({ uri: 'test+unix:///default?socket=/nowhere/sock', name: 'kvm1' })
  const phase = () => folder.core.registry.session(id).state.phase
  expect(phase()).not.toBe('disconnected')
  await client.session.lock()
  expect(phase()).not.toBe('disconnected')
  await client.session.signIn({ name: 'Ada', passphrase })
  rule(folder, 'session', { watchWhileLocked: false })
  expect(phase()).not.toBe('disconnected')
  await client.session.lock()
  expect(phase()).toBe('disconnected')
  await client.session.signIn({ name: 'Ada', passphrase })
  expect(phase()).not.toBe('disconnected')
})

test('the policy asks for a second factor before anything else, and keeps it', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  rule(folder, 'secondFactor', { required: 'owners' })
  expect(await client.session.state()).toMatchObject({ mustSetUpSecondFactor: true })
  await expect(client.hosts.list()).rejects.toMatchObject(refusedWith('rights.denied'))
  const { uri } = await client.session.beginSecondFactor()
  const { recoveryCodes } = await client.session.confirmSecondFactor({ code: folder.code(uri) })
  await client.hosts.list()
  await expect(client.session.removeSecondFactor({ code: recoveryCodes[0] ?? '' })).rejects.toMatchObject(
    refusedWith('policy.refused'),
  )
})

test('a passphrase grows old, and too easy a one is refused with what would help', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  const weak = (text: string) =>
    client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase: text })
  for (const text of ['Password123456', 'short', 'adaadaadaada', 'qwertyuiopasdf'])
    await expect(weak(text), text).rejects.toMatchObject(refusedWith('passphrase.weak'))
  expect(await client.session.strength({ passphrase, name: 'Ada' })).toMatchObject({ score: 4, enough: true })
  expect(await client.session.strength({ passphrase: 'x'.repeat(1024) })).toMatchObject({ enough: false })
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  rule(folder, 'passphrase', { maxAgeDays: 30 })
  rule(folder, 'session', { absoluteMinutes: 10_080, idleLockMinutes: null })
  folder.clock.advance(31 * 24 * 3_600_000)
  expect(await client.session.state()).toMatchObject({ person: null })
  expect(await client.session.signIn({ name: 'Ada', passphrase })).toMatchObject({
    state: { person: { mustChangePassphrase: true }, permissions: ['app.read', 'settings.own'] },
  })
})

test('break-glass needs a role that the policy lends, a reason and a proof, and ends by itself', async () => {
  await using folder = await testFolder()
  const owner = await folder.sit()
  await owner.client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  const person = await owner.client.people.add({
    name: 'Bob',
    displayName: '',
    passphrase: otherPassphrase,
    groups: [],
  })
  const bob = await folder.sit()
  await bob.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  await bob.client.session.changePassphrase({ old: otherPassphrase, passphrase })
  const roleId = folder.core.access.roles().find(role => role.name === 'Operator')?.id ?? ('' as RoleId)
  const wish = { roleId, reason: 'the array burns', minutes: 10, passphrase }
  const elevate = (part: Partial<typeof wish>) => bob.client.session.elevate({ ...wish, ...part })
  await expect(elevate({})).rejects.toMatchObject(refusedWith('policy.refused'))
  rule(folder, 'acts', { elevationRoles: [roleId], elevationMaxMinutes: 30 })
  expect(await bob.client.session.elevations()).toEqual([{ roleId, name: 'Operator', maxMinutes: 30 }])
  await expect(elevate({ minutes: 31 })).rejects.toMatchObject(refusedWith('policy.refused'))
  await expect(elevate({ passphrase: 'wrong' })).rejects.toMatchObject(refusedWith('signIn.refused'))
  await expect(bob.client.hosts.list()).rejects.toMatchObject(refusedWith('rights.denied'))
  const before = bob.seat.epoch
  const state = await elevate({})
  expect(before.reason).toMatchObject({ code: 'rights.changed' })
  expect(state.elevation).toEqual({
    role: 'Operator',
    reason: wish.reason,
    untilMs: folder.clock.nowMs() + 600_000,
    leftMs: 600_000,
  })
  expect(bob.seat.elevated).toBe(true)
  await bob.client.hosts.list()
  // Another seat of the same person is not elevated.
  const other = await folder.sit()
  await other.client.session.signIn({ name: 'Bob', passphrase })
  await expect(other.client.hosts.list()).rejects.toMatchObject(refusedWith('rights.denied'))
  const during = bob.seat.epoch
  folder.clock.advance(600_000)
  expect(during.aborted).toBe(true)
  expect(bob.seat.elevated).toBe(false)
  await expect(bob.client.hosts.list()).rejects.toMatchObject(refusedWith('rights.denied'))
  await elevate({})
  expect((await bob.client.session.endElevation()).elevation).toBeNull()
  await expect(bob.client.hosts.list()).rejects.toMatchObject(refusedWith('rights.denied'))
  expect(person.isOwner).toBe(false)
  expect(defaultPolicies.acts.elevationRoles).toEqual([])
})

/** A window after a restart, with a keychain that has not answered yet. */
async function sitBeforeAnswer(folder: Awaited<ReturnType<typeof testFolder>>) {
  await folder.restart()
  const answered = Promise.withResolvers<void>()
  folder.keychain.until = answered.promise
  const sitting = folder.sit({ shell: 'desktop' })
  folder.clock.advance(1_000)
  return { ...(await sitting), answered }
}

test('a keychain that asks its person first holds no window up: they are in once it has answered', async () => {
  await using folder = await testFolder()
  const first = await folder.sit()
  await first.client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  const { client, seat, answered } = await sitBeforeAnswer(folder)
  expect(folder.core.people.stateOf(seat)).toMatchObject({ person: null, lockedName: expect.any(String) })
  const entering = client.session.signInByKeychain()
  answered.resolve()
  expect(await entering, 'asked once for both').toMatchObject({ state: { vaultOpen: true } })
  expect(folder.keychain.asked).toBe(1)
  expect(folder.core.people.stateOf(seat)).toMatchObject({ person: { isOwner: true } })
})

test('whoever came in otherwise meanwhile is not signed in anew when the keychain answers', async () => {
  await using folder = await testFolder()
  const { client: first } = await folder.sit()
  await first.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  await first.session.changePassphrase({ old: null, passphrase })
  const { client, seat, answered } = await sitBeforeAnswer(folder)
  const name = folder.core.people.stateOf(seat).lockedName ?? ''
  const { state } = await client.session.signIn({ name, passphrase })
  const session = seat.session
  answered.resolve()
  await client.session.state()
  expect(state.vaultOpen).toBe(true)
  expect(seat.session).toBe(session)
  expect(await client.session.state()).toMatchObject({ vaultOpen: true })
})

test.each(['none', 'keychain'] as const)(
  'a page that is loaded again finds who was let in by %s, until they leave on purpose',
  async unlock => {
    await using folder = await testFolder()
    const { client: first } = await folder.sit()
    await first.session.setUp({ mode: 'justMe', unlock })
    await folder.restart()
    const browser = { shell: 'headless', place: 'a browser' } as const
    const page = await folder.sit(browser)
    const { session } = page.seat
    expect(session).not.toBeNull()
    page.seat.close()
    const again = await folder.sit(browser)
    expect(again.seat.session).toBe(session)
    expect(await again.client.session.state()).toMatchObject({ person: { isOwner: true } })
    if (unlock === 'none') return
    await again.client.session.lock()
    again.seat.close()
    expect((await folder.sit(browser)).seat.session).toBeNull()
  },
)

test('one whose passphrase is asked for stays behind it when a page is loaded again', async () => {
  await using folder = await testFolder()
  const browser = { shell: 'headless', place: 'a browser' } as const
  const page = await folder.sit(browser)
  await page.client.session.setUp({ mode: 'justMe', unlock: 'passphrase', passphrase })
  expect(page.seat.session).not.toBeNull()
  expect((await folder.sit(browser)).seat.session).toBeNull()
})
