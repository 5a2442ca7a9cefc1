import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type CredentialFault, CredentialSecret } from '../../../shared/contract/credentials.ts'
import { AppError } from '../../../shared/errors.ts'
import { sha256Fingerprint } from '../transport/index.ts'
import { isUsableKey } from '../transport/ssh/identities.ts'
import { inspectKey, unlockKey } from '../transport/ssh/keyFile.ts'
import { unlockAside } from '../transport/ssh/keyWorker.ts'

/** A secret that was found to be one, and by what it can be recognised. */
export interface CheckedSecret {
  secret: CredentialSecret
  fingerprint: string | null
}

/** Opens what is given, so that a wrong passphrase is told now and not by a host. Rejects `credential.invalid`. */
export async function checkSecret(secret: CredentialSecret, nowMs: number): Promise<CheckedSecret> {
  switch (secret.kind) {
    case 'password':
    case 'passphrase':
      return { secret, fingerprint: null }
    case 'privateKey':
      return checkKey(secret)
    case 'tlsClient':
      return { secret, fingerprint: checkCertificate(secret, nowMs) }
  }
}

type PrivateKey = Extract<CredentialSecret, { kind: 'privateKey' }>
type TlsClient = Extract<CredentialSecret, { kind: 'tlsClient' }>

async function checkKey({ privateKey, passphrase = '' }: PrivateKey): Promise<CheckedSecret> {
  const text = privateKey.trim()
  if (!/PRIVATE KEY-----|PuTTY-User-Key-File/.test(text)) {
    throw /^(ssh|ecdsa)-/.test(text)
      ? invalid(
          'publicHalf',
          'That is the public half of a key.',
          'Give the private one: the file without “.pub”.',
        )
      : invalid(
          'noKey',
          'That is no private key.',
          'Give the whole text of the file, with its first and last line.',
        )
  }
  const { encrypted } = inspectKey(text)
  if (encrypted && passphrase === '')
    throw invalid(
      'encrypted',
      'The private key is encrypted.',
      'Give its passphrase too; it is sealed beside the key.',
    )
  const opened = encrypted ? await unlockAside(text, passphrase) : unlockKey(text, undefined)
  if (opened === null)
    throw encrypted
      ? invalid('wrongPassphrase', 'The passphrase does not open the private key.', 'Type it again.')
      : invalid('unreadable', 'The private key can’t be read.', 'Convert it with: ssh-keygen -p -f FILE')
  if (!isUsableKey(opened.blob))
    throw invalid('keyType', 'Keys of this type can’t be used.', 'Make one with: ssh-keygen -t ed25519')
  return {
    secret: { kind: 'privateKey', privateKey: text, ...(encrypted ? { passphrase } : {}) },
    fingerprint: sha256Fingerprint(opened.blob),
  }
}

/** The certificate's SHA-256; throws where it doesn't belong to the key or is of another time. */
function checkCertificate({ certificate, privateKey, passphrase }: TlsClient, nowMs: number): string {
  const read = readCertificate(certificate)
  const key = readKey(privateKey, passphrase)
  if (!read.checkPrivateKey(key))
    throw invalid(
      'notAPair',
      'The certificate and the private key don’t belong together.',
      'Give the pair that was made together.',
    )
  if (Date.parse(read.validTo) < nowMs)
    throw invalid(
      'certificateOld',
      `The certificate was valid until ${read.validTo}.`,
      'Have a new one signed.',
      {
        data: { validTo: read.validTo },
      },
    )
  return `SHA256:${Buffer.from(read.fingerprint256.replaceAll(':', ''), 'hex').toString('base64').replace(/=+$/, '')}`
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw invalid(
      'noCertificate',
      'That is no certificate.',
      'Give it as PEM text: -----BEGIN CERTIFICATE-----',
      { cause },
    )
  }
}

function readKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase ? { passphrase } : {}) })
  } catch (cause) {
    throw invalid(
      'certificateKey',
      'The private key of the certificate can’t be opened.',
      'Give it as PEM text, with its passphrase where it is encrypted.',
      { cause },
    )
  }
}

/** What is wrong with it, by name for a window's own words and in the core's. */
function invalid(
  why: CredentialFault,
  message: string,
  next: string,
  { cause, data }: { cause?: unknown; data?: Record<string, unknown> } = {},
): AppError {
  return new AppError('credential.invalid', message, { next, cause, data: { why, ...data } })
}

/** What is sealed; the caller wipes it. */
export const packSecret = (secret: CredentialSecret): Buffer => Buffer.from(JSON.stringify(secret), 'utf8')

/** What was sealed, which is wiped; `vault.damaged` where it is no secret. */
export function unpackSecret(bytes: Buffer): CredentialSecret {
  try {
    return CredentialSecret.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    // The cause would quote the text that could not be read.
    throw new AppError('vault.damaged', 'The secret of this credential can’t be read.', {
      next: 'Enter it anew under Credentials.',
    })
  } finally {
    bytes.fill(0)
  }
}
