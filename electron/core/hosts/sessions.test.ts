import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { createLog } from '../log.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { temporaryStore } from '../testing/store.ts'
import { HostRecords } from './records.ts'
import { SecretMemory } from './secretMemory.ts'
import { HostSessions } from './sessions.ts'
import { TrustedKeys } from './trustedKeys.ts'
import { HostWays } from './ways.ts'

/** Sessions of two hosts that nobody answers on. */
function made() {
  const owned = temporaryStore()
  const clock = new ManualClock()
  const records = new HostRecords(owned.store, clock)
  const keys = new TrustedKeys(owned.store, clock)
  const told: [HostId, string][] = []
  const tried: string[] = []
  const sessions = new HostSessions({
    given: {
      backoff: null,
      open: async target => {
        tried.push(target.kind)
        throw new AppError('tcp.refused', 'Nobody listens.')
      },
    },
    clock,
    log: createLog('silent'),
    ways: new HostWays(records, keys, { sshConfigPath: null, knownHostsFiles: [] }),
    keys,
    secretsOf: () => ({
      memory: new SecretMemory(),
      credential: () => null,
      refused: () => false,
      letIn: () => undefined,
      keep: () => undefined,
    }),
    onState: (id, { phase }) => told.push([id, phase]),
  })
  const [one, two] = ['a', 'b'].map(name => records.add({ uri: `qemu+tcp://${name}.invalid/system` }).id)
  if (!one || !two) throw new Error('none')
  for (const id of [one, two]) sessions.open(id)
  return {
    sessions,
    told,
    tried,
    one,
    two,
    async [Symbol.asyncDispose]() {
      await sessions.close()
      owned[Symbol.dispose]()
    },
  }
}

test('only those that are to be connected are, and each tells how it fares', async () => {
  await using world = made()
  const { sessions, told, tried, one, two } = world
  expect(sessions.hasStarted).toBe(false)
  sessions.start([one])
  expect(sessions.hasStarted).toBe(true)
  await expect.poll(() => tried).toEqual(['tcp'])
  await expect.poll(() => sessions.need(one).state.problem?.code).toBe('tcp.refused')
  expect(new Set(told.map(([id]) => id))).toEqual(new Set([one]))
  sessions.connect(two)
  await expect.poll(() => tried).toEqual(['tcp', 'tcp'])
})

test('a host that was forgotten is unknown', async () => {
  await using world = made()
  const { sessions, one } = world
  const session = sessions.need(one)
  sessions.forget(one)
  await session.close()
  expect(() => sessions.need(one)).toThrowError(expect.objectContaining({ code: 'host.unknown' }))
  expect(sessions.all.size).toBe(1)
})

test('whoever changes the way to a host has it connected anew; another change disturbs nobody', async () => {
  await using world = made()
  const { sessions, tried, one } = world
  sessions.connect(one)
  await expect.poll(() => sessions.need(one).state.problem?.code).toBe('tcp.refused')
  expect(sessions.reconnecting([one], () => 'done')).toBe('done')
  expect(tried).toEqual(['tcp'])
})
