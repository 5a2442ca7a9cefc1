import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { HostQuestion } from '../../../shared/models/host.ts'
import type { PresentedHostKey } from '../transport/index.ts'
import { Desk } from './desk.ts'
import { SecretMemory, secretKey } from './secretMemory.ts'

const hostId = '00000000-0000-4000-8000-000000000001' as HostId
const key: PresentedHostKey = {
  endpoint: 'kvm1:22',
  algorithm: 'ssh-ed25519',
  sha256: 'SHA256:shown',
  randomart: null,
  publicKey: 'AAAA',
  jump: false,
}
const presented = { algorithm: key.algorithm, sha256: key.sha256, randomart: null }
const isNew: HostQuestion = { kind: 'newHostKey', endpoint: key.endpoint, presented }
const changed: HostQuestion = { kind: 'changedHostKey', endpoint: key.endpoint, presented, known: [] }
const passphrase: Extract<HostQuestion, { kind: 'secret' }> = {
  kind: 'secret',
  endpoint: key.endpoint,
  request: 'passphrase',
  subject: '/k/id',
  instruction: '',
  prompts: [{ text: '?', echo: false }],
  again: false,
}

function setUp(accepted = false) {
  const pinned: [sha256: string, instead: boolean][] = []
  const memory = new SecretMemory()
  const desk = new Desk({
    hostId,
    memory,
    accepted: () => accepted,
    pin: (one, instead) => pinned.push([one.sha256, instead]),
  })
  return { desk, memory, pinned }
}
const refused = (code: string) => expect.objectContaining({ code })

test('a key is pinned by its exact fingerprint only, and a changed one instead of the old', () => {
  const { desk, pinned } = setUp()
  desk.offer(key)
  const wrong = { kind: 'trustHostKey', sha256: 'SHA256:other' } as const
  expect(() => desk.answer(isNew, wrong)).toThrowError(refused('hostKey.refused'))
  expect(() => desk.answer(changed, { kind: 'trustHostKey', sha256: key.sha256 })).toThrowError(
    refused('input.invalid'),
  )
  expect(desk.answer(changed, { kind: 'repinHostKey', sha256: key.sha256 }).event.type).toBe('answered')
  expect(pinned).toEqual([[key.sha256, true]])
  // The key was used up: the same answer again is about nothing.
  expect(() => desk.answer(changed, { kind: 'repinHostKey', sha256: key.sha256 })).toThrow()
})

test('a secret goes to the attempt that waits, and to nobody before the session knows', async () => {
  const { desk } = setUp()
  const waiting = desk.wait(new AbortController().signal)
  let got: unknown = 'nothing'
  void waiting.then(answers => {
    got = answers
  })
  const { handOver } = desk.answer(passphrase, { kind: 'secret', answers: ['open'] })
  await Promise.resolve()
  expect(got).toBe('nothing')
  handOver()
  expect(await waiting).toEqual(['open'])
  expect(desk.takePrepared()).toBeNull()
})

test('a secret that nobody waits for is kept for the next attempt, once', () => {
  const { desk } = setUp()
  desk.answer(passphrase, { kind: 'secret', answers: ['open'] }).handOver()
  const wanted = { key: secretKey({ ...passphrase, kind: 'passphrase' }), answers: ['open'] }
  expect(desk.takePrepared()).toEqual(wanted)
  expect(desk.takePrepared()).toBeNull()
  desk.answer(passphrase, { kind: 'secret', answers: ['open'] }).handOver()
  desk.clear()
  expect(desk.takePrepared()).toBeNull()
})

test('declining ends the waiting and says so', async () => {
  const { desk } = setUp()
  const waiting = desk.wait(new AbortController().signal)
  const { event, handOver } = desk.answer(passphrase, { kind: 'refuse' })
  expect(event).toMatchObject({ type: 'declined', problem: { code: 'auth.cancelled' } })
  handOver()
  expect(await waiting).toBeNull()
  expect(desk.answer(isNew, { kind: 'refuse' }).event).toMatchObject({ problem: { code: 'hostKey.refused' } })
})

test('an attempt that ends stops waiting', async () => {
  const { desk } = setUp()
  const attempt = new AbortController()
  const waiting = desk.wait(attempt.signal)
  attempt.abort()
  expect(await waiting).toBeNull()
})

test('what somebody answered elsewhere is known: a trusted key, a passphrase, never a password or a changed key', () => {
  const { desk, memory } = setUp(true)
  desk.offer(key)
  expect(desk.known(isNew)).toEqual({ kind: 'trustHostKey', sha256: key.sha256 })
  expect(desk.known(changed)).toBeNull()
  expect(desk.known(passphrase)).toBeNull()
  memory.keep(hostId, secretKey({ ...passphrase, kind: 'passphrase' }), ['open'])
  expect(desk.known(passphrase)).toEqual({ kind: 'secret', answers: ['open'] })
  expect(desk.known({ ...passphrase, again: true })).toBeNull()
  expect(desk.known({ ...passphrase, request: 'password' })).toBeNull()
  expect(desk.known(null)).toBeNull()
  expect(setUp(false).desk.known(isNew)).toBeNull()
})
