import type { DiagnosisStep, Problem } from '../../shared/models/host.ts'
import { formatDuration } from '../../shared/units.ts'
import { stageWords } from '../components/hostState.ts'
import badge from '../components/StateBadge.module.css'
import { type Mark, StateMark } from '../components/StateMark.tsx'
import { visible } from '../components/visible.ts'
import { t } from '../words/index.ts'
import { routeWords } from '../words/routeWords.ts'
import { problemInWords } from '../words/problemWords.ts'
import classes from './Dialog.module.css'

const marks: Record<DiagnosisStep['result'], Mark> = {
  running: 'busy',
  passed: 'running',
  failed: 'bad',
  skipped: 'stale',
}

/** Steps as they come: the last word on each stage counts, in the order of the stages. */
export function mergeStep(steps: readonly DiagnosisStep[], step: DiagnosisStep): DiagnosisStep[] {
  const at = steps.findIndex(each => each.stage === step.stage)
  return at < 0 ? [...steps, step] : steps.with(at, step)
}

/** The staged result of a diagnosis, each stage with what was seen or the one next step. */
export function DiagnosisSteps({ steps }: { steps: readonly DiagnosisStep[] }) {
  return (
    <ol className={classes.steps} aria-label={t('addHost.test.stages')} aria-live="polite">
      {steps.map(step => (
        <li key={step.stage} className={classes.step}>
          <span className={`${badge.badge} ${badge[marks[step.result]]}`}>
            <StateMark mark={marks[step.result]} />
            {stageWords[step.stage]}
            <span className="visually-hidden">: {t(`addHost.test.${step.result}`)}</span>
          </span>
          <span className={classes.dim}>
            {step.detail === null
              ? step.result === 'skipped' && t('addHost.test.skipped')
              : visible(routeWords(step.detail))}
          </span>
          <span className={classes.dim}>
            {step.durationMs === null ? '' : formatDuration(step.durationMs)}
          </span>
          {step.problem && (
            <div className={classes.stepProblem}>
              <StepProblem problem={step.problem} />
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

function StepProblem({ problem }: { problem: Problem }) {
  const { message, next } = problemInWords(problem)
  return (
    <>
      <span className={classes.bad}>{message}</span> {next}
    </>
  )
}
