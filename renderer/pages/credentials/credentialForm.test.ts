// @vitest-environment node
import { expect, test } from 'vitest'
import { CredentialSecret } from '../../../shared/contract/credentials.ts'
import { credentialsOf } from '../../testing/devPersonsData.ts'
import { credentialKindList, emptySecret, fareOf, secretOf } from './credentialForm.ts'

test('a secret is whole or none, and what is whole the core takes', () => {
  for (const kind of credentialKindList) {
    expect(secretOf(kind, emptySecret)).toBeNull()
    const whole = { password: 'a', passphrase: 'b', privateKey: 'c', keyPassphrase: '', certificate: 'd' }
    const secret = secretOf(kind, whole)
    expect(CredentialSecret.parse(secret)).toEqual(secret)
  }
  expect(secretOf('tlsClient', { ...emptySecret, privateKey: 'c' })).toBeNull()
})

test('only a key that has a passphrase is given one', () => {
  expect(secretOf('privateKey', { ...emptySecret, privateKey: 'k' })).toEqual({
    kind: 'privateKey',
    privateKey: 'k',
  })
  expect(secretOf('privateKey', { ...emptySecret, privateKey: 'k', keyPassphrase: 'p' })).toEqual({
    kind: 'privateKey',
    privateKey: 'k',
    passphrase: 'p',
  })
})

test('a credential that cannot be used says so before anything else', () => {
  expect(credentialsOf().map(fareOf)).toEqual(['ok', 'refused', 'unusable', 'unused'])
})
