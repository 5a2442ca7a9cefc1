import type { HostId } from '../../../shared/ids.ts'
import type { HostQuestion } from '../../../shared/models/host.ts'
import { AttemptQuestions } from './questions.ts'
import { HostRun, type RunParts } from './run.ts'
import type { SessionParts } from './sessionParts.ts'

/** What one attempt is told by its session, and tells it. */
export interface AttemptParts
  extends Pick<RunParts, 'transport' | 'onPlan' | 'onStage' | 'onReached' | 'onLive'> {
  /** A probe with short deadlines. */
  quick: boolean
  /** Failed attempts before this one. */
  failures: number
  /** An answer that was given before it began. */
  prepared: ConstructorParameters<typeof AttemptQuestions>[1]
  /** It was let in: what it was given can be asked for a last time. */
  onLetIn(questions: AttemptQuestions): void
  /** Puts a secret to a person; null when nobody answers. */
  ask(question: HostQuestion, signal: AbortSignal): Promise<string[] | null>
}

/** Begins to reach a host: a run, and the answers that it may ask for on its way. */
export function beginAttempt(
  hostId: HostId,
  parts: SessionParts,
  { quick, failures, prepared, ask, onLetIn, onLive, ...told }: AttemptParts,
): { questions: AttemptQuestions; run: HostRun } {
  const { memory, accepted, pin, clock, gate, pool, open } = parts
  const questions = new AttemptQuestions(
    {
      hostId,
      memory,
      accepted,
      pin: key => pin(key, false),
      ask,
      mayAskForKeys: () => parts.mayAskForKeys(),
    },
    prepared,
  )
  const run = new HostRun({
    ...told,
    hostId,
    clock,
    gate,
    pool,
    open,
    parts: parts.parts,
    rank: quick || !parts.overNetwork() ? -1 : failures,
    plan: () => parts.plan(quick),
    questions,
    prepare: plan => questions.use(parts.credential(plan)),
    onLive: (live, plan) => {
      onLetIn(questions)
      questions.succeeded()
      if (questions.credential !== null) parts.letIn(questions.credential)
      onLive(live, plan)
    },
  })
  return { questions, run }
}
