import type { HostId } from '../../../shared/ids.ts'
import type { HostQuestion } from '../../../shared/models/host.ts'
import type { KnownHostKeys, PresentedHostKey, Questions, SecretRequest } from '../transport/index.ts'
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
  /** A secret nobody had. */
  unanswered: HostQuestion | null = null

  constructor(to: Answerers, prepared: PreparedAnswer | null = null) {
    this.#to = to
    this.#prepared = prepared
  }

  async hostKey(presented: PresentedHostKey, known: KnownHostKeys): Promise<'trust' | 'refuse'> {
    if (known.verdict === 'match') return 'trust'
    if (known.verdict !== 'new') return 'refuse'
    if (this.#to.accepted(presented) || known.policy === 'acceptNew') {
      this.#to.pin(presented)
      return 'trust'
    }
    if (known.policy === 'ask') this.newKey = presented
    return 'refuse'
  }

  async secret(request: SecretRequest): Promise<string[] | null> {
    const key = secretKey(request)
    const ready = request.again ? this.#refused(key) : this.#ready(key, request)
    if (ready !== null) return ready
    const question = questionOf(request)
    const answers = await this.#to.ask(question, request.signal)
    if (answers === null) this.unanswered = question
    else if (isReusable(request)) this.#given.set(key, answers)
    return answers
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
