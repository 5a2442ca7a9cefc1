import { expect, test, vi } from 'vitest'
import { desktopKeychain } from './keychain.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

test.runIf(process.platform === 'linux')(
  'asks by a utility process: its words come back, and closing ends the asking',
  async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent')
    try {
      const keychain = desktopKeychain()
      expect(await keychain.unavailable()).toMatch(/can’t be used: .*\/nonexistent/)
      await expect(keychain.get('a')).rejects.toMatchObject({ code: 'keychain.unavailable' })
      keychain.close?.()
      await expect(keychain.get('a')).rejects.toMatchObject({ data: { why: 'ended' } })
    } finally {
      vi.unstubAllEnvs()
    }
  },
)
