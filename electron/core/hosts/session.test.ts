import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { OpenOptions, Questions, TransportTarget } from '../transport/index.ts'
import { openFleet, type TestFleet } from './testing/fleet.ts'

type Attempt = (ask: Questions, options: OpenOptions, number: number) => Promise<never>

/** A host whose attempts are played by the test. */
async function played(attempt: Attempt, backoff = { firstMs: 600_000, maxMs: 600_000, jitter: 0 }) {
  let number = 0
  const open = (_target: TransportTarget, ask: Questions, options: OpenOptions) => {
    number += 1
    return attempt(ask, options, number)
  }
  const fleet = await openFleet({ open, backoff })
  const { id } = fleet.registry.add({ uri: 'qemu+ssh://kvm1/system' })
  return { fleet, id, attempts: () => number }
}
const passwordRequest = (signal: AbortSignal, again = false) => ({
  kind: 'password' as const,
  endpoint: 'kvm1:22',
  jump: false,
  subject: 'root',
  instruction: '',
  prompts: [{ text: 'Password: ', echo: false }],
  again,
  signal,
})
const refused = () => new AppError('auth.failed', 'refused')
const asks = (fleet: TestFleet, id: Parameters<TestFleet['until']>[0]) =>
  fleet.until(id, ({ question }) => question?.kind === 'secret')

test('an answer that comes after its attempt has died is used once by the next one', async () => {
  const answers: unknown[] = []
  const { fleet, id, attempts } = await played(async (ask, options, number) => {
    const patience = new AbortController()
    const signal = AbortSignal.any([options.signal, patience.signal])
    if (number === 1) queueMicrotask(() => patience.abort())
    answers.push(await ask.secret(passwordRequest(signal)))
    if (number === 1) throw new AppError('transport.closed', 'the server lost patience')
    answers.push(await ask.secret(passwordRequest(options.signal, true)))
    throw refused()
  })
  await using _ = fleet
  fleet.registry.connect(id)
  await fleet.until(id, ({ phase, problem }) => phase === 'blocked' && problem?.code === 'transport.closed')
  expect(fleet.registry.session(id).state.question).toMatchObject({ kind: 'secret', again: false })
  fleet.registry.answer(id, { kind: 'secret', answers: ['typed'] })
  await fleet.until(id, ({ question }) => question?.kind === 'secret' && question.again)
  expect(answers).toEqual([null, ['typed']])
  fleet.registry.answer(id, { kind: 'refuse' })
  const end = await fleet.until(id, ({ phase, question }) => phase === 'blocked' && question === null)
  expect(end.problem?.code).toBe('auth.failed')
  expect(answers).toEqual([null, ['typed'], null])
  expect(attempts()).toBe(2)
})

test('a question waits for a person and no longer than the person wants the host', async () => {
  let answer: unknown = 'nothing yet'
  const { fleet, id, attempts } = await played(async (ask, options) => {
    answer = await ask.secret(passwordRequest(options.signal))
    throw refused()
  })
  await using _ = fleet
  fleet.registry.connect(id)
  await asks(fleet, id)
  fleet.registry.connect(id)
  fleet.registry.networkChanged()
  expect(attempts()).toBe(1)
  fleet.registry.disconnect(id)
  await fleet.untilPhase(id, 'disconnected')
  await new Promise(resolve => setTimeout(resolve, 5))
  expect(answer).toBeNull()
  expect(fleet.registry.session(id).state).toMatchObject({
    phase: 'disconnected',
    question: null,
    problem: null,
  })
})

