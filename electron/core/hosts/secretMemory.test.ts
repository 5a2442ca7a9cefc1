import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import { isReusable, SecretMemory, secretKey } from './secretMemory.ts'

const one = '00000000-0000-4000-8000-000000000001' as HostId
const two = '00000000-0000-4000-8000-000000000002' as HostId
const prompts = (...texts: string[]) => texts.map(text => ({ text, echo: false }))
const password = {
  kind: 'password',
  endpoint: 'a:22',
  subject: 'root',
  prompts: prompts('Password: '),
} as const
const passphrase = { kind: 'passphrase', endpoint: 'a:22', subject: '/k/id', prompts: prompts('?') } as const

test('a password is for the host that it got in, a passphrase for all that use the file', () => {
  const memory = new SecretMemory()
  memory.keep(one, secretKey(password), ['s3'])
  memory.keep(one, secretKey(passphrase), ['open'])
  expect(memory.recall(one, password)).toEqual(['s3'])
  expect(memory.recall(two, password)).toBeNull()
  expect(memory.recall(two, { ...passphrase, endpoint: 'b:22' })).toEqual(['open'])
  expect(memory.recall(one, { ...password, subject: 'admin' })).toBeNull()
})

test('nothing is left when the last host that needed it is disconnected', () => {
  const memory = new SecretMemory()
  memory.keep(one, secretKey(password), ['s3'])
  memory.keep(one, secretKey(passphrase), ['open'])
  memory.keep(two, secretKey(passphrase), ['open'])
  memory.forget(one)
  expect(memory.size).toBe(1)
  memory.forget(two)
  expect(memory.size).toBe(0)
})

test('a refused secret is dropped for everybody', () => {
  const memory = new SecretMemory()
  memory.keep(one, secretKey(passphrase), ['old'])
  memory.drop(secretKey(passphrase))
  expect(memory.recall(one, passphrase)).toBeNull()
})

test('one-time codes are never used twice', () => {
  const rounds = (...texts: string[]) =>
    isReusable({ ...password, kind: 'keyboardInteractive', prompts: prompts(...texts) })
  expect(isReusable(password)).toBe(true)
  expect(rounds('Password: ')).toBe(true)
  expect(rounds('Verification code: ')).toBe(false)
  expect(rounds('Password: ', 'Code: ')).toBe(false)
  expect(rounds()).toBe(false)
})
