import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { forkKeychain } from './keychain/fork.ts'
import type { KeychainProcess } from './keychain/processKeychain.ts'
import { osKeychain } from './osKeychain.ts'
import { type SecretService, secretServiceMissing, startSecretService } from './testing/secretService.ts'
import type { Keychain } from './types.ts'

const missing = process.platform === 'linux' ? secretServiceMissing() : 'not Linux'
const unavailable = { code: 'keychain.unavailable' }
const silent = { ...unavailable, data: { why: 'silent' } }
const secret = Buffer.from([0, 255, 10, 65])

const opened: Keychain[] = []
const begun: KeychainProcess[] = []
afterEach(() => {
  for (const keychain of opened.splice(0)) keychain.close?.()
})

/** One whose processes find what `env` names, each noted; `ended` tells how many of them are gone. */
function keychainOf({ env }: Pick<SecretService, 'env'>) {
  let started = 0
  let ended = 0
  const keychain = osKeychain(() => {
    const child = forkKeychain(env)
    started++
    child.onEnded(() => void ended++)
    begun.push(child)
    return child
  })
  opened.push(keychain)
  return Object.assign(keychain, { left: () => started - ended })
}

/** What the kernel's keyring holds: nothing may end there. */
const kernelKeys = () => readFileSync('/proc/keys', 'utf8')

function childrenOf(pid: number): number[] {
  try {
    return (readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number)
  } catch {
    return []
  }
}

/** Not gone, and not only waiting to be noticed as gone. */
function isRunning(pid: number | undefined): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe.skipIf(process.platform !== 'linux')('where no Secret Service can be reached', () => {
  test.each([
    ['no session', {}],
    ['a session that is gone', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }],
  ])('%s: it says so in the library’s words, and keeps nothing anywhere else', async (_, env) => {
    const keychain = keychainOf({ env })
    expect(await keychain.unavailable()).toMatch(
      /^The operating system’s keychain can’t be used: .*D?-?[Bb]us/,
    )
    await expect(keychain.set('novacron-test', secret)).rejects.toMatchObject(unavailable)
    await expect(keychain.get('novacron-test')).rejects.toMatchObject(unavailable)
    await expect(keychain.remove('novacron-test')).rejects.toMatchObject(unavailable)
    expect(kernelKeys()).not.toMatch(/novacron/i)
  })
})

describe.skipIf(missing !== null)(`with a real Secret Service${missing ? ` (${missing})` : ''}`, () => {
  test('keeps bytes as they are, replaces, gives back and forgets them', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    expect(await keychain.unavailable()).toBeNull()
    expect(await keychain.get('a')).toBeNull()
    await keychain.set('a', Buffer.from('before'))
    await Promise.all([keychain.set('a', secret), keychain.set('Grüße 🔑', Buffer.alloc(32, 7))])
    expect(await keychain.get('a')).toEqual(secret)
    expect(await service.accounts(), 'one item each').toEqual(['Grüße 🔑', 'a'])
    const large = Buffer.alloc(65_536, 9)
    await keychain.set('a', large)
    expect(await keychain.get('a')).toEqual(large)
    await keychain.remove('a')
    await keychain.remove('a')
    expect(await keychain.get('a')).toBeNull()
    expect(await keychain.get('Grüße 🔑')).toEqual(Buffer.alloc(32, 7))
    expect(kernelKeys()).not.toMatch(/novacron/i)
    await expect.poll(keychain.left).toBe(0)
  })

  test('what another program took away is not there; what a service that ended kept is, when it is back', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    await keychain.set('b', secret)
    await service.deleteAccount('a')
    expect(await keychain.get('a')).toBeNull()
    await service.stopService()
    expect(await keychain.unavailable()).toMatch(/org\.freedesktop\.secrets/)
    await expect(keychain.get('b')).rejects.toMatchObject(unavailable)
    await service.startService()
    expect(await keychain.get('b')).toEqual(secret)
  })

  test('a locked one that nobody unlocks is no way in; nothing is lost', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    await service.lock()
    expect(await keychain.unavailable(), 'its person could unlock it').toBeNull()
    const dismissed = expect.objectContaining({ ...unavailable, message: expect.stringMatching(/dismissed/) })
    await expect(keychain.get('a')).rejects.toEqual(dismissed)
    await expect(keychain.set('b', secret)).rejects.toEqual(dismissed)
    await expect(keychain.remove('a')).rejects.toEqual(dismissed)
    await service.stopService()
    await service.startService(null)
    await expect(keychain.get('a'), 'locked after a restart').rejects.toMatchObject(unavailable)
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
    expect(await keychain.unavailable()).toMatch(/^The operating system’s keychain can’t be used: ./)
    clearInterval(turning)
    expect(turns, 'turns of the loop meanwhile').toBeGreaterThan(5)
    await expect.poll(keychain.left).toBe(0)
    service.thaw(which)
    expect(await keychainOf(service).get('a')).toEqual(secret)
  })

  test('a bus that was silent is not waited for again at once', async () => {
    await using service = await startSecretService()
    const keychain = keychainOf(service)
    service.freeze('bus')
    await expect(keychain.get('a')).rejects.toMatchObject(silent)
    const askedAt = performance.now()
    await expect(keychain.get('a')).rejects.toMatchObject(silent)
    expect(performance.now() - askedAt).toBeLessThan(1_000)
    service.thaw('bus')
  })

  test.each<[what: string, end: (keychain: Keychain) => unknown]>([
    ['program', keychain => keychain.close?.()],
    ['asking process', () => begun.at(-1)?.kill()],
  ])('while its person is asked, the end of the %s ends the wait', async (_, end) => {
    await using service = await startSecretService({ asks: true })
    const keychain = keychainOf(service)
    await keychain.set('a', secret)
    await service.lock()
    const asked = keychain.get('a').catch((error: unknown) => error)
    const still = setTimeout(1_000, 'still asked')
    expect(await Promise.race([asked, still])).toBe('still asked')
    await end(keychain)
    expect(await asked).toMatchObject(unavailable)
    await expect.poll(keychain.left).toBe(0)
  })

  test.each(['a person who is asked', 'a frozen bus'])(
    'a program that is killed leaves no process behind that waits for %s',
    async waitsFor => {
      await using service = await startSecretService({ asks: true })
      await keychainOf(service).set('a', secret)
      if (waitsFor === 'a frozen bus') service.freeze('bus')
      else await service.lock()
      const fork = JSON.stringify(new URL('keychain/fork.ts', import.meta.url).href)
      const asker = spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `import { forkKeychain } from ${fork}
          const child = forkKeychain()
          child.onEnded(() => process.exit())
          child.send({ act: 'get', service: 'NovaCron', name: 'a' })`,
        ],
        { env: service.env, stdio: 'ignore' },
      )
      const pid = asker.pid ?? 0
      let child: number | undefined
      try {
        await expect.poll(() => childrenOf(pid), { timeout: 5_000 }).toHaveLength(1)
        child = childrenOf(pid)[0]
        await setTimeout(1_500)
        expect(isRunning(child), 'still asked').toBe(true)
        const ended = once(asker, 'exit')
        asker.kill('SIGKILL')
        await ended
        await expect.poll(() => isRunning(child), { timeout: 3_000 }).toBe(false)
      } finally {
        asker.kill('SIGKILL')
        if (child !== undefined && isRunning(child)) process.kill(child, 'SIGKILL')
      }
    },
  )
})
