import type { DiagnosisStep } from '../../shared/models/host.ts'
import { formatDuration } from '../../shared/units.ts'
import { stageWords } from '../components/hostState.ts'
import badge from '../components/StateBadge.module.css'
import { type Mark, StateMark } from '../components/StateMark.tsx'
import classes from './Dialog.module.css'

const looks: Record<DiagnosisStep['result'], { mark: Mark; word: string }> = {
  running: { mark: 'busy', word: 'running' },
  passed: { mark: 'running', word: 'passed' },
  failed: { mark: 'bad', word: 'failed' },
  skipped: { mark: 'stale', word: 'not reached' },
}

/** Steps as they come: the last word on each stage counts, in the order of the stages. */
export function mergeStep(steps: readonly DiagnosisStep[], step: DiagnosisStep): DiagnosisStep[] {
  const at = steps.findIndex(each => each.stage === step.stage)
  return at < 0 ? [...steps, step] : steps.with(at, step)
}

/** The staged result of a diagnosis, each stage with what was seen or the one next step. */
export function DiagnosisSteps({ steps }: { steps: readonly DiagnosisStep[] }) {
  return (
    <ol className={classes.steps} aria-label="Stages" aria-live="polite">
      {steps.map(step => (
        <li key={step.stage} className={classes.step}>
          <span className={`${badge.badge} ${badge[looks[step.result].mark]}`}>
            <StateMark mark={looks[step.result].mark} />
            {stageWords[step.stage]}
            <span className="visually-hidden">: {looks[step.result].word}</span>
          </span>
          <span className={classes.dim}>
            {step.detail ?? (step.result === 'skipped' ? 'not reached' : '')}
          </span>
          <span className={classes.dim}>
            {step.durationMs === null ? '' : formatDuration(step.durationMs)}
          </span>
          {step.problem && (
            <div className={classes.stepProblem}>
              <span className={classes.bad}>{step.problem.message}</span> {step.problem.next}
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

/** A diagnosis as text to paste into a ticket. */
export function diagnosisText(name: string, steps: readonly DiagnosisStep[]): string {
  const lines = steps.map(({ stage, result, detail, durationMs, problem }) =>
    [
      `${stageWords[stage].padEnd(22)} ${looks[result].word.padEnd(12)}`,
      durationMs === null ? '' : formatDuration(durationMs),
      detail ?? '',
      problem ? `${problem.message} ${problem.next ?? ''}` : '',
    ]
      .filter(Boolean)
      .join('  '),
  )
  return [`Diagnosis of ${name}, ${new Date().toISOString()}`, ...lines].join('\n')
}
