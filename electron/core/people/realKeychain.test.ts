import { pino } from 'pino'
import { createRouterClient } from '@orpc/server'
import { describe, expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { createRouter } from '../api/router.ts'
import { createCore } from '../core.ts'
import { temporaryFolder } from '../testing/store.ts'
import { forkKeychain } from '../vault/keychain/fork.ts'
import { osKeychain } from '../vault/osKeychain.ts'
import {
  type SecretService,
  secretServiceMissing,
  startSecretService,
} from '../vault/testing/secretService.ts'

const missing = process.platform === 'linux' ? secretServiceMissing() : 'not Linux'
const passphrase = 'wandering otter paints nine'
const log = pino({ level: 'silent' })
const ref = { kind: 'test', id: 'one' }

/** A core on this folder whose keychain is the service's, and one connection to it. */
async function opened(folder: string, { env }: SecretService) {
  const keychain = osKeychain(() => forkKeychain(env))
  const core = await createCore({ folder, log, shell: 'test', keychain })
  const seat = await core.people.sit({ shell: 'test', where: null })
  const client: ContractClient = createRouterClient(createRouter(core), {
    context: { caller: { seat, shell: 'test' as const }, log },
  })
  return { core, client, [Symbol.asyncDispose]: () => core.close() }
}

/** A folder for one, unlocked by the keychain, with a secret in it; answers the recovery key. */
async function justMe(folder: string, service: SecretService): Promise<string> {
  await using first = await opened(folder, service)
  const { recoveryKey } = await first.client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  first.core.vault.seal(null, ref, Buffer.from('a secret'))
  return recoveryKey ?? ''
}

const is = { setUp: 'justMe', vaultOpen: true, person: { isOwner: true } }
const isLocked = { setUp: 'justMe', vaultOpen: false, person: null, lockedName: expect.any(String) }

describe.skipIf(missing !== null)(
  `a folder for one and a real Secret Service${missing ? ` (${missing})` : ''}`,
  () => {
    test('is opened again without a question, beside another folder of the same user', async () => {
      await using service = await startSecretService()
      using mine = temporaryFolder()
      using other = temporaryFolder()
      await justMe(mine.path, service)
      await justMe(other.path, service)
      expect(await service.accounts()).toHaveLength(2)
      for (const { path } of [mine, other]) {
        await using again = await opened(path, service)
        expect(await again.client.session.state()).toMatchObject({ ...is, keychain: { remembersMe: true } })
        expect(again.core.vault.unseal(ref).toString()).toBe('a secret')
      }
    })

    test('stays shut while it is locked or gone, says why, and opens when it is back', async () => {
      await using service = await startSecretService()
      using mine = temporaryFolder()
      await justMe(mine.path, service)
      await service.lock()
      {
        await using shut = await opened(mine.path, service)
        expect(await shut.client.session.state()).toMatchObject({
          ...isLocked,
          keychain: { available: true },
        })
        await expect(shut.client.session.signInByKeychain()).rejects.toMatchObject({
          data: { code: 'keychain.unavailable', message: expect.stringMatching(/unlock prompt/) },
        })
        await service.stopService()
        expect(await shut.client.session.state()).toMatchObject({
          ...isLocked,
          keychain: {
            available: false,
            remembersMe: true,
            reason: expect.stringMatching(/org\.freedesktop\.secrets/),
          },
        })
        await service.startService()
        expect(await shut.client.session.signInByKeychain()).toMatchObject({ state: is })
      }
    })

    test('is opened by the recovery key where another program took the entry away', async () => {
      await using service = await startSecretService()
      using mine = temporaryFolder()
      const recoveryKey = await justMe(mine.path, service)
      const [account = ''] = await service.accounts()
      await service.deleteAccount(account)
      await using shut = await opened(mine.path, service)
      const state = await shut.client.session.state()
      expect(state).toMatchObject(isLocked)
      await expect(shut.client.session.signInByKeychain()).rejects.toMatchObject({
        data: { code: 'keychain.empty' },
      })
      const name = state.lockedName ?? ''
      const recovered = await shut.client.session.recover({ name, recoveryKey, passphrase })
      expect(recovered.state).toMatchObject(is)
      await shut.client.session.remember({ on: true })
      expect(await service.accounts(), 'an entry of its own').not.toContain(account)
      expect(shut.core.vault.unseal(ref).toString()).toBe('a secret')
    })

    test('a copy of it on another computer is not opened there', async () => {
      await using service = await startSecretService()
      await using elsewhere = await startSecretService()
      using mine = temporaryFolder()
      await justMe(mine.path, service)
      await using shut = await opened(mine.path, elsewhere)
      expect(await shut.client.session.state()).toMatchObject(isLocked)
      await expect(shut.client.session.signInByKeychain()).rejects.toMatchObject({
        data: { code: 'keychain.empty' },
      })
    })

    test.each(['service', 'bus'] as const)(
      'a frozen %s holds neither the start nor the end up for long',
      async which => {
        await using service = await startSecretService()
        using mine = temporaryFolder()
        await justMe(mine.path, service)
        service.freeze(which)
        {
          await using shut = await opened(mine.path, service)
          const state = await shut.client.session.state()
          expect(state).toMatchObject({
            ...isLocked,
            keychain: { available: false, reason: expect.stringMatching(/can’t be used: ./) },
          })
        }
        service.thaw(which)
        await using again = await opened(mine.path, service)
        expect(await again.client.session.state()).toMatchObject(is)
      },
    )
  },
)
