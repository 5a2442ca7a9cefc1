import { expect, test } from 'vitest'
import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import { AppError } from '../../../shared/errors.ts'
import type { CredentialId } from '../../../shared/ids.ts'
import type { SecretRequest } from '../transport/index.ts'
import { CredentialAnswers, refusedProblem } from './credentialAnswers.ts'
import type { HostCredential } from './namedCredentials.ts'

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
const credential = (secret: CredentialSecret, userName: string | null = null): HostCredential => ({
  id: '00000000-0000-4000-8000-000000000001' as CredentialId,
  name: 'door',
  kind: secret.kind,
  userName,
  version: 1,
  secret,
})
const answers = (secret: CredentialSecret, userName: string | null = null) =>
  new CredentialAnswers(credential(secret, userName))
const password: CredentialSecret = { kind: 'password', password: 'p' }
const failed = (data: object, code: 'auth.failed' | 'tls.failed' | 'key.passphrase' = 'auth.failed') =>
  new AppError(code, '', { data: { ...data } })

test('a password is for its host and its user alone, and for no code', () => {
  const ours = answers(password, 'root')
  expect(ours.answer(request({ jump: true, endpoint: 'door:22' }))).toBeNull()
  expect(ours.answer(request({ subject: 'ops' }))).toBeNull()
  expect(ours.answer(request({ kind: 'passphrase', subject: '~/.ssh/id' }))).toBeNull()
  const code = [{ text: 'Verification code: ', echo: false }]
  expect(ours.answer(request({ kind: 'keyboardInteractive', prompts: code }))).toBeNull()
  expect(ours.answer(request())).toEqual(['p'])
  // The second factor after it is a person's affair still.
  expect(ours.answer(request({ kind: 'keyboardInteractive', prompts: code }))).toBeNull()
  expect(ours.wasRefused(failed({ refused: false }))).toBe(false)
})

test('a password is given once, by whichever method it is asked for', () => {
  for (const second of [{ again: true }, { kind: 'keyboardInteractive' as const }]) {
    const ours = answers(password)
    expect(ours.answer(request())).toEqual(['p'])
    expect(ours.answer(request(second))).toBe('refused')
    expect(ours.wasRefused(new Error('whatever follows'))).toBe(true)
  }
})

test('only the host’s own refusal counts: no broken connection, no jump host’s', () => {
  const ours = answers(password)
  expect(ours.wasRefused(failed({ refused: true }))).toBe(false)
  ours.answer(request())
  expect(ours.wasRefused(failed({ refused: false }))).toBe(false)
  expect(ours.wasRefused(failed({ refused: true, jump: true }))).toBe(false)
  expect(ours.wasRefused(failed({ refused: true, jump: false }))).toBe(true)
})

test('a key that the server does not want is refused; one that it wanted is not', () => {
  const key: CredentialSecret = { kind: 'privateKey', privateKey: 'text', passphrase: 'open' }
  const unwanted = answers(key)
  // Nobody offered it yet: a server that takes passwords alone asks a person.
  expect(unwanted.answer(request())).toBeNull()
  expect(unwanted.keys()).toMatchObject([{ text: 'text', passphrase: 'open', label: 'credential “door”' }])
  expect(unwanted.answer(request())).toBe('refused')
  expect(unwanted.wasRefused(failed({ refused: true }))).toBe(true)
  const wanted = answers(key)
  wanted.keys()[0]?.onWanted()
  expect(wanted.answer(request())).toBeNull()
  expect(wanted.wasRefused(failed({ refused: true }))).toBe(false)
})

test('a passphrase is tried on each key file once', () => {
  const ours = answers({ kind: 'passphrase', passphrase: 'open' })
  const asks = (subject: string, again = false) =>
    ours.answer(request({ kind: 'passphrase', subject, again }))
  expect(asks('a')).toEqual(['open'])
  expect(asks('a', true)).toBe('refused')
  expect(asks('b')).toEqual(['open'])
  expect(ours.wasRefused(failed({}, 'key.passphrase'))).toBe(true)
  const right = answers({ kind: 'passphrase', passphrase: 'open' })
  right.answer(request({ kind: 'passphrase', subject: 'a' }))
  expect(right.answer(request())).toBeNull()
  expect(right.wasRefused(failed({}, 'key.passphrase'))).toBe(false)
})

test('a client certificate is refused by the server’s word alone', () => {
  const ours = answers({ kind: 'tlsClient', certificate: 'c', privateKey: 'k' })
  expect(ours.keys()).toEqual([])
  expect(ours.wasRefused(failed({ clientRefused: true }, 'tls.failed'))).toBe(false)
  expect(ours.certificate()).toMatchObject({ certificate: 'c', key: 'k', passphrase: null })
  expect(ours.wasRefused(failed({ clientRefused: false }, 'tls.failed'))).toBe(false)
  expect(ours.wasRefused(failed({ clientRefused: true }, 'tls.failed'))).toBe(true)
})

test('the words name the credential and say what lifts the refusal, without the secret', () => {
  const words = JSON.stringify([
    refusedProblem(credential({ kind: 'password', password: 'seeded' })),
    refusedProblem(credential({ kind: 'passphrase', passphrase: 'seeded' })),
  ])
  expect(words).toContain('door')
  expect(words).toContain('no account is locked')
  expect(words).toContain('by hand')
  expect(words).not.toContain('seeded')
})
