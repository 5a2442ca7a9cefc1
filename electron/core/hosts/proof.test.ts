import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { ExecOptions, HostTransport } from '../transport/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { hasEnded, hasShell, TransportProof } from './proof.ts'

function setUp(exec: (options: ExecOptions) => Promise<void>) {
  const closed = Promise.withResolvers<AppError | null>()
  const transport: HostTransport = {
    kind: 'ssh',
    facts: {
      kind: 'ssh',
      decisions: [],
      serverVersion: null,
      hostKey: null,
      authenticatedBy: null,
      jumps: [],
      libvirtBy: null,
    },
    openLibvirt: () => Promise.reject(new Error('not in this test')),
    exec: async (_, options) => {
      await exec(options)
      return { stdout: '', stderr: '', code: 0, truncated: false }
    },
    closed: closed.promise,
    close: async () => closed.resolve(null),
  }
  const clock = new ManualClock()
  return { transport, clock, closed, proof: new TransportProof(transport, clock) }
}
const never = ({ signal }: ExecOptions) =>
  new Promise<void>((_, reject) =>
    signal.addEventListener('abort', () => reject(new AppError('cancelled', ''))),
  )

test('an answer proves that it lives, a refusal is one too', async () => {
  const { proof } = setUp(async () => undefined)
  expect(await proof.verdict(1_000)).toBe(true)
  expect(proof.answered).toBe(true)
  const refuse = async () => {
    throw new AppError('channel.refused', 'no commands here')
  }
  expect(await setUp(refuse).proof.verdict(1_000)).toBe(true)
})

test('its end proves that it is dead', async () => {
  const { proof, closed, transport } = setUp(never)
  const verdict = proof.verdict(1_000)
  closed.resolve(new AppError('transport.closed', 'keepalive'))
  expect(await verdict).toBe(false)
  expect(await hasEnded(transport)).toBe(true)
})

test('a slow shell proves nothing: the transport’s own keepalive has the word', async () => {
  const { proof, clock, transport } = setUp(never)
  const verdict = proof.verdict(1_000)
  clock.advance(1_000)
  expect(await verdict).toBe(true)
  expect(proof.answered).toBe(false)
  expect(clock.pending).toBe(0)
  expect(await hasEnded(transport)).toBe(false)
})

test('a command that breaks says nothing either', async () => {
  const { proof, closed } = setUp(async () => {
    throw new AppError('transport.closed', 'gone')
  })
  closed.resolve(null)
  expect(await proof.verdict(1_000)).toBe(false)
})

test('only SSH is more than one stream', () => {
  const { transport } = setUp(never)
  expect(hasShell(transport)).toBe(true)
  expect(hasShell({ ...transport, kind: 'tcp' })).toBe(false)
})

test('nobody waits for the verdict of one that was given up', async () => {
  const { proof } = setUp(never)
  const verdict = proof.verdict(1_000)
  proof.giveUp()
  expect(await verdict).toBe(false)
})
