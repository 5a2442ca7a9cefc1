import { AppError } from '../../../shared/errors.ts'
import type { HostAnswer, HostQuestion, Problem } from '../../../shared/models/host.ts'
import { refusedProblem } from './credentialAnswers.ts'
import { type FailureKind, failureKind } from './failure.ts'
import type { HostCredential, KeptAnswer } from './namedCredentials.ts'
import { toProblem } from './problem.ts'
import type { AttemptQuestions } from './questions.ts'
import { isReusable, type SecretKey, secretKey } from './secretMemory.ts'

/** What a person wants kept once its answer has let the host in. */
export type Keeping = Omit<KeptAnswer, 'value'> & { key: SecretKey }

/** What a failure was, and of which kind: a refused credential is the host's last word on it. */
export function outcomeOf(
  error: unknown,
  questions: Pick<AttemptQuestions, 'refusedCredential' | 'keyForbidden'>,
  parts: { refused(credential: HostCredential): boolean },
): { problem: Problem; kind: FailureKind } {
  const problem = toProblem(error)
  const credential = questions.refusedCredential(error)
  if (credential !== null) {
    // One that was changed meanwhile is tried anew.
    if (!parts.refused(credential)) return { problem, kind: 'host' }
    return { problem: { ...problem, ...refusedProblem(credential) }, kind: 'person' }
  }
  if (questions.keyForbidden) return { problem: forbiddenKey(problem), kind: 'person' }
  return { problem, kind: failureKind(problem.code) }
}

/** What an answer is to be kept as; `input.invalid` for what works only once. */
export function keepingOf(question: HostQuestion | null, answer: HostAnswer, by: string): Keeping | null {
  if (answer.kind !== 'secret' || answer.keepAs === undefined || question?.kind !== 'secret') return null
  const asked = { ...question, kind: question.request }
  if (!isReusable(asked))
    throw new AppError('input.invalid', 'A one-time code can’t be kept.', {
      next: 'Answer without keeping it.',
    })
  const isPassphrase = question.request === 'passphrase'
  return {
    ...answer.keepAs,
    key: secretKey(asked),
    kind: isPassphrase ? 'passphrase' : 'password',
    userName: isPassphrase ? null : question.subject,
    by,
  }
}

/** A new key where a policy lets nobody trust one. */
function forbiddenKey(problem: Problem): Problem {
  return {
    code: 'policy.refused',
    message: `${problem.message} A policy admits only host keys that were given beforehand.`,
    next: 'Have the fingerprint, read on the host itself, added to this host by somebody who may trust keys.',
    ...(problem.data === undefined ? {} : { data: { ...problem.data, policy: 'hosts.newHostKeys' } }),
  }
}
