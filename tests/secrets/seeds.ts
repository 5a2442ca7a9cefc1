import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { CredentialSecret } from '../../shared/contract/credentials.ts'

/** Secrets that can be told from everything else, one for every place that takes one. */
export interface Seeds {
  ownerPassphrase: string
  nextPassphrase: string
  givenPassphrase: string
  typedPassphrase: string
  typedRecoveryKey: string
  typedCode: string
  diagnosisPassword: string
  diagnosisPassphrase: string
  hostAnswer: string
  rotatedPassword: string
  backupPassphrase: string
  credentials: [name: string, secret: CredentialSecret][]
}

const word = (what: string): string => `${what} ${randomBytes(12).toString('hex')} “ü`

/** Fresh secrets, and all of them by name as they may not be found anywhere. */
export function makeSeeds(): { seeds: Seeds; secrets: Record<string, string> } {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'pem',
    type: 'pkcs8',
  })
  const seeds: Seeds = {
    ownerPassphrase: word('owner'),
    nextPassphrase: word('next'),
    givenPassphrase: word('given'),
    typedPassphrase: word('typed'),
    typedRecoveryKey: word('recovery'),
    typedCode: randomBytes(16).toString('hex'),
    diagnosisPassword: word('diagnosis'),
    diagnosisPassphrase: word('diagnosis key'),
    hostAnswer: word('answer'),
    rotatedPassword: word('rotated'),
    backupPassphrase: word('back-up'),
    credentials: [
      ['password', { kind: 'password', password: word('password') }],
      ['passphrase', { kind: 'passphrase', passphrase: word('passphrase') }],
      ['key', { kind: 'privateKey', privateKey: String(key) }],
    ],
  }
  const { credentials, ...words } = seeds
  const secrets: Record<string, string> = { ...words }
  for (const [name, secret] of credentials) {
    if (secret.kind === 'password') secrets[`credential ${name}`] = secret.password
    if (secret.kind === 'passphrase') secrets[`credential ${name}`] = secret.passphrase
    // A line from the middle: what stands around it is the same in every key.
    if (secret.kind === 'privateKey') secrets[`credential ${name}`] = secret.privateKey.split('\n')[1] ?? ''
  }
  return { seeds, secrets }
}
