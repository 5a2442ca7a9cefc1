import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostAnswer, HostQuestion, Problem } from '../../../shared/models/host.ts'
import type { PresentedHostKey } from '../transport/index.ts'
import { type PreparedAnswer, questionProblem } from './questions.ts'
import { type SecretMemory, secretKey } from './secretMemory.ts'

/** What an answer does to the session; `handOver` is called after the session has taken it in. */
export interface Answered {
  event: { type: 'answered' } | { type: 'declined'; problem: Problem }
  handOver(): void
}

/** Where one host's questions wait for a person, with the key or the attempt that they are about. */
export class Desk {
  readonly #hostId: HostId
  readonly #memory: SecretMemory
  readonly #accepted: (key: PresentedHostKey) => boolean
  readonly #pin: (key: PresentedHostKey, instead: boolean) => void
  #offered: PresentedHostKey | null = null
  #prepared: PreparedAnswer | null = null
  #waiting: ((answers: string[] | null) => void) | null = null

  constructor(parts: {
    hostId: HostId
    memory: SecretMemory
    accepted(key: PresentedHostKey): boolean
    pin(key: PresentedHostKey, instead: boolean): void
  }) {
    this.#hostId = parts.hostId
    this.#memory = parts.memory
    this.#accepted = parts.accepted
    this.#pin = parts.pin
  }

  /** The key that ended the latest attempt; null where none did. */
  offer(key: PresentedHostKey | null): void {
    this.#offered = key
  }

  /** An answer that came after its attempt had died; handed out once. */
  takePrepared(): PreparedAnswer | null {
    const prepared = this.#prepared
    this.#prepared = null
    return prepared
  }

  /** Waits for a person's secrets; null when the signal ends first or the person declines. */
  async wait(signal: AbortSignal): Promise<string[] | null> {
    const { promise, resolve } = Promise.withResolvers<string[] | null>()
    const onAbort = () => resolve(null)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#waiting = resolve
    try {
      return await promise
    } finally {
      this.#waiting = null
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Takes a person's answer to the question; `input.invalid` or `hostKey.refused` where it doesn't fit. */
  answer(question: HostQuestion | null, answer: HostAnswer): Answered {
    if (question === null) throw unasked('This host asks for nothing.')
    switch (answer.kind) {
      case 'refuse':
        return this.#decline(question)
      case 'secret':
        return this.#secret(question, answer.answers)
      case 'trustHostKey':
        return this.#key(question, 'newHostKey', answer.sha256)
      case 'repinHostKey':
        return this.#key(question, 'changedHostKey', answer.sha256)
    }
  }

  /** The answer that is known by now without this host's person: a key trusted or a passphrase given elsewhere. */
  known(question: HostQuestion | null): HostAnswer | null {
    if (question?.kind === 'newHostKey') {
      const offered = this.#offered
      return offered !== null && this.#accepted(offered)
        ? { kind: 'trustHostKey', sha256: offered.sha256 }
        : null
    }
    if (question?.kind !== 'secret' || question.request !== 'passphrase' || question.again) return null
    const answers = this.#memory.recall(this.#hostId, { ...question, kind: question.request })
    return answers === null ? null : { kind: 'secret', answers }
  }

  /** Nobody wants the host any more. */
  clear(): void {
    this.#waiting?.(null)
    this.#prepared = null
    this.#offered = null
  }

  #decline(question: HostQuestion): Answered {
    const waiting = this.#waiting
    const problem: Problem =
      question.kind === 'secret'
        ? {
            code: 'auth.cancelled',
            message: 'Nobody gave the secret.',
            next: 'Connect again to be asked anew.',
          }
        : { ...questionProblem(question), code: 'hostKey.refused', message: 'The host key was not trusted.' }
    return { event: { type: 'declined', problem }, handOver: () => waiting?.(null) }
  }

  #secret(question: HostQuestion, answers: string[]): Answered {
    if (question.kind !== 'secret') throw unasked('That is not what this host asks.')
    if (answers.length !== question.prompts.length) throw unasked('There is not one answer for each prompt.')
    const waiting = this.#waiting
    if (waiting === null)
      this.#prepared = { key: secretKey({ ...question, kind: question.request }), answers }
    return { event: { type: 'answered' }, handOver: () => waiting?.(answers) }
  }

  #key(question: HostQuestion, wanted: HostQuestion['kind'], sha256: string): Answered {
    if (question.kind !== wanted || question.kind === 'secret')
      throw unasked('That is not what this host asks.')
    const offered = this.#offered
    if (offered === null || offered.sha256 !== sha256 || question.presented.sha256 !== sha256) {
      throw new AppError('hostKey.refused', 'That is not the fingerprint of the key that was shown.', {
        next: 'Compare the fingerprints again.',
        data: { presented: question.presented.sha256, answered: sha256 },
      })
    }
    this.#pin(offered, wanted === 'changedHostKey')
    this.#offered = null
    return { event: { type: 'answered' }, handOver: () => undefined }
  }
}

function unasked(message: string): AppError {
  return new AppError('input.invalid', message, { next: 'Look at the host’s state again.' })
}
