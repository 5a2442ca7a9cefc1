import { AppError } from '../../../../shared/errors.ts'
import { printable } from '../facts.ts'
import type { KnownHostKeys, MemoryKey, PresentedHostKey, Questions, SecretRequest } from '../types.ts'

/** What a server's prompts are cut to. */
const PROMPTS_MAX = 16
const PROMPT_CHARS_MAX = 300
const INSTRUCTION_CHARS_MAX = 2_000

/** Thrown where an answer came after the server had hung up: the attempt is made again with the answer in hand. */
export class AnsweredTooLate extends Error {}

/**
 * Asks a person on behalf of one hop, over as many connections as that takes: an answer that arrives
 * after the server has lost patience is kept for the next connection, and used once.
 */
export class Asker {
  readonly #questions: Questions
  readonly #signal: AbortSignal
  readonly #trusted = new Set<string>()
  readonly #kept = new Map<string, string[]>()
  /** Questions that wait for their answer. */
  pending = 0

  constructor(questions: Questions, signal: AbortSignal) {
    this.#questions = questions
    this.#signal = signal
  }

  /** Asks about a new key; one that was trusted during this attempt is not asked about again. */
  async hostKey(
    presented: PresentedHostKey,
    known: KnownHostKeys,
    lost: () => boolean,
  ): Promise<'trust' | 'refuse'> {
    if (this.#trusted.has(presented.publicKey)) return 'trust'
    const answer = await this.#wait(() => this.#questions.hostKey(presented, known))
    if (answer === 'trust') this.#trusted.add(presented.publicKey)
    if (answer === 'trust' && lost()) throw new AnsweredTooLate()
    return answer
  }

  /** Asks for secrets. Null when nobody has them. The peer's words are bounded here. */
  async secret(request: Omit<SecretRequest, 'signal'>, lost: () => boolean): Promise<string[] | null> {
    const bounded: SecretRequest = {
      ...request,
      instruction: printable(request.instruction, INSTRUCTION_CHARS_MAX),
      prompts: request.prompts
        .slice(0, PROMPTS_MAX)
        .map(prompt => ({ ...prompt, text: printable(prompt.text, PROMPT_CHARS_MAX) })),
      signal: this.#signal,
    }
    const key = JSON.stringify([bounded.kind, bounded.subject, bounded.prompts])
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      this.#kept.delete(key)
      return kept
    }
    const answers = await this.#wait(() => this.#questions.secret(bounded))
    if (answers !== null && answers.length !== bounded.prompts.length) {
      throw new AppError('input.invalid', `${bounded.prompts.length} answers are needed.`, {
        data: { stage: 'authentication' },
      })
    }
    if (answers !== null && lost()) {
      this.#kept.set(key, answers)
      throw new AnsweredTooLate()
    }
    return answers
  }

  /** Keys in memory to offer. */
  keys(): readonly MemoryKey[] {
    return this.#questions.keys?.() ?? []
  }

  async #wait<T>(ask: () => Promise<T>): Promise<T> {
    this.pending++
    try {
      return await ask()
    } finally {
      this.pending--
    }
  }
}

/** What an attempt ends with when a question found no answer; the session shows the question from `data`. */
export function unanswered(request: Omit<SecretRequest, 'signal'>): AppError {
  const { kind, endpoint, subject, instruction, prompts, again } = request
  return new AppError('auth.cancelled', `${endpoint} asks for something that was not given.`, {
    next: 'Answer the question of this host, or set up a key or an agent.',
    data: { stage: 'authentication', endpoint, request: { kind, subject, instruction, prompts, again } },
  })
}
