import { afterEach, expect, test, vi } from 'vitest'
import { libraryKeychain, osKeychain } from './osKeychain.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test.runIf(process.platform === 'linux')(
  'where no Secret Service answers it says so in words, and stores nothing anywhere else',
  async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent/bus')
    const keychain = osKeychain()
    expect(await keychain.unavailable()).toMatch(/^The operating system’s keychain can’t be used: .{10,}/)
    const refused = expect.objectContaining({ code: 'keychain.unavailable' })
    await expect(keychain.set('novacron-test', Buffer.alloc(32))).rejects.toThrow(refused)
    await expect(keychain.get('novacron-test')).rejects.toThrow(refused)
    await expect(keychain.remove('novacron-test')).rejects.toThrow(refused)
  },
)

test('a library that is not there is a reason, not a crash', async () => {
  const keychain = libraryKeychain(() => Promise.reject(new Error('Cannot find native binding.')))
  expect(await keychain.unavailable()).toBe(
    'The operating system’s keychain can’t be used: Cannot find native binding.',
  )
  await expect(keychain.get('x')).rejects.toMatchObject({ code: 'keychain.unavailable' })
})

test('one that never answers is given up', async () => {
  vi.useFakeTimers()
  try {
    const keychain = libraryKeychain(() => new Promise(() => undefined))
    const asked = [keychain.unavailable(), keychain.remove('x').catch((error: unknown) => error)]
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await asked[0]).toMatch(/does not answer/)
    expect(await asked[1]).toMatchObject({ code: 'keychain.unavailable' })
  } finally {
    vi.useRealTimers()
  }
})
