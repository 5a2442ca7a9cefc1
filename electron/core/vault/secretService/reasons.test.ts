import { expect, test } from 'vitest'
import { z } from 'zod'
import { BusError, NoBusError } from './bus.ts'
import { MalformedError } from './codec.ts'
import { LockedError, NoKeyringError, reasonOf, SilentError, unavailable } from './reasons.ts'

const odd = z.string().safeParse(1).error

test.each<[error: unknown, why: string]>([
  [new SilentError(), 'silent'],
  [new LockedError(), 'locked'],
  [new BusError('org.freedesktop.Secret.Error.IsLocked', ''), 'locked'],
  [new NoKeyringError(), 'noKeyring'],
  [new NoBusError(), 'noSession'],
  [new BusError('org.freedesktop.DBus.Error.ServiceUnknown', ''), 'noService'],
  [new BusError('org.freedesktop.DBus.Error.Spawn.ExecFailed', ''), 'noService'],
  [new BusError('org.freedesktop.DBus.Error.NoReply', ''), 'ended'],
  [new MalformedError(), 'odd'],
  [odd, 'odd'],
])('%s is told in words of its own', (error, why) => {
  expect(unavailable(error)).toMatchObject({
    code: 'keychain.unavailable',
    data: { why },
    next: 'Use the passphrase.',
  })
})

test('any other keeps its own words, cut', () => {
  const error = new BusError('org.example.Odd', 'x'.repeat(1_000))
  expect(reasonOf(error)).toBe(`The operating system’s keychain can’t be used: ${'x'.repeat(300)}`)
  expect(unavailable(error).data).toBeUndefined()
})
