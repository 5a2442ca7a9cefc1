import { AppError } from '../../../shared/errors.ts'
import type { Problem } from '../../../shared/models/host.ts'
import type { MemoryCertificate, MemoryKey, SecretRequest } from '../transport/index.ts'
import type { HostCredential } from './namedCredentials.ts'
import { isReusable } from './secretMemory.ts'

/**
 * What a host's named credential answers during one attempt, each secret at most once: who was refused with it
 * is not asked again by itself, and no person is asked in its stead.
 */
export class CredentialAnswers {
  readonly credential: HostCredential
  #given = false
  #refused = false
  #offered = false
  #wanted = false
  readonly #files = new Set<string>()
  readonly #shutFiles = new Set<string>()

  constructor(credential: HostCredential) {
    this.credential = credential
  }

  /** The answer; `refused` where it was wrong and nobody is to be asked; null where it is not this credential's affair. */
  answer(request: SecretRequest): string[] | 'refused' | null {
    const { secret } = this.credential
    switch (secret.kind) {
      case 'password':
        return this.#password(request, secret.password)
      case 'passphrase':
        return this.#passphrase(request, secret.passphrase)
      case 'privateKey':
        return this.#instead(request)
      case 'tlsClient':
        return null
    }
  }

  /** The private key to offer. */
  keys(): readonly MemoryKey[] {
    const { secret, id, version, name } = this.credential
    if (secret.kind !== 'privateKey') return []
    this.#offered = true
    return [
      {
        id: keyId(id, version),
        label: `credential “${name}”`,
        credential: name,
        text: secret.privateKey,
        passphrase: secret.passphrase ?? null,
        onWanted: () => {
          this.#wanted = true
        },
      },
    ]
  }

  /** The client certificate to show. */
  certificate(): MemoryCertificate | null {
    const { secret, name } = this.credential
    if (secret.kind !== 'tlsClient') return null
    this.#offered = true
    return {
      label: `credential “${name}”`,
      credential: name,
      certificate: secret.certificate,
      key: secret.privateKey,
      passphrase: secret.passphrase ?? null,
    }
  }

  /** True where the attempt failed because the host, or a key file, did not accept it. */
  wasRefused(error: unknown): boolean {
    if (this.#refused) return true
    if (!(error instanceof AppError)) return false
    const { code, data = {} } = error
    switch (this.credential.kind) {
      case 'password':
        return this.#given && code === 'auth.failed' && data.refused === true && data.jump !== true
      case 'privateKey':
        return (
          this.#offered &&
          !this.#wanted &&
          code === 'auth.failed' &&
          data.refused === true &&
          data.jump !== true
        )
      case 'passphrase':
        return this.#shutFiles.size > 0 && code === 'key.passphrase'
      case 'tlsClient':
        return this.#offered && code === 'tls.failed' && data.clientRefused === true
    }
  }

  #password(request: SecretRequest, password: string): string[] | 'refused' | null {
    // A password is for its host and its user alone; a jump host is another.
    if (request.jump || request.kind === 'passphrase' || !isReusable(request)) return null
    if (this.credential.userName !== null && request.subject !== this.credential.userName) return null
    if (request.again || this.#given) {
      this.#refused = true
      return 'refused'
    }
    this.#given = true
    return [password]
  }

  #passphrase(request: SecretRequest, passphrase: string): string[] | 'refused' | null {
    if (request.kind !== 'passphrase') {
      // Every key was tried by now, and none of them could be opened or helped.
      if (request.jump || this.#shutFiles.size === 0) return null
      this.#refused = true
      return 'refused'
    }
    if (request.again || this.#files.has(request.subject)) {
      // It may be another key's: that one is still to come.
      this.#shutFiles.add(request.subject)
      return 'refused'
    }
    this.#files.add(request.subject)
    return [passphrase]
  }

  /** A host that wants something else although the key was offered did not want the key. */
  #instead(request: SecretRequest): 'refused' | null {
    if (request.jump || request.kind === 'passphrase' || !this.#offered || this.#wanted) return null
    this.#refused = true
    return 'refused'
  }
}

/** What the unlocked form of a credential's key is kept under. */
const keyId = (id: string, version: number): string => `${keyPrefix(id)}${version}`

/** … and that of all its versions begins with. */
export const keyPrefix = (id: string): string => `credential:${id}:`

/** Why a host with a refused credential waits. */
export function refusedProblem({ name, id, kind }: HostCredential): Problem {
  return {
    code: 'credential.refused',
    message: `The credential “${name}” was not accepted.`,
    next:
      kind === 'password'
        ? 'It is not tried here again until its secret is changed under Credentials, so that no account is locked.'
        : 'It is not tried here again by itself: change it under Credentials, or connect by hand once the host would take it.',
    data: { credential: name, credentialId: id },
  }
}
