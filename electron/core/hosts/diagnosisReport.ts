import { type RouteText, saying } from '../../../shared/route.ts'
import type { DiagnosisStep, Problem, Stage } from '../../../shared/models/host.ts'
import { stages } from '../../../shared/models/host.ts'

/** Stages that only SSH has. */
const sshStages: ReadonlySet<Stage> = new Set(['sshVersion', 'hostKey', 'authentication', 'channel'])

/** Which stages a kind of transport goes through. */
export function stagesOf(kind: 'ssh' | 'openssh' | 'local' | 'tcp' | 'tls' | null): Stage[] {
  if (kind === 'ssh' || kind === 'openssh' || kind === null) return [...stages]
  const none =
    kind === 'local' ? new Set([...sshStages, 'resolve', 'tcp']) : new Set([...sshStages, 'socket'])
  return stages.filter(stage => !none.has(stage))
}

/** Turns what the attempt reports into steps: each stage begins, passes with what was seen, or fails. */
export class DiagnosisReport {
  readonly #emit: (step: DiagnosisStep) => void
  readonly #nowMs: () => number
  readonly #own: ReadonlySet<Stage>
  readonly #done = new Set<Stage>()
  readonly #via: string[] = []
  #current: { stage: Stage; beganAt: number; hop: string | null } | null = null

  /** `nowMs` is monotonic. */
  constructor(own: readonly Stage[], emit: (step: DiagnosisStep) => void, nowMs: () => number) {
    this.#own = new Set(own)
    this.#emit = emit
    this.#nowMs = nowMs
  }

  /** As the transport reports: without a detail a stage begins, with one it has passed. */
  readonly onStage = (stage: Stage, detail?: RouteText, hop: string | null = null): void => {
    if (this.#done.has(stage) && detail === undefined) return
    if (detail === undefined) this.#begin(stage, hop)
    else if (hop === null) this.#passed(stage, detail)
    else {
      if (stage === 'authentication') this.#via.push(hop)
      this.#current = null
    }
  }

  /**
   * The stage under way failed, or the later one that the failure names itself (the transport learns from a
   * refused channel that the socket is missing); everything behind it is skipped.
   */
  failed(problem: Problem, named: Stage | null): void {
    const current = this.#current
    const begun = current?.stage ?? 'resolve'
    const at = named !== null && stages.indexOf(named) > stages.indexOf(begun) ? named : begun
    if (at !== begun && current !== null && current.hop === null) this.#passed(begun, null)
    const detail = current?.hop ? saying('atJumpHost', { hop: current.hop }) : null
    this.#done.add(at)
    this.#emit({ stage: at, result: 'failed', detail, durationMs: this.#since(current), problem })
    this.#current = null
    this.skipRest(null)
  }

  /** A stage that doesn't apply, with the reason. */
  skip(stage: Stage, detail: RouteText): void {
    this.#done.add(stage)
    this.#emit({ stage, result: 'skipped', detail, durationMs: null, problem: null })
  }

  /** Everything not reported yet. */
  skipRest(detail: RouteText | null): void {
    for (const stage of stages) {
      if (this.#done.has(stage)) continue
      const why = this.#own.has(stage) ? detail : saying('elsewhere')
      this.#done.add(stage)
      this.#emit({ stage, result: 'skipped', detail: why, durationMs: null, problem: null })
    }
  }

  /** The stage under way, or the last one. */
  get stage(): Stage | null {
    return this.#current?.stage ?? null
  }

  #begin(stage: Stage, hop: string | null): void {
    this.#closeUnreported(stage)
    this.#current = { stage, beganAt: this.#nowMs(), hop }
    const detail = hop === null ? null : saying('jumpHost', { hop })
    this.#emit({ stage, result: 'running', detail, durationMs: null, problem: null })
  }

  #passed(stage: Stage, detail: RouteText | null): void {
    const current = this.#current?.stage === stage ? this.#current : null
    this.#done.add(stage)
    this.#emit({
      stage,
      result: 'passed',
      detail: stage === 'tcp' && detail !== null ? this.#through(detail) : detail,
      durationMs: this.#since(current),
      problem: null,
    })
    if (current !== null) this.#current = null
  }

  /** With the jump hosts that it went through; a port that the last of them reached names them itself. */
  #through(detail: RouteText): RouteText {
    if (this.#via.length === 0) return detail
    const hops = this.#via.join(', ')
    if (typeof detail === 'string') return saying('through', { what: detail, hops })
    return saying(detail.say, { ...detail.values, hops })
  }

  /** A stage that was begun and not reported as passed must have passed when a later one begins. */
  #closeUnreported(next: Stage): void {
    const current = this.#current
    if (current === null || current.hop !== null || stages.indexOf(next) <= stages.indexOf(current.stage))
      return
    this.#passed(current.stage, null)
  }

  #since(current: { beganAt: number } | null): number | null {
    return current === null ? null : Math.round((this.#nowMs() - current.beganAt) * 10) / 10
  }
}
