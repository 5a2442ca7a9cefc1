import type { HostId } from '../../../shared/ids.ts'
import type { HostQuestion, Problem } from '../../../shared/models/host.ts'
import type {
  KnownHostKeys,
  MemoryCertificate,
  MemoryKey,
  PresentedHostKey,
  Questions,
  SecretRequest,
} from '../transport/index.ts'
import { CredentialAnswers } from './credentialAnswers.ts'
import type { HostCredential } from './namedCredentials.ts'
import { isReusable, type SecretKey, type SecretMemory, secretKey } from './secretMemory.ts'

/** Whom an attempt's questions go to. */
export interface Answerers {
  hostId: HostId
  memory: SecretMemory
  /** True when a person accepted this very key for this endpoint already, here or on another host. */
  accepted(key: PresentedHostKey): boolean
  /** Stores a key as trusted for the host. */
  pin(key: PresentedHostKey): void
  /** Puts a secret to a person; null when nobody answers before the signal ends. */
  ask(question: HostQuestion, signal: AbortSignal): Promise<string[] | null>
  /** False: only keys that were accepted beforehand are trusted, whatever else says that a new one may be. */
  mayAskForKeys(): boolean
}

/** An answer that a person gave after its attempt had ended; used at most once. */
export interface PreparedAnswer {
  key: SecretKey
  answers: string[]
}

/**
 * Answers one attempt's questions: what is known already by itself, secrets by asking. A new host key
 * ends the attempt instead of holding an unauthenticated connection open while a person thinks.
 */
export class AttemptQuestions implements Questions {
  readonly #to: Answerers
  #prepared: PreparedAnswer | null
  readonly #given = new Map<SecretKey, string[]>()
  /** The new key that nobody has trusted yet. */
  newKey: PresentedHostKey | null = null
  /** True where the new key was refused because nobody may trust one here. */
  keyForbidden = false
  /** A secret nobody had. */
  unanswered: HostQuestion | null = null
  #named: CredentialAnswers | null = null

  constructor(to: Answerers, prepared: PreparedAnswer | null = null) {
    this.#to = to
    this.#prepared = prepared
  }

  async hostKey(presented: PresentedHostKey, known: KnownHostKeys): Promise<'trust' | 'refuse'> {
    if (known.verdict === 'match') return 'trust'
    if (known.verdict !== 'new') return 'refuse'
    const mayAsk = this.#to.mayAskForKeys()
    if (this.#to.accepted(presented) || (mayAsk && known.policy === 'acceptNew')) {
      this.#to.pin(presented)
      return 'trust'
    }
    if (!mayAsk) this.keyForbidden = true
    else if (known.policy === 'ask') this.newKey = presented
    return 'refuse'
  }

  /** Answers with this credential before any person is asked. */
  use(credential: HostCredential | null): void {
    this.#named = credential === null ? null : new CredentialAnswers(credential)
  }

  keys(): readonly MemoryKey[] {
    return this.#named?.keys() ?? []
  }

  clientCertificate(): MemoryCertificate | null {
    return this.#named?.certificate() ?? null
  }

  /** The credential that let the host in, or was there while it was. */
  get credential(): HostCredential | null {
    return this.#named?.credential ?? null
  }

  /** The credential that this failure is about; null where it is about something else. */
  refusedCredential(error: unknown): HostCredential | null {
    return this.#named?.wasRefused(error) ? this.#named.credential : null
  }

  async secret(request: SecretRequest): Promise<string[] | null> {
    const named = this.#named?.answer(request) ?? null
    if (named !== null) return named === 'refused' ? null : named
    const key = secretKey(request)
    const ready = request.again ? this.#refused(key) : this.#ready(key, request)
    if (ready !== null) return ready
    const question = questionOf(request)
    const answers = await this.#to.ask(question, request.signal)
    if (answers === null) this.unanswered = question
    else if (isReusable(request)) this.#given.set(key, answers)
    return answers
  }

  /** What a person gave for this question and was not refused with. */
  givenFor(key: SecretKey): readonly string[] | null {
    return this.#given.get(key) ?? null
  }

  /** The attempt got in: what it was given may serve the next one. */
  succeeded(): void {
    for (const [key, answers] of this.#given) this.#to.memory.keep(this.#to.hostId, key, answers)
    this.#given.clear()
  }

  #refused(key: SecretKey): null {
    this.#to.memory.drop(key)
    this.#given.delete(key)
    return null
  }

  #ready(key: SecretKey, request: SecretRequest): string[] | null {
    const prepared = this.#prepared
    if (prepared?.key === key) {
      this.#prepared = null
      if (isReusable(request)) this.#given.set(key, prepared.answers)
      return prepared.answers
    }
    const remembered = this.#to.memory.recall(this.#to.hostId, request)
    if (remembered !== null) this.#given.set(key, remembered)
    return remembered
  }
}

function questionOf(request: SecretRequest): HostQuestion {
  const { kind, endpoint, subject, instruction, prompts, again } = request
  return { kind: 'secret', endpoint, request: kind, subject, instruction, prompts, again }
}

/** The question a new key puts to a person. */
export function newKeyQuestion(key: PresentedHostKey): HostQuestion {
  const { endpoint, algorithm, sha256, randomart } = key
  return { kind: 'newHostKey', endpoint, presented: { algorithm, sha256, randomart } }
}

/** Why a host waits, for its state beside the question. */
export function questionProblem(question: HostQuestion): Problem {
  const { endpoint } = question
  switch (question.kind) {
    case 'newHostKey':
      return {
        code: 'hostKey.new',
        message: `The host key of ${endpoint} is not known yet.`,
        next: 'Compare its fingerprint with the one that the host itself shows, then trust it.',
      }
    case 'changedHostKey':
      return {
        code: 'hostKey.changed',
        message: `The host key of ${endpoint} has changed.`,
        next: 'Find out why before anything else: a reinstalled host, or somebody in between. Pin the new key only if you know.',
      }
    case 'secret': {
      const { again, request, subject } = question
      const what = request === 'passphrase' ? `the passphrase of ${subject}` : `a password for ${subject}`
      if (again) {
        return {
          code: request === 'passphrase' ? 'key.passphrase' : 'auth.failed',
          message: `${endpoint} did not accept the answer: it needs ${what}.`,
          next: 'Type it again, or cancel.',
        }
      }
      return {
        code: request === 'passphrase' ? 'key.passphrase' : 'auth.noMethod',
        message: `${endpoint} needs ${what}.`,
        next: 'Answer the question, or set up a key for this host.',
      }
    }
  }
}
