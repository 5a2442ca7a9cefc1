import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { keyFailure } from './keyFailure.ts'

const presented = { algorithm: 'ssh-ed25519', sha256: 'SHA256:new', randomart: '+--+' }
const known = [{ algorithm: 'ssh-rsa', sha256: 'SHA256:old', randomart: null, source: 'pin' }]
const data = { stage: 'hostKey', endpoint: 'kvm1:22', jump: false, presented, publicKey: 'AAAA', known }

test('a changed key asks with old and new side by side', () => {
  const failure = keyFailure(new AppError('hostKey.changed', 'changed', { data }))
  expect(failure?.question).toEqual({ kind: 'changedHostKey', endpoint: 'kvm1:22', presented, known })
  expect(failure?.offered).toEqual({ ...presented, endpoint: 'kvm1:22', jump: false, publicKey: 'AAAA' })
})

test('a new key asks, a revoked one never does', () => {
  expect(keyFailure(new AppError('hostKey.new', 'new', { data }))?.question.kind).toBe('newHostKey')
  expect(keyFailure(new AppError('hostKey.revoked', 'revoked', { data }))).toBeNull()
  expect(keyFailure(new AppError('tcp.timeout', 'late', { data }))).toBeNull()
  expect(keyFailure(new AppError('hostKey.changed', 'without facts'))).toBeNull()
  expect(keyFailure(new Error('bug'))).toBeNull()
})
