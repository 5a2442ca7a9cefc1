import { expect, test } from 'vitest'
import type { CredentialId, HostId } from '../../../shared/ids.ts'
import { AppError } from '../../../shared/errors.ts'
import { openFleet } from './testing/fleet.ts'

test('an attempt that can’t be planned ends with the reason, and asks for no credential', async () => {
  await using fleet = await openFleet({ backoff: null })
  const asked: HostId[] = []
  fleet.registry.secrets.use({
    describe: name => ({
      id: '11111111-1111-4111-8111-111111111111' as CredentialId,
      name,
      kind: 'privateKey',
      userName: null,
      siteId: null,
    }),
    open: (hostId: HostId) => {
      asked.push(hostId)
      throw new AppError('vault.closed', 'closed')
    },
    openAt: () => expect.unreachable(),
    refused: () => false,
    accepted: () => undefined,
    allowAgain: () => undefined,
    keep: async () => undefined,
    requireSiteEmpty: () => undefined,
    forget: () => undefined,
    destinations: { around: (_hosts, work) => work(), isGood: () => true },
  })
  const options = { credential: 'key' }
  const openssh = fleet.registry.add({ uri: 'qemu+ssh://a.invalid/system', options })
  fleet.registry.update(openssh.id, { options: { ...options, transport: 'openssh' } })
  const builtin = fleet.registry.add({ uri: 'qemu+ssh://b.invalid/system', options })
  fleet.registry.start()
  expect((await fleet.untilPhase(openssh.id, 'blocked')).problem?.code).toBe('transport.unsupported')
  // The other fetches what the log-in takes before anything is contacted.
  expect((await fleet.untilPhase(builtin.id, 'blocked')).problem?.code).toBe('vault.closed')
  expect(asked).toEqual([builtin.id])
})
