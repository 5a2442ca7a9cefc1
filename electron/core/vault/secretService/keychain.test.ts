import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Keychain } from '../types.ts'
import { type SecretService, secretServiceMissing, startSecretService } from '../testing/secretService.ts'
import { SessionBus } from './bus.ts'
import { secretServiceKeychain } from './keychain.ts'

const missing = process.platform === 'linux' ? secretServiceMissing() : 'not Linux'
const refused = (why: string) => ({ code: 'keychain.unavailable', data: { why } })
const secret = Buffer.from([0, 255, 10, 65])

const opened: Keychain[] = []
afterEach(() => {
  for (const keychain of opened.splice(0)) keychain.close?.()
})
function keychainOf({ env }: Pick<SecretService, 'env'>): Keychain {
  const keychain = secretServiceKeychain('NovaCron', env)
  opened.push(keychain)
  return keychain
}

test('where there is no D-Bus session it says so, and keeps nothing anywhere else', async () => {
  for (const env of [{}, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }]) {
    const keychain = keychainOf({ env })
    expect(await keychain.unavailable()).toBe(
      'The operating system’s keychain can’t be used: no D-Bus session of this user can be reached.',
    )
    await expect(keychain.set('a', secret)).rejects.toMatchObject(refused('noSession'))
    await expect(keychain.get('a')).rejects.toMatchObject(refused('noSession'))
    await expect(keychain.remove('a')).rejects.toMatchObject(refused('noSession'))
  }
})

describe.skipIf(missing !== null)(`with a real Secret Service${missing ? ` (${missing})` : ''}`, () => {
  test('keeps bytes as they are, replaces, gives back and forgets them', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    expect(await keychain.unavailable()).toBeNull()
    expect(await keychain.get('a')).toBeNull()
    await keychain.set('a', Buffer.from('before'))
    await keychain.set('a', secret)
    await keychain.set('b', Buffer.alloc(32, 7))
    expect(await keychain.get('a')).toEqual(secret)
    expect(await service.accounts(), 'one item each').toEqual(['a', 'b'])
    await keychain.remove('a')
    await keychain.remove('a')
    expect(await keychain.get('a')).toBeNull()
    expect(await keychain.get('b')).toEqual(Buffer.alloc(32, 7))
  })

  test('what another program took away is not there; what a service that ended kept is, when it is back', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    await keychain.set('b', secret)
    await service.deleteAccount('a')
    expect(await keychain.get('a')).toBeNull()
    await service.stopService()
    expect(await keychain.unavailable()).toMatch(/no Secret Service runs here/)
    await expect(keychain.get('b')).rejects.toMatchObject(refused('noService'))
    await service.startService()
    expect(await keychain.get('b')).toEqual(secret)
  })

  test('a locked one that nobody unlocks is said to be locked; nothing is lost', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    await service.lock()
    expect(await keychain.unavailable(), 'its person could unlock it').toBeNull()
    await expect(keychain.get('a')).rejects.toMatchObject(refused('locked'))
    await expect(keychain.set('b', secret)).rejects.toMatchObject(refused('locked'))
    await expect(keychain.remove('a')).rejects.toMatchObject(refused('locked'))
    await service.stopService()
    await service.startService(null)
    await expect(keychain.get('a'), 'locked after a restart').rejects.toMatchObject(refused('locked'))
    await service.stopService()
    await service.startService()
    expect(await keychain.get('a')).toEqual(secret)
  })

  test.each(['service', 'bus'] as const)('a frozen %s is given up and holds nothing else up', async which => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    service.freeze(which)
    let turns = 0
    const turning = setInterval(() => turns++, 20)
    expect(await keychain.unavailable()).toMatch(/: it does not answer\.$/)
    await expect(keychain.get('a'), 'not waited for again at once').rejects.toMatchObject(refused('silent'))
    clearInterval(turning)
    expect(turns, 'turns of the loop meanwhile').toBeGreaterThan(5)
    service.thaw(which)
    expect(await keychainOf(service).get('a')).toEqual(secret)
  })

  test.each<[what: string, end: (keychain: Keychain, service: SecretService) => unknown]>([
    ['program', keychain => keychain.close?.()],
    ['service', (_, service) => service.stopService()],
  ])('while its person is asked, the end of the %s ends the wait', async (_, end) => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    await service.lock()
    using _prompter = await silentPrompter(service)
    const asked = keychain.get('a').catch((error: unknown) => error)
    const still = setTimeout(500, 'still asked')
    expect(await Promise.race([asked, still])).toBe('still asked')
    await end(keychain, service)
    expect(await asked).toMatchObject({ code: 'keychain.unavailable' })
    await expect(keychain.get('a')).rejects.toMatchObject({ code: 'keychain.unavailable' })
  })
})

/** Takes a keyring's prompts and shows them to nobody: they stay unanswered. */
async function silentPrompter({ env }: SecretService): Promise<SessionBus> {
  const bus = await SessionBus.open(env, new AbortController().signal)
  await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'RequestName',
    signature: 'su',
    body: ['org.gnome.keyring.SystemPrompter', 0],
  })
  return bus
}
