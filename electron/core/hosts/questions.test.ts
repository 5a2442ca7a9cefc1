import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { KnownHostKeys, PresentedHostKey, SecretRequest } from '../transport/index.ts'
import { AttemptQuestions, type PreparedAnswer } from './questions.ts'
import { SecretMemory, secretKey } from './secretMemory.ts'

const hostId = '00000000-0000-4000-8000-000000000001' as HostId
const key: PresentedHostKey = {
  endpoint: 'kvm1:22',
  algorithm: 'ssh-ed25519',
  sha256: 'SHA256:abc',
  randomart: null,
  publicKey: 'AAAA',
  jump: false,
}
const known = (
  verdict: KnownHostKeys['verdict'],
  policy: KnownHostKeys['policy'] = 'ask',
): KnownHostKeys => ({
  verdict,
  known: [],
  policy,
  notes: [],
})
const request = (more: Partial<SecretRequest> = {}): SecretRequest => ({
  kind: 'password',
  endpoint: 'kvm1:22',
  jump: false,
  subject: 'root',
  instruction: '',
  prompts: [{ text: 'Password: ', echo: false }],
  again: false,
  signal: new AbortController().signal,
  ...more,
})

function desk(answers: (string[] | null)[], accepted: string[] = [], prepared: PreparedAnswer | null = null) {
  const memory = new SecretMemory()
  const pinned: string[] = []
  const asked: boolean[] = []
  const questions = (ready = prepared) =>
    new AttemptQuestions(
      {
        hostId,
        memory,
        accepted: presented => accepted.includes(presented.sha256),
        pin: presented => pinned.push(presented.sha256),
        ask: async question => {
          asked.push(question.kind === 'secret' && question.again)
          return answers.shift() ?? null
        },
        mayAskForKeys: () => true,
      },
      ready,
    )
  return { memory, pinned, asked, questions }
}

test('a new key ends the attempt with a question, an accepted one is pinned without', async () => {
  const strange = desk([]).questions()
  expect(await strange.hostKey(key, known('new'))).toBe('refuse')
  expect(strange.newKey).toBe(key)
  const { questions, pinned } = desk([], ['SHA256:abc'])
  const familiar = questions()
  expect(await familiar.hostKey(key, known('new'))).toBe('trust')
  expect(familiar.newKey).toBeNull()
  expect(pinned).toEqual(['SHA256:abc'])
})

test('a changed or revoked key is refused even when its fingerprint was accepted beforehand', async () => {
  const { questions, pinned } = desk([], ['SHA256:abc'])
  expect(await questions().hostKey(key, known('changed'))).toBe('refuse')
  expect(await questions().hostKey(key, known('revoked'))).toBe('refuse')
  expect(pinned).toEqual([])
})

test('ssh config decides about new keys where it says so', async () => {
  const strict = desk([]).questions()
  expect(await strict.hostKey(key, known('new', 'strict'))).toBe('refuse')
  expect(strict.newKey).toBeNull()
  const { questions, pinned } = desk([])
  expect(await questions().hostKey(key, known('new', 'acceptNew'))).toBe('trust')
  expect(pinned).toEqual(['SHA256:abc'])
})

test('a secret that got in answers the next attempt once, a wrong one is asked for again', async () => {
  const { questions, asked, memory } = desk([['right'], ['changed']])
  const first = questions()
  expect(await first.secret(request())).toEqual(['right'])
  expect(memory.size).toBe(0)
  first.succeeded()
  const second = questions()
  expect(await second.secret(request())).toEqual(['right'])
  expect(asked).toEqual([false])
  expect(await second.secret(request({ again: true }))).toEqual(['changed'])
  expect(asked).toEqual([false, true])
  expect(memory.size).toBe(0)
  second.succeeded()
  expect(memory.recall(hostId, request())).toEqual(['changed'])
})

test('an attempt that failed leaves nothing in memory', async () => {
  const { questions, memory } = desk([['wrong']])
  await questions().secret(request())
  expect(memory.size).toBe(0)
})

test('an answer given too late for its attempt is used once by the next', async () => {
  const prepared = { key: secretKey(request()), answers: ['late'] }
  const { questions, asked } = desk([['typed']], [], prepared)
  const attempt = questions()
  expect(await attempt.secret(request())).toEqual(['late'])
  expect(asked).toEqual([])
  expect(await attempt.secret(request({ again: true }))).toEqual(['typed'])
  expect(asked).toEqual([true])
})

test('a question that nobody answers is remembered as the reason', async () => {
  const attempt = desk([null]).questions()
  expect(await attempt.secret(request({ instruction: 'Log in' }))).toBeNull()
  expect(attempt.unanswered).toMatchObject({ kind: 'secret', instruction: 'Log in', subject: 'root' })
})

test('one-time codes are asked for every time', async () => {
  const code = request({ kind: 'keyboardInteractive', prompts: [{ text: 'Code: ', echo: false }] })
  const { questions, asked } = desk([['123'], ['456']])
  const first = questions()
  await first.secret(code)
  first.succeeded()
  expect(await questions().secret(code)).toEqual(['456'])
  expect(asked.length).toBe(2)
})