test('answers must fit the prompts', async () => {
  const { fleet, id } = await played(async (ask, options) => {
    await ask.secret(passwordRequest(options.signal))
    throw refused()
  })
  await using _ = fleet
  const invalid = expect.objectContaining({ code: 'input.invalid' })
  expect(() => fleet.registry.answer(id, { kind: 'refuse' })).toThrowError(invalid)
  fleet.registry.connect(id)
  await asks(fleet, id)
  expect(() => fleet.registry.answer(id, { kind: 'secret', answers: [] })).toThrowError(invalid)
  expect(() => fleet.registry.answer(id, { kind: 'secret', answers: ['a', 'b'] })).toThrowError(invalid)
  expect(() => fleet.registry.answer(id, { kind: 'trustHostKey', sha256: 'x' })).toThrowError(invalid)
  expect(fleet.registry.session(id).state.phase).toBe('blocked')
})

test('a bug inside an attempt is named internal, waits and tells nothing of itself', async () => {
  const { fleet, id } = await played(async () => {
    throw new TypeError('x is not a function, and the password was hunter2')
  })
  await using _ = fleet
  fleet.registry.connect(id)
  const state = await fleet.untilPhase(id, 'waiting')
  expect(state.problem).toMatchObject({ code: 'internal' })
  expect(JSON.stringify(state)).not.toContain('hunter2')
})

test('connecting and disconnecting in quick turns ends where the last wish was, one attempt at a time', async () => {
  let underWay = 0
  let most = 0
  const { fleet, id } = await played(async (_ask, options) => {
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise<void>(resolve => options.signal.addEventListener('abort', () => resolve()))
    // Letting go takes a while, as it does for a real connection.
    await new Promise(resolve => setTimeout(resolve, 10))
    underWay -= 1
    throw new AppError('cancelled', 'cancelled')
  })
  await using _ = fleet
  for (let turn = 0; turn < 10; turn += 1) {
    fleet.registry.connect(id)
    await new Promise(resolve => setTimeout(resolve, turn % 3))
    fleet.registry.disconnect(id)
  }
  fleet.registry.connect(id)
  await fleet.until(id, ({ phase }) => phase === 'connecting')
  expect(most).toBe(1)
  await fleet.registry.close()
  expect(underWay).toBe(0)
})

test('one-shot registries end at the first failure', async () => {
  await using fleet = await openFleet({
    backoff: null,
    open: async () => {
      throw new AppError('tcp.timeout', 'no answer')
    },
  })
  const { id } = fleet.registry.add({ uri: 'qemu+ssh://kvm1/system' })
  fleet.registry.connect(id)
  const state = await fleet.until(id, ({ problem }) => problem !== null)
  expect(state).toMatchObject({ phase: 'disconnected', problem: { code: 'tcp.timeout' }, retryAtMs: null })
})

test('another part may find a live host slow only while it is live', async () => {
  const { fleet, id } = await played(async () => {
    throw new AppError('tcp.refused', 'refused')
  })
  await using _ = fleet
  fleet.registry.session(id).reportSlow('metrics', { code: 'libvirt.unresponsive', message: 'late' })
  expect(fleet.registry.session(id).state.phase).toBe('disconnected')
})

test('a key that can not be stored leaves the question where it is', async () => {
  const key = {
    endpoint: 'kvm1:22',
    jump: false,
    algorithm: 'ssh-ed25519',
    sha256: `SHA256:${'A'.repeat(43)}`,
    randomart: null,
    publicKey: 'AAAA',
  }
  const { fleet, id } = await played(async ask => {
    await ask.hostKey(key, { verdict: 'new', known: [], policy: 'ask', notes: [] })
    throw new AppError('hostKey.refused', 'not trusted')
  })
  await using _ = fleet
  fleet.registry.connect(id)
  await fleet.until(id, ({ question }) => question?.kind === 'newHostKey')
  fleet.store.hostKeys.pin = () => {
    throw new AppError('store.full', 'the disk is full')
  }
  expect(() => fleet.registry.answer(id, { kind: 'trustHostKey', sha256: key.sha256 })).toThrowError(
    expect.objectContaining({ code: 'store.full' }),
  )
  expect(fleet.registry.session(id).state).toMatchObject({
    phase: 'blocked',
    question: { kind: 'newHostKey' },
  })
})
