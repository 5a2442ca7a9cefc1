import type { z } from 'zod'
import { saying } from '../../../shared/route.ts'
import type { DiagnosisSecrets as SecretsSchema } from '../../../shared/contract/hosts.ts'
import { AppError } from '../../../shared/errors.ts'
import type { DiagnosisStep, Problem, Stage } from '../../../shared/models/host.ts'
import { stages } from '../../../shared/models/host.ts'
import {
  type HostTransport,
  JumpPool,
  type KnownHostKeys,
  type MemoryCertificate,
  type MemoryKey,
  openTransport,
  type PresentedHostKey,
  type Questions,
  type SecretRequest,
} from '../transport/index.ts'
import { CredentialAnswers, refusedProblem } from './credentialAnswers.ts'
import { DiagnosisReport, stagesOf } from './diagnosisReport.ts'
import { openHypervisor } from './hypervisor.ts'
import type { HostCredential } from './namedCredentials.ts'
import { checkWritable } from './permission.ts'
import { type HostPlan, keepaliveOf } from './plan.ts'
import { libvirtProblem, toProblem } from './problem.ts'
import { newKeyQuestion, questionProblem } from './questions.ts'

/** Answers to questions that a diagnosis may meet; each is used once. */
export type DiagnosisSecrets = z.infer<typeof SecretsSchema>

export interface DiagnoseInput {
  /** Throws `AppError` where the host can't be reached as described. */
  plan(): HostPlan
  /** The named credential of the plan with its secret; throws `AppError` where it can't be had. */
  credential?(plan: HostPlan): HostCredential | null
  /** It was not accepted: it is not to be sent again by itself. */
  refused?(credential: HostCredential): void
  /** Keys that need no question; nothing is pinned. */
  accepted(key: PresentedHostKey): boolean
  secrets: DiagnosisSecrets
  signal: AbortSignal
  open?: typeof openTransport
}

/**
 * Goes through every stage of reaching a host over a transport of its own, and reports each as running,
 * then passed, failed or skipped. Asks nobody, stores nothing, changes nothing; ends when the signal aborts.
 */
export async function* diagnose(input: DiagnoseInput): AsyncGenerator<DiagnosisStep, void, void> {
  const steps: DiagnosisStep[] = []
  let wake = () => {}
  let finished = false
  const stop = new AbortController()
  const signal = AbortSignal.any([input.signal, stop.signal])
  const emit = (step: DiagnosisStep) => {
    steps.push(step)
    wake()
  }
  const work = examine({ ...input, signal }, emit).finally(() => {
    finished = true
    wake()
  })
  // A failure of the examination itself is thrown below, when its steps are read.
  work.catch(() => undefined)
  try {
    for (;;) {
      const step = steps.shift()
      if (step !== undefined) {
        yield step
        continue
      }
      if (finished) break
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    await work
  } finally {
    stop.abort()
    await work.catch(() => undefined) // thrown above already, or nobody listens any more
  }
}

async function examine(input: DiagnoseInput, emit: (step: DiagnosisStep) => void): Promise<void> {
  const now = () => performance.now()
  let plan: HostPlan
  try {
    plan = input.plan()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return new DiagnosisReport(stages, emit, now).failed(toProblem(error), null)
  }
  const report = new DiagnosisReport(stagesOf(plan.target.kind), emit, now)
  const questions = new DiagnosisQuestions(input)
  const pool = new JumpPool()
  let transport: HostTransport | null = null
  try {
    const { signal } = input
    questions.use(input.credential?.(plan) ?? null)
    const open = input.open ?? openTransport
    transport = await open(plan.target, questions, { signal, onStage: report.onStage, pool })
    await examineLibvirt(transport, plan, signal, report)
    report.skipRest(null)
  } catch (error) {
    if (input.signal.aborted)
      throw new AppError('cancelled', 'The diagnosis was cancelled.', { cause: error })
    report.failed(questions.explain(error), stageOf(error))
  } finally {
    await transport?.close()
    await pool.close()
  }
}

async function examineLibvirt(
  transport: HostTransport,
  plan: HostPlan,
  signal: AbortSignal,
  report: DiagnosisReport,
): Promise<void> {
  const { options, remoteUri: uri } = plan
  const timeoutMs = options.connectTimeoutMs
  const { libvirt } = await openHypervisor(transport, {
    uri,
    readOnly: options.readOnly,
    keepalive: keepaliveOf(options),
    timeoutMs,
    signal,
    onStage: report.onStage,
  })
  try {
    if (options.readOnly) return report.skip('permission', saying('readOnlyConfigured'))
    report.onStage('permission')
    await checkWritable(libvirt, signal, timeoutMs)
    report.onStage('permission', saying('mayWrite'))
  } catch (error) {
    throw libvirtProblem(error, 'permission')
  } finally {
    await libvirt.close()
  }
}

/** The stage that an error names itself. */
function stageOf(error: unknown): Stage | null {
  if (!(error instanceof AppError)) return null
  const named = error.data?.stage
  return stages.find(stage => stage === named) ?? null
}

/** Answers from what it was given and remembers what was missing. */
class DiagnosisQuestions implements Questions {
  readonly #input: DiagnoseInput
  readonly #used = new Set<string>()
  #named: CredentialAnswers | null = null
  #missing: Problem | null = null

  constructor(input: DiagnoseInput) {
    this.#input = input
  }

  async hostKey(presented: PresentedHostKey, known: KnownHostKeys): Promise<'trust' | 'refuse'> {
    if (known.verdict === 'match') return 'trust'
    if (known.verdict !== 'new') return 'refuse'
    if (this.#input.accepted(presented) || known.policy === 'acceptNew') return 'trust'
    const question = newKeyQuestion(presented)
    this.#missing = { ...questionProblem(question), data: { stage: 'hostKey', question } }
    return 'refuse'
  }

  /** Answers with this credential first. */
  use(credential: HostCredential | null): void {
    this.#named = credential === null ? null : new CredentialAnswers(credential)
  }

  keys(): readonly MemoryKey[] {
    return this.#named?.keys() ?? []
  }

  clientCertificate(): MemoryCertificate | null {
    return this.#named?.certificate() ?? null
  }

  async secret(request: SecretRequest): Promise<string[] | null> {
    const named = this.#named?.answer(request) ?? null
    if (named !== null) return named === 'refused' ? null : named
    const { kind, endpoint, subject, instruction, prompts, again } = request
    const { password, passphrase } = this.#input.secrets
    const [prompt, ...more] = prompts
    const given = kind === 'passphrase' ? passphrase : password
    const answerable =
      prompt !== undefined && more.length === 0 && (kind !== 'keyboardInteractive' || !prompt.echo)
    const use = `${kind === 'passphrase' ? 'passphrase' : 'password'} ${endpoint} ${subject}`
    if (given !== undefined && answerable && !again && !this.#used.has(use)) {
      this.#used.add(use)
      return [given]
    }
    const question = {
      kind: 'secret' as const,
      endpoint,
      request: kind,
      subject,
      instruction,
      prompts,
      again,
    }
    this.#missing = { ...questionProblem(question), data: { stage: 'authentication', question } }
    return null
  }

  /** The failure as what was missing, where something was. */
  explain(error: unknown): Problem {
    const problem = toProblem(error)
    if (this.#named?.wasRefused(error)) {
      this.#input.refused?.(this.#named.credential)
      return { ...problem, ...refusedProblem(this.#named.credential) }
    }
    const isAnswer = /^(auth|key|hostKey)\./.test(problem.code)
    return this.#missing !== null && isAnswer ? this.#missing : problem
  }
}
